"""File names that people give, made harmless: no path, no control character, an ending that fits."""

from __future__ import annotations

import re
import unicodedata

_ENDINGS = {"image/jpeg": ".jpg", "image/png": ".png", "application/pdf": ".pdf"}
_KEPT = re.compile(r"[^\w（）()\-. ]")
_LONGEST = 60
_UNNAMED = "材料"


def harmless_name(given: str, media_type: str) -> str:
    """Return the name's last part without its ending, shortened, with the ending of what the content is."""
    plain = unicodedata.normalize("NFKC", given).replace("\\", "/").rpartition("/")[2]
    stem = plain.rpartition(".")[0] or plain
    kept = _KEPT.sub("", stem).strip(" .")[:_LONGEST].strip(" .")
    return f"{kept or _UNNAMED}{_ENDINGS[media_type]}"
