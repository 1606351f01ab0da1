"""A certificate's content in two other formats, as a person would carry it in their QR codes.

Both get what is short in ours and long in theirs (issuer, id of the key, no time of issue): what is
compared is how a format packs a content, not what else it demands.
"""

from __future__ import annotations

import json
import zlib
from base64 import urlsafe_b64encode

from cbor2 import dumps
from cwt import COSE
from cwt.algs.ec2 import EC2Key
from jwt.api_jws import PyJWS

from backend.certificates.format.content import CertificateContent
from backend.platform.keyring.port import SigningKey

_ALG, _KID, _KEY_ALG, _ES256 = 1, 4, 3, -7
_ISS, _EXP, _CTI, _HCERT, _HCERT_V1 = 1, 4, 7, -260, 1
_BASE45 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_LOWEST_IN_JWS = ord("-")
_BEST = 9


def dcc_style(content: CertificateContent, issuer: str, key: SigningKey) -> str:
    """Return the content as the EU digital COVID certificate would write it: a CWT, zlib, base45."""
    claims = {
        _ISS: issuer,
        _EXP: int(content.expires_at.timestamp()),
        _CTI: content.certificate_id,
        _HCERT: {_HCERT_V1: _said(content)},
    }
    cose_key = EC2Key({**EC2Key.to_cose_key(key.private_key), _KEY_ALG: _ES256})
    header = {_ALG: _ES256, _KID: key.kid.encode()}
    message: bytes = COSE.new().encode_and_sign(dumps(claims), cose_key, header, {})
    return f"HC1:{base45(zlib.compress(message, _BEST))}"


def shc_style(content: CertificateContent, issuer: str, key: SigningKey) -> str:
    """Return the content as a SMART Health Card would write it: a deflated JWS, two digits a character."""
    claims = {
        "iss": issuer,
        "exp": int(content.expires_at.timestamp()),
        "jti": urlsafe_b64encode(content.certificate_id).decode(),
        **_said(content),
    }
    deflating = zlib.compressobj(_BEST, wbits=-zlib.MAX_WBITS)
    payload = deflating.compress(json.dumps(claims, separators=(",", ":")).encode()) + deflating.flush()
    # An empty typ leaves the header out, as those cards do.
    header = {"typ": "", "kid": key.kid, "zip": "DEF"}
    token = PyJWS().encode(payload, key.private_key, "ES256", header)
    return "shc:/" + "".join(f"{ord(character) - _LOWEST_IN_JWS:02}" for character in token)


def base45(data: bytes) -> str:
    """Return the bytes as RFC 9285 writes them: three characters for two bytes, the lowest first."""
    text = ""
    for start in range(0, len(data), 2):
        pair = data[start : start + 2]
        number = int.from_bytes(pair)
        for _ in range(len(pair) + 1):
            number, place = divmod(number, len(_BASE45))
            text += _BASE45[place]
    return text


def _said(content: CertificateContent) -> dict[str, int | bool | None]:
    """Return what a dynamic certificate with two claims says, under names as short as theirs."""
    claims = content.claims
    return {"kd": int(content.kind), "lv": claims.level, "na": claims.no_adverse}
