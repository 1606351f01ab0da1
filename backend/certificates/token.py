"""Signing certificates with the city's key, and reading them back with the keys of the same ring."""

from __future__ import annotations

from datetime import datetime, timedelta

from cwt import COSE
from cwt.algs.ec2 import EC2Key

from backend.certificates.format.content import CertificateContent
from backend.certificates.format.digits import to_digits
from backend.certificates.format.envelope import LONGEST_PAYLOAD_BYTES
from backend.certificates.format.payload import encode
from backend.certificates.format.reading import read
from backend.platform.keyring.port import KID_LENGTH, KeyRing, SigningKey

LEEWAY = timedelta(0)
"""How long after its end a certificate is still taken: not at all, since one service both writes and reads
the time. With cwt's default of 60 s a photo of a dynamic code would be good for twice as long."""

_HEADER_ALG, _HEADER_KID, _KEY_ALG, _ALG_ES256 = 1, 4, 3, -7


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
        return to_digits(seal(encode(self._issuer, content), self._keys.current()))

    def read(self, digits: str, now: datetime, *, leeway: timedelta = LEEWAY) -> CertificateContent:
        """Return what a certificate of ours says if it is in force at `now`; else raise TokenRejected."""
        return read(digits, self._keys.find_public_key, now, leeway=leeway, issuer=self._issuer)


def seal(payload: bytes, key: SigningKey) -> bytes:
    """Return the payload signed with ES256, with exactly alg and kid in the protected header.

    Raises ValueError if the payload is longer than 255 bytes.
    """
    kid = key.kid.encode()
    if len(payload) > LONGEST_PAYLOAD_BYTES or len(kid) != KID_LENGTH:
        raise ValueError(f"a payload of {len(payload)} bytes or a kid of {len(kid)} does not fit the frame")
    cose_key = EC2Key({**EC2Key.to_cose_key(key.private_key), _KEY_ALG: _ALG_ES256})
    message = COSE.new().encode_and_sign(payload, cose_key, {_HEADER_ALG: _ALG_ES256, _HEADER_KID: kid}, {})
    return bytes(message)
