"""The claims as a CBOR map that holds as little as can be (RFC 8392); the table is in the format's document.

Version 1: `form` is 4 x version + kind, `mask` the sum of the claims that follow, in the order level 1, no
adverse record 2, perk 4, masked name 8, match code 16.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from cbor2 import CBORDecodeError, loads

from .content import CertificateContent, Claims, Kind, StatusEntry
from .shortest import array, byte_string, map_of, text, whole_number

_VERSION = 1
_VERSION_STEP = 4
_CLAIM_COUNT = 5
_STATUS_VALUES = 2
_MASK_RANGE = range(1 << _CLAIM_COUNT)
_EXP_RANGE = range(1, 2**32)
_KINDS = {kind.value: kind for kind in Kind}
# Tags make cbor2 build dates, fractions and references, whose own errors it lets through.
_NOT_OURS = (CBORDecodeError, ValueError, TypeError, LookupError, ArithmeticError, RuntimeError)


class _Label:
    """Keys of the claims (RFC 8392, section 4; RFC 9711, section 4.1; below -65536 is private use)."""

    ISS = 1
    AUD = 3
    EXP = 4
    CTI = 7
    NONCE = 10
    CERTIFICATE = -70001


_ISS, _AUD, _EXP, _CTI, _NONCE, _CERTIFICATE = map(
    whole_number, (_Label.ISS, _Label.AUD, _Label.EXP, _Label.CTI, _Label.NONCE, _Label.CERTIFICATE)
)


def encode(issuer: str, content: CertificateContent) -> bytes:
    """Return the payload that says this."""
    claims = [_ISS + text(issuer)]
    if content.audience is not None:
        claims.append(_AUD + text(content.audience))
    claims.append(_EXP + whole_number(int(content.expires_at.timestamp())))
    claims.append(_CTI + byte_string(content.certificate_id))
    if content.nonce is not None:
        claims.append(_NONCE + byte_string(content.nonce))
    form = _VERSION * _VERSION_STEP + content.kind
    claims.append(_CERTIFICATE + array([form, *_packed(content.claims), *(content.status or ())]))
    return map_of(len(claims)) + b"".join(claims)


def decode(payload: bytes) -> tuple[str, CertificateContent]:
    """Return the issuer and what it says; raises ValueError for what `encode` would not have written."""
    try:
        issuer, content = _decoded(payload)
        is_canonical = encode(issuer, content) == payload
    except _NOT_OURS as error:
        raise ValueError("not a certificate's claims") from error
    if not is_canonical:
        raise ValueError("not in the shortest encoding, or with claims that no certificate has")
    return issuer, content


def _decoded(payload: bytes) -> tuple[str, CertificateContent]:
    claims = loads(payload)
    exp, certificate_id = claims[_Label.EXP], claims[_Label.CTI]
    form, mask, *values = claims[_Label.CERTIFICATE]
    if not type(exp) is type(form) is type(mask) is int or exp not in _EXP_RANGE:
        raise ValueError("exp, form and mask are whole numbers")
    issuer = claims[_Label.ISS]
    if type(issuer) is not str:
        raise ValueError("iss is a text")
    kind = _KINDS[form % _VERSION_STEP]
    status = StatusEntry(*values[-_STATUS_VALUES:]) if kind is Kind.PRINTED else None
    return issuer, CertificateContent(
        certificate_id,
        kind,
        datetime.fromtimestamp(exp, UTC),
        claims.get(_Label.AUD),
        _unpacked(mask, values[:-_STATUS_VALUES] if status else values),
        claims.get(_Label.NONCE),
        status,
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
    level = next(rest) if mask & 1 else None
    no_adverse = next(rest) if mask & 2 else None
    perk = next(rest) if mask & 4 else None
    name = next(rest) if mask & 8 else None
    match_code = next(rest) if mask & 16 else None
    return Claims(level, no_adverse, None if perk is None else (abs(perk), perk > 0), name, match_code)
