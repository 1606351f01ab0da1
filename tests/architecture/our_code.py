"""Our own files, as the tests of the architecture read them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("backend", "bot", "card_integration", "config", "miniprogram_api")


@cache
def product_files() -> tuple[Path, ...]:
    """Return the Python files that the service is made of, tests and measurements left out."""
    in_packages = (path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
    return (ROOT / "wsgi.py", *sorted((ROOT / "migrations").rglob("*.py")), *sorted(in_packages))


def all_files() -> Iterator[Path]:
    """Yield every Python file of ours, the tests among them."""
    yield from product_files()
    for folder in ("tests", "bench"):
        yield from sorted((ROOT / folder).rglob("*.py"))


@cache
def syntax_of(path: Path) -> ast.Module:
    """Return the parsed file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def place(path: Path, line: int | None = None) -> str:
    """Name a file, or a line of it, as a person looks it up."""
    named = str(path.relative_to(ROOT))
    return named if line is None else f"{named}:{line}"


def module_name(path: Path) -> str:
    """Return the dotted name under which a file of ours is imported."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
