"""What a shop calls its phones, and the name that the city registers a shop under."""

from __future__ import annotations

from backend.merchants.models import LONGEST_LABEL, LONGEST_NAME
from backend.platform.errors import Invalid


def parse_label(text: str) -> str:
    """Return what a phone is called, with its spaces put right; raises `Invalid`."""
    label = _tidied(text)
    if not label.isprintable() or not 1 <= len(label) <= LONGEST_LABEL:
        raise Invalid(
            "label-unreadable",
            zh=f"请给这部手机起一个 1 到 {LONGEST_LABEL} 个字的名称，如“前台手机”，不含控制字符。",
            en=f"Please call the phone something of 1 to {LONGEST_LABEL} characters that can be read, "
            "such as “counter”.",
        )
    return label


def parse_merchant_name(text: str) -> str:
    """Return a shop's name, with its spaces put right; raises `Invalid`."""
    name = _tidied(text)
    if not name.isprintable() or not 1 <= len(name) <= LONGEST_NAME:
        raise Invalid(
            "merchant-name-unreadable",
            zh=f"商户名称应为 1 到 {LONGEST_NAME} 个字，不含控制字符。",
            en=f"A merchant's name has 1 to {LONGEST_NAME} characters that can be read.",
        )
    return name


def _tidied(text: str) -> str:
    return " ".join(text.split())
