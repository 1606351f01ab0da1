"""Is the name that a library has for a card the name of the person who wants to link it?"""

from __future__ import annotations

import re
import unicodedata

_BETWEEN_PARTS = re.compile(r"[\s,、]+")
# The dot in names such as 吴·阿依古丽, of which every keyboard has another.
_DOTS = re.compile(r"[·•・∙⋅.．‧]")


def is_same_name(at_library: str, holder_name: str) -> bool:
    """Compare two names as people read them: width, case, kind of dot and spacing do not matter.

    Koha writes the given name first (`三 张`), or the surname first with a comma (`张, 三`), so the last part
    may also be read as the first one.
    """
    wanted, parts = "".join(_parts_of(holder_name)), _parts_of(at_library)
    return bool(wanted) and wanted in ("".join(parts), "".join([*parts[-1:], *parts[:-1]]))


def _parts_of(name: str) -> list[str]:
    folded = unicodedata.normalize("NFKC", name).casefold()
    return [part for part in _BETWEEN_PARTS.split(_DOTS.sub("·", folded)) if part]
