"""The unified social credit code of organisations (统一社会信用代码, GB 32100)."""

from __future__ import annotations

import re
from string import ascii_lowercase, ascii_uppercase, digits

from backend.platform.errors import Invalid

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_MODULUS = len(_ALPHABET)
_VALUES = {character: value for value, character in enumerate(_ALPHABET)}
_WEIGHTS = tuple(pow(3, place, _MODULUS) for place in range(17))
# The standard allows letters in the two places before the six digits of the registering area.
_FORM = re.compile(rf"[{_ALPHABET}]{{2}}[0-9]{{6}}[{_ALPHABET}]{{10}}")
_TO_FULL_WIDTH = ord("！") - ord("!")
_TYPED_OTHERWISE = {
    ord(typed) + shift: meant
    for typed, meant in zip(
        digits + ascii_uppercase + ascii_lowercase, digits + ascii_uppercase * 2, strict=True
    )
    for shift in (0, _TO_FULL_WIDTH)
}


def check_character(first_seventeen: str) -> str:
    """Return the check character of the first seventeen (GB 32100: weighted sum modulo 31)."""
    total = sum(
        weight * _VALUES[character] for weight, character in zip(_WEIGHTS, first_seventeen, strict=True)
    )
    return _ALPHABET[-total % _MODULUS]


def parse_organisation_code(text: str) -> str:
    """Return the code that somebody wrote, with full-width characters, spaces and lower case put right.

    Raises `Invalid` with a code for each fault; neither words nor code repeat what was written.
    """
    code = "".join(text.translate(_TYPED_OTHERWISE).split())
    if not _FORM.fullmatch(code):
        raise Invalid(
            "organisation-code-form",
            zh="统一社会信用代码应为 18 位数字或大写字母（不含 I、O、S、V、Z），第 3 至 8 位为数字，请核对。",
            en="A credit code has 18 digits or capital letters (never I, O, S, V or Z), "
            "with digits in places 3 to 8; please check it.",
        )
    if check_character(code[:17]) != code[17]:
        raise Invalid(
            "organisation-code-check-digit",
            zh="统一社会信用代码的校验位不符，可能有一位输错，请逐位核对。",
            en="The last character does not match the others; one may be mistyped, please check each.",
        )
    return code
