"""Names of people whom the suite invents; no log may hold one of them."""

from __future__ import annotations

import re
from pathlib import Path

_DEMO = Path(__file__).parents[2] / "backend" / "demo" / "first_citizens.py"
_OF_THE_BUILDERS = ("王小明", "王晓明", "欧阳晓岚", "林示例", "陈海生")


def known_names() -> frozenset[str]:
    """Return the citizens of the builders, and those of the demo that are shaped by hand."""
    shaped = re.findall(r'_person\("(.+?)"', _DEMO.read_text(encoding="utf-8"))
    return frozenset({*_OF_THE_BUILDERS, *shaped})
