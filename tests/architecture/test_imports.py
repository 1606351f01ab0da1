from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.architecture.our_code import PACKAGES, ROOT, module_name, product_files

# Ends at whatever would leave a trace: a file written, a database opened, a call made, a process started.
IMPORT_WATCHED = """
import importlib, os, sys
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
TRACES = {"os.mkdir", "os.remove", "os.rename", "os.link", "os.system", "sqlite3.connect",
    "socket.connect", "socket.getaddrinfo", "subprocess.Popen", "os.posix_spawn"}
def watch(event, arguments):
    if event in TRACES or (event == "open" and arguments[2] & WRITING):
        print(f"importing {module}: {event} {arguments[0]}", flush=True)
        os._exit(3)
module = "nothing yet"
sys.addaudithook(watch)
for module in sys.argv[1:]:
    importlib.import_module(module)
"""


def importable_modules() -> list[str]:
    return [module_name(path) for path in product_files() if "migrations" not in path.parts]


def import_watched(folder: Path, *modules: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-B", "-c", IMPORT_WATCHED, *modules],
        cwd=folder,
        env={"PYTHONPATH": f"{ROOT}:{folder}"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_contracts_between_packages_are_kept() -> None:
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--config", "pyproject.toml"]
    checked = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout


def test_importing_any_file_of_ours_does_nothing(tmp_path: Path) -> None:
    modules = importable_modules()
    imported = import_watched(tmp_path, *modules)
    assert (imported.stdout, imported.stderr, imported.returncode) == ("", "", 0)
    assert [*tmp_path.iterdir()] == []
    assert {module.split(".")[0] for module in modules} == {*PACKAGES, "wsgi"}


def test_an_import_that_left_a_trace_would_be_seen(tmp_path: Path) -> None:
    (tmp_path / "careless.py").write_text("open('trace', 'w')\n", encoding="utf-8")
    assert import_watched(tmp_path, "careless").stdout == "importing careless: open trace\n"
