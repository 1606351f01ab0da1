"""The map from the codes of an embedded font back to characters, for whoever searches or copies text."""

from __future__ import annotations

from collections.abc import Mapping

_MOST_IN_A_BLOCK = 100
_HEAD = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange"""
_FOOT = """endcmap
CMapName currentdict /CMap defineresource pop
end
end"""


def unicode_map(codes: Mapping[str, int]) -> bytes:
    """Return the ToUnicode CMap (ISO 32000-1, section 9.10.3); rare characters are surrogate pairs in it."""
    chars = {code: char for char, code in sorted(codes.items(), reverse=True)}
    lines = [
        f"<{code:04X}> <{char.encode('utf-16-be').hex().upper()}>" for code, char in sorted(chars.items())
    ]
    blocks = [lines[at : at + _MOST_IN_A_BLOCK] for at in range(0, len(lines), _MOST_IN_A_BLOCK)]
    body = [part for block in blocks for part in (f"{len(block)} beginbfchar", *block, "endbfchar")]
    return "\n".join([_HEAD, *body, _FOOT]).encode("ascii")
