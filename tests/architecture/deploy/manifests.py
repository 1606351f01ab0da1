"""The files of config/deploy, as these tests read them, and the tools of others that judge them."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from tests.architecture.our_code import ROOT

DEPLOY = ROOT / "config" / "deploy"
INSTALLED_AT = "/opt/citizen-card"


def run_tool(name: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a tool that the requirements bring along."""
    command = [str(Path(sys.executable).parent / name), *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def verdict_of(done: subprocess.CompletedProcess[str]) -> tuple[int, str]:
    """Return the exit code, and what was said where it is a refusal."""
    return done.returncode, (done.stdout + done.stderr).strip() if done.returncode else ""


def unit_commands() -> Iterator[tuple[str, list[str]]]:
    """Yield what the units start, with the name of the unit."""
    for unit in sorted((DEPLOY / "systemd").glob("*.service")):
        for line in unit.read_text(encoding="utf-8").splitlines():
            if line.startswith("ExecStart="):
                yield unit.name, shlex.split(line.removeprefix("ExecStart="))


def compose() -> dict[str, Any]:
    """Return the compose file."""
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))


def kubernetes_files() -> list[Path]:
    """Return the manifests; the list of them is no manifest itself."""
    return sorted(
        set((DEPLOY / "kubernetes").glob("*.yaml")) - {DEPLOY / "kubernetes" / "kustomization.yaml"}
    )


def pods() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the pods that the manifests make, by the name of what makes them."""
    for path in kubernetes_files():
        for one in yaml.safe_load_all(path.read_text(encoding="utf-8")):
            spec = one.get("spec", {})
            template = spec.get("template") or spec.get("jobTemplate", {}).get("spec", {}).get("template")
            if template:
                yield one["metadata"]["name"], template["spec"]


def image_command() -> list[str]:
    """Return what a container runs that is given no other command."""
    lines = (DEPLOY / "Dockerfile").read_text(encoding="utf-8").splitlines()
    (command,) = [line for line in lines if line.startswith("CMD ")]
    return json.loads(command.removeprefix("CMD "))


def copied_into_the_image() -> set[str]:
    """Return the files and folders of the repository that the last stage of the image takes over."""
    last_stage = (DEPLOY / "Dockerfile").read_text(encoding="utf-8").rpartition("\nFROM ")[2]
    copies = [line.split()[1:-1] for line in last_stage.splitlines() if line.startswith("COPY ")]
    return {name for sources in copies if not sources[0].startswith("--from") for name in sources}
