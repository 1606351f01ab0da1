"""The manifests, judged by the schemas of Kubernetes, and what its restricted profile asks for."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.architecture.deploy.manifests import DEPLOY, kubernetes_files, pods, run_tool, verdict_of
from tests.architecture.our_code import ROOT

# The oldest that is meant to be used, and the newest that the schemas know.
VERSIONS = ("1.31", "1.37")


@pytest.mark.parametrize("version", VERSIONS)
def test_the_manifests_keep_to_the_schemas(version: str) -> None:
    done = run_tool("kubernetes-validate", "--strict", "--kubernetes-version", version, *kubernetes_files())
    assert verdict_of(done) == (0, "")


def test_a_manifest_that_does_not_would_be_noticed(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yaml"
    text = (DEPLOY / "kubernetes" / "worker.yaml").read_text(encoding="utf-8")
    wrong.write_text(text.replace("replicas: 2", "replica: 2"), encoding="utf-8")
    assert run_tool("kubernetes-validate", "--strict", wrong).returncode != 0


def test_every_manifest_is_listed_but_the_migration_which_goes_first() -> None:
    listed = yaml.safe_load((DEPLOY / "kubernetes" / "kustomization.yaml").read_text(encoding="utf-8"))
    assert {*listed["resources"], "migrate.yaml"} == {path.name for path in kubernetes_files()}


def test_kustomize_puts_them_together() -> None:
    if shutil.which("kubectl") is None:
        pytest.skip("kubectl is not on this machine")
    done = subprocess.run(
        ["kubectl", "kustomize", str(DEPLOY / "kubernetes")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    made = [one for one in yaml.safe_load_all(done.stdout) if one["kind"] == "Deployment"]
    assert len(made) == 2
    for one in made:
        (box,) = one["spec"]["template"]["spec"]["containers"]
        assert box["image"] == migration_image(), "the migration must be of the version that is rolled out"


def migration_image() -> str:
    (box,) = dict(pods())["migrate"]["containers"]
    return box["image"]


@pytest.mark.parametrize("name", [name for name, _ in pods()])
def test_no_pod_is_root_gains_a_right_or_writes_outside_its_volumes(name: str) -> None:
    pod: dict[str, Any] = dict(pods())[name]
    assert pod["automountServiceAccountToken"] is False
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    for box in pod["containers"]:
        may = box["securityContext"]
        assert may["allowPrivilegeEscalation"] is False
        assert may["readOnlyRootFilesystem"] is True
        assert may["capabilities"] == {"drop": ["ALL"]}
        assert box["resources"]["limits"]["memory"]


def test_each_process_has_the_role_that_the_database_means_for_it() -> None:
    roles = {
        name: source["secretRef"]["name"].rpartition("-")[2]
        for name, pod in pods()
        for source in pod["containers"][0]["envFrom"]
        if source.get("secretRef", {}).get("name", "").startswith("citizen-card-database-")
    }
    assert roles == {
        "server": "app",
        "worker": "worker",
        "migrate": "owner",
        "audit-verify": "reader",
        "keys-rotate": "app",
    }


def test_no_secret_stands_in_the_manifests() -> None:
    kinds = [
        one["kind"]
        for path in kubernetes_files()
        for one in yaml.safe_load_all(path.read_text(encoding="utf-8"))
    ]
    assert "Secret" not in kinds
    assert "ConfigMap" in kinds


def test_the_guide_says_which_secrets_the_manifests_need() -> None:
    guide = (ROOT / "docs" / "installation.md").read_text(encoding="utf-8")
    needed = {
        source["secretRef"]["name"]
        for _, pod in pods()
        for source in pod["containers"][0]["envFrom"]
        if "secretRef" in source
    }
    assert [name for name in sorted(needed) if f"`{name}`" not in guide] == []
