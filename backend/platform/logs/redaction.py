"""The last line of defence: whatever looks personal or secret is taken out of a line before it is written.

The first line is that nobody logs such things; a test over the logs of the whole suite holds that. Names of
people look like nothing in particular, so only the first line holds for them.
"""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from typing import Any

_SHORTEST = 8  # below that nothing is found, and most values are shorter
_DEEPEST = 6
_BEFORE, _AFTER = r"(?<![A-Za-z0-9_-])", r"(?![A-Za-z0-9_-])"
# Within a hash, digits are no number.
_NUMBER_BEFORE, _NUMBER_AFTER = r"(?<![A-Za-z0-9])", r"(?![A-Za-z0-9])"
# Letters of both cases and a digit: no word and no name of ours is written so.
_RANDOM = r"(?=[A-Za-z_-]*[0-9])(?=[a-z0-9_-]*[A-Z])(?=[A-Z0-9_-]*[a-z])"

# The first that fits counts: a certificate is digits too, and longer than everything else that is.
_KINDS = {
    "certificate": r"(?<!\d)\d{40,}",
    "jwt": r"eyJ[A-Za-z0-9_-]{4,}\.[A-Za-z0-9_-]{4,}\.[A-Za-z0-9_-]*",
    "key": _BEFORE + r"(?:mk|dk|os|ok_live|ok_sandbox|whsec)_[A-Za-z0-9_+/=-]{16,}",
    "parameter": r"(?i:\b(?:[a-z_]*token|secret|password|signature|js_code|session_key)=)[^&\s\"']+",
    "bearer": r"(?i:\bbearer )[A-Za-z0-9._~+/=-]{8,}",
    "id_number": _NUMBER_BEFORE + r"\d{17}[\dXx]" + _NUMBER_AFTER,
    "card_number": _NUMBER_BEFORE + r"\d{13,19}" + _NUMBER_AFTER,
    "phone": _NUMBER_BEFORE + r"(?:\+?86[ -]?)?1[3-9]\d{9}" + _NUMBER_AFTER,
    "openid": _BEFORE + _RANDOM + r"o[A-Za-z0-9_-]{27}" + _AFTER,
    "token": _BEFORE + _RANDOM + r"[A-Za-z0-9_-]{43}" + _AFTER,
}
_PERSONAL = re.compile("|".join(f"(?P<{kind}>{form})" for kind, form in _KINDS.items()), re.ASCII)


# Levels, routes and names of loggers come again with every line; what was found clean is not looked at twice.
_clean: set[str] = set()
_MOST_CLEAN, _LONGEST_CLEAN = 4096, 80


def redact(text: str) -> str:
    """Return the text with `[kind]` in the place of whatever looks personal or secret."""
    if len(text) < _SHORTEST or text in _clean:
        return text
    redacted = _PERSONAL.sub(lambda found: f"[{found.lastgroup}]", text)
    if redacted == text and len(text) <= _LONGEST_CLEAN:
        if len(_clean) >= _MOST_CLEAN:
            _clean.clear()
        _clean.add(text)
    return redacted


def redact_event(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Redact every text of a log line (a processor of structlog)."""
    return {str(name): _redact_value(value, _DEEPEST) for name, value in event.items()}


def _redact_value(value: Any, deeper: int) -> Any:
    if isinstance(value, str):
        return redact(value)
    if value is None or isinstance(value, bool | int | float):
        return value
    if deeper and isinstance(value, dict):
        return {redact(str(name)): _redact_value(one, deeper - 1) for name, one in value.items()}
    if deeper and isinstance(value, list | tuple | set | frozenset):
        return [_redact_value(one, deeper - 1) for one in value]
    return redact(str(value))
