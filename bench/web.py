"""What a phone loads before it can show a page for the first time, and what it may load later."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

from bench.rows import Row, make_row

BUILT = Path(__file__).parents[1] / "web" / "dist"
_LOADED_AT_ONCE = re.compile(r'(?:src|href)="/?([^"]+\.(?:js|css|svg))"')
_BYTES_PER_KB = 1000


def web_rows(remarks: list[str]) -> Iterator[Row]:
    """Yield compressed sizes: of the heaviest page with what it loads at once, and of the heaviest part."""
    sizes = {page.stem: _first_load(page) / _BYTES_PER_KB for page in sorted(BUILT.glob("*.html"))}
    if not sizes:
        remarks.append("The pages are not built, so web_first_load_kb is not measured.")
        return
    remarks.append("First load: " + ", ".join(f"/{page} {size:.0f} kB" for page, size in sizes.items()) + ".")
    assets = (part for part in BUILT.glob("assets/*") if part.suffix != ".gz")
    parts = {part.name: _compressed(part) / _BYTES_PER_KB for part in assets}
    heaviest = max(parts, key=parts.__getitem__)
    remarks.append(f"All parts of all pages: {sum(parts.values()):.0f} kB; the heaviest is {heaviest}.")
    yield make_row("web_first_load_kb", "kB", max(sizes.values()), 1.0, 1)
    yield make_row("web_heaviest_part_kb", "kB", parts[heaviest], 1.0, 1)


def _first_load(page: Path) -> int:
    named = set(_LOADED_AT_ONCE.findall(page.read_text(encoding="utf-8")))
    parts = [page, *(path for path in map(_built, named) if path.is_file())]
    return sum(map(_compressed, parts))


def _compressed(part: Path) -> int:
    return len(gzip.compress(part.read_bytes()))


def _built(name: str) -> Path:
    return BUILT / name.removeprefix("web/")
