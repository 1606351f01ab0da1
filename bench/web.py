"""What a phone loads before it can show a page for the first time."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

from bench.rows import Row, make_row

_BUILT = Path(__file__).parents[1] / "web" / "dist"
_LOADED_AT_ONCE = re.compile(r'(?:src|href)="/?([^"]+\.(?:js|css|svg))"')
_BYTES_PER_KB = 1000


def web_rows(remarks: list[str]) -> Iterator[Row]:
    """Yield the compressed size of the heaviest page, with what it names to be loaded at once."""
    sizes = {page.stem: _first_load(page) / _BYTES_PER_KB for page in sorted(_BUILT.glob("*.html"))}
    if not sizes:
        remarks.append("The pages are not built, so web_first_load_kb is not measured.")
        return
    remarks.append("First load: " + ", ".join(f"/{page} {size:.0f} kB" for page, size in sizes.items()) + ".")
    yield make_row("web_first_load_kb", "kB", max(sizes.values()), 1.0, 1)


def _first_load(page: Path) -> int:
    named = set(_LOADED_AT_ONCE.findall(page.read_text(encoding="utf-8")))
    parts = [page, *(path for path in map(_built, named) if path.is_file())]
    return sum(len(gzip.compress(part.read_bytes())) for part in parts)


def _built(name: str) -> Path:
    return _BUILT / name.removeprefix("web/")
