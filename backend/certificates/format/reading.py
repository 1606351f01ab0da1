"""From scanned digits to what a genuine certificate says, or to the reason why it does not count."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum

from cryptography.hazmat.primitives.asymmetric import ec

from .content import CertificateContent
from .digits import from_digits
from .envelope import unseal
from .payload import decode


class TokenFault(StrEnum):
    """Why a text is not a certificate that counts; the list is closed."""

    EXPIRED = "expired"
    UNKNOWN_KEY = "unknown_key"
    MALFORMED = "malformed"


class TokenRejected(Exception):
    """The text is refused; `content` is known only where the signature was good and the time is over."""

    def __init__(self, fault: TokenFault, content: CertificateContent | None = None) -> None:
        super().__init__(fault.value)
        self.fault = fault
        self.content = content


def read(
    digits: str,
    find_key: Callable[[str], ec.EllipticCurvePublicKey | None],
    now: datetime,
    *,
    leeway: timedelta,
    issuer: str | None = None,
) -> CertificateContent:
    """Return what a certificate says if it is genuine and in force at `now`; else raise TokenRejected.

    With `issuer`, a certificate of any other is malformed.
    """
    try:
        envelope = unseal(from_digits(digits))
    except ValueError as error:
        raise TokenRejected(TokenFault.MALFORMED) from error
    key = find_key(envelope.kid)
    if key is None:
        raise TokenRejected(TokenFault.UNKNOWN_KEY)
    if not envelope.is_signed_by(key):
        raise TokenRejected(TokenFault.MALFORMED)
    try:
        signed_by, content = decode(envelope.payload)
    except ValueError as error:
        raise TokenRejected(TokenFault.MALFORMED) from error
    if issuer not in (None, signed_by):
        raise TokenRejected(TokenFault.MALFORMED)
    if now >= content.expires_at + leeway:
        raise TokenRejected(TokenFault.EXPIRED, content)
    return content
