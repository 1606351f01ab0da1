"""Every command that a unit, an image or a manifest starts is there, with the options that it is given."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from config.loading import load_settings
from tests.architecture.deploy.manifests import (
    INSTALLED_AT,
    compose,
    image_command,
    pods,
    run_tool,
    unit_commands,
    verdict_of,
)
from wsgi import create_app

# Tools of the system: what they are given is judged where they are run.
OF_THE_SYSTEM = {"sh", "logger", "psql"}
OURS = {"flask", "granian", "alembic"}


def started() -> Iterator[tuple[str, ...]]:
    yield from (tuple(command) for _, command in unit_commands())
    yield tuple(image_command())
    yield from (tuple(one["command"]) for one in compose()["services"].values() if "command" in one)
    yield from (tuple(box["args"]) for _, pod in pods() for box in pod["containers"] if "args" in box)


def ours() -> set[tuple[str, ...]]:
    named = {(Path(command[0]).name, *command[1:]) for command in started()}
    return {command for command in named if command[0] in OURS}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("CARD_VAR", str(tmp_path_factory.mktemp("var")))
        return create_app(load_settings())


def test_whatever_is_started_is_ours_or_the_systems() -> None:
    programs = {Path(command[0]).name for command in started()}
    assert programs - OF_THE_SYSTEM == OURS


def test_units_start_what_is_installed_with_the_service() -> None:
    ours_in_units = [command[0] for _, command in unit_commands() if Path(command[0]).name in OURS]
    assert ours_in_units
    assert {str(Path(program).parent) for program in ours_in_units} == {f"{INSTALLED_AT}/.venv/bin"}


@pytest.mark.parametrize("command", sorted(one for one in ours() if one[0] == "flask"), ids=" ".join)
def test_our_commands_take_what_they_are_given(app: Flask, command: tuple[str, ...]) -> None:
    assert command[1:3] == ("--app", "wsgi")
    helped = app.test_cli_runner().invoke(args=[*command[3:], "--help"])
    assert helped.exit_code == 0, helped.output
    assert "Commands:" not in helped.output, "a group does nothing"


@pytest.mark.parametrize("command", sorted(one for one in ours() if one[0] != "flask"), ids=" ".join)
def test_the_programs_of_others_take_what_they_are_given(command: tuple[str, ...]) -> None:
    assert verdict_of(run_tool(*command, "--help")) == (0, "")


def test_an_option_or_a_command_that_is_not_there_would_be_noticed(app: Flask) -> None:
    assert run_tool("granian", "--interface", "wsgi", "--no-such-option", "--help").returncode != 0
    for wrong in (["outbox", "walk", "--help"], ["keys", "rotate", "--slowly", "--help"]):
        assert app.test_cli_runner().invoke(args=wrong).exit_code != 0
