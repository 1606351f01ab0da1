"""The certificate as a signed token: a CWT (RFC 8392) that holds as little as can be.

The payload is a CBOR map, keys in this order:

| key | claim | value |
|---|---|---|
| 1 | iss | the city's short name |
| 3 | aud | the one merchant that may read it; only if there is one |
| 4 | exp | seconds since 1970 |
| 7 | cti | 12 random bytes |
| -70001 | certificate | `[form, mask, value…]` |

`form` is 4 x version + kind (version 1; kind 1 dynamic, 2 printed). `mask` is the sum of the claims that
follow, in this order: 1 level (code), 2 no adverse record in force (true or false), 4 perk (code if eligible,
minus the code if not), 8 masked name (text), 16 match code (text). There is no iat and no nbf.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from cbor2 import CBORDecodeError, dumps, loads

from backend.certificates.content import CertificateContent, Claims, Kind
from backend.certificates.cose import seal, unseal
from backend.certificates.digits import from_digits, to_digits
from backend.platform.keyring import KeyRing

LEEWAY = timedelta(0)
"""How long after its end a certificate is still taken: not at all, since one service both writes and reads
the time. With cwt's default of 60 s a photo of a dynamic code would be good for twice as long."""

_VERSION = 1
_VERSION_STEP = 4
_CLAIM_COUNT = 5
_MASK_RANGE = range(1 << _CLAIM_COUNT)
_EXP_RANGE = range(1, 2**32)
# Tags make cbor2 build dates, fractions and references, whose own errors it lets through.
_NOT_OURS = (CBORDecodeError, ValueError, TypeError, LookupError, ArithmeticError, RuntimeError)


class _Label:
    """Keys of the claims (RFC 8392, section 4; below -65536 is private use)."""

    ISS = 1
    AUD = 3
    EXP = 4
    CTI = 7
    CERTIFICATE = -70001


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


class CertificateCodec:
    """Writes certificates as digits and reads them back, accepting exactly what it would have written.

    Whoever counts uses or revocations goes by `certificate_id`, never by the text: one certificate has two,
    since anybody can turn a signature (r, s) into its twin (r, n-s), which is as good.
    """

    def __init__(self, issuer: str, keys: KeyRing) -> None:
        self._issuer = issuer
        self._keys = keys

    def mint(self, content: CertificateContent) -> str:
        """Return the certificate signed with the current key, as digits."""
        return to_digits(seal(_payload_of(content, self._issuer), self._keys.current()))

    def read(self, digits: str, now: datetime) -> CertificateContent:
        """Return what a certificate says if it is genuine and in force at `now`; else raise TokenRejected."""
        try:
            envelope = unseal(from_digits(digits))
        except ValueError as error:
            raise TokenRejected(TokenFault.MALFORMED) from error
        key = self._keys.find_public_key(envelope.kid)
        if key is None:
            raise TokenRejected(TokenFault.UNKNOWN_KEY)
        if not envelope.is_signed_by(key):
            raise TokenRejected(TokenFault.MALFORMED)
        content = self._content_of(envelope.payload)
        if now >= content.expires_at + LEEWAY:
            raise TokenRejected(TokenFault.EXPIRED, content)
        return content

    def _content_of(self, payload: bytes) -> CertificateContent:
        """Decode a payload; if encoding it again gives another, this issuer and version did not write it."""
        try:
            content = _decoded(payload)
            is_canonical = _payload_of(content, self._issuer) == payload
        except _NOT_OURS as error:
            raise TokenRejected(TokenFault.MALFORMED) from error
        if not is_canonical:
            raise TokenRejected(TokenFault.MALFORMED)
        return content


def _payload_of(content: CertificateContent, issuer: str) -> bytes:
    claims: dict[int, Any] = {_Label.ISS: issuer}
    if content.audience is not None:
        claims[_Label.AUD] = content.audience
    claims[_Label.EXP] = int(content.expires_at.timestamp())
    claims[_Label.CTI] = content.certificate_id
    claims[_Label.CERTIFICATE] = [_VERSION * _VERSION_STEP + content.kind, *_packed(content.claims)]
    return dumps(claims)


def _decoded(payload: bytes) -> CertificateContent:
    claims = loads(payload)
    exp, certificate_id = claims[_Label.EXP], claims[_Label.CTI]
    form, mask, *values = claims[_Label.CERTIFICATE]
    if not type(exp) is type(form) is type(mask) is int or exp not in _EXP_RANGE:
        raise ValueError("exp, form and mask are whole numbers")
    return CertificateContent(
        certificate_id,
        Kind(form % _VERSION_STEP),
        datetime.fromtimestamp(exp, UTC),
        claims.get(_Label.AUD),
        _unpacked(mask, values),
    )


def _packed(claims: Claims) -> list[Any]:
    perk = None
    if claims.perk is not None:
        code, is_eligible = claims.perk
        perk = code if is_eligible else -code
    packed: list[Any] = [0]
    values = (claims.level, claims.no_adverse, perk, claims.masked_name, claims.match_code)
    for place, value in enumerate(values):
        if value is not None:
            packed[0] |= 1 << place
            packed.append(value)
    return packed


def _unpacked(mask: int, values: list[Any]) -> Claims:
    if mask not in _MASK_RANGE or mask.bit_count() != len(values):
        raise ValueError("the mask does not fit the values")
    rest = iter(values)
    level, no_adverse, perk, name, match_code = [
        next(rest) if mask >> place & 1 else None for place in range(_CLAIM_COUNT)
    ]
    return Claims(level, no_adverse, None if perk is None else (abs(perk), perk > 0), name, match_code)
