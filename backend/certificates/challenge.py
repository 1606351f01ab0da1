"""A merchant's challenge: who asks, and a number of its own that only the answer to this asking carries."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass

from backend.platform.errors import Invalid

_NONCE_BYTES = 8
_TEXT = re.compile(r"(mer_[0-9A-Za-z]{22})\.((?:[0-9a-f]{2}){8,16})")


@dataclass(frozen=True, slots=True)
class Challenge:
    """The verifier's id and its nonce of 8 to 16 bytes; as text, the id, a dot, and hex digits."""

    verifier_id: str
    nonce: bytes

    @property
    def text(self) -> str:
        """Return the challenge as the verifier shows it."""
        return f"{self.verifier_id}.{self.nonce.hex()}"


def new_challenge(verifier_id: str) -> Challenge:
    """Return a fresh challenge; nothing of it is kept, the verifier knows what it showed."""
    return Challenge(verifier_id, secrets.token_bytes(_NONCE_BYTES))


def parse_challenge(text: str) -> Challenge:
    """Return the challenge that `text` is; raises `Invalid`."""
    found = _TEXT.fullmatch(text)
    if found is None:
        raise Invalid(
            "challenge-malformed",
            zh="这不是商户出示的询问码，请重新扫描。",
            en="This is not a merchant's challenge; please scan it again.",
        )
    return Challenge(found[1], bytes.fromhex(found[2]))
