"""COSE_Sign1 (RFC 9052, section 4.2) in the one form that this service writes and reads.

`cwt` writes it but does not read it: it would take altered texts of a certificate too (bytes after the end,
further unprotected headers), and adds half to the time of the signature check. Here the frame must match byte
for byte, so that nothing but what our own key signed ever reaches a CBOR decoder.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cwt import COSE
from cwt.algs.ec2 import EC2Key

from backend.platform.keyring import KID_LENGTH, SigningKey

_ES256 = ec.ECDSA(hashes.SHA256())
_HEADER_ALG, _HEADER_KID, _KEY_ALG, _ALG_ES256 = 1, 4, 3, -7
_MAX_PAYLOAD_BYTES = 255
# Tag 18, array of 4; protected {1: -7, 4: kid}; unprotected {}; payload of 24 to 255 bytes; signature of 64.
_FRAME = re.compile(
    rb"\xd2\x84"
    rb"\x47(\xa2\x01\x26\x04\x42([\w-]{2}))"
    rb"\xa0"
    rb"\x58(.)(.{24,255})"
    rb"\x58\x40(.{32})(.{32})",
    re.DOTALL,
)


class Envelope(NamedTuple):
    """A COSE_Sign1 message taken apart; its signature is not checked yet."""

    kid: str
    protected: bytes
    payload: bytes
    r: bytes
    s: bytes

    def is_signed_by(self, key: ec.EllipticCurvePublicKey) -> bool:
        """Tell whether the signature is the key's ES256 over the Sig_structure (RFC 9052, section 4.4)."""
        signature = encode_dss_signature(int.from_bytes(self.r), int.from_bytes(self.s))
        try:
            key.verify(signature, self._signed_bytes(), _ES256)
        except InvalidSignature:
            return False
        return True

    def _signed_bytes(self) -> bytes:
        """Encode ["Signature1", protected, h'', payload]: a header under 24 bytes, a payload of 24 to 255."""
        header = bytes([0x40 + len(self.protected)]) + self.protected
        return b"\x84\x6aSignature1" + header + b"\x40\x58" + bytes([len(self.payload)]) + self.payload


def seal(payload: bytes, key: SigningKey) -> bytes:
    """Return the payload signed with ES256, with exactly alg and kid in the protected header.

    Raises ValueError if the payload is longer than 255 bytes.
    """
    kid = key.kid.encode()
    if len(payload) > _MAX_PAYLOAD_BYTES or len(kid) != KID_LENGTH:
        raise ValueError(f"a payload of {len(payload)} bytes or a kid of {len(kid)} does not fit the frame")
    cose_key = EC2Key({**EC2Key.to_cose_key(key.private_key), _KEY_ALG: _ALG_ES256})
    message = COSE.new().encode_and_sign(payload, cose_key, {_HEADER_ALG: _ALG_ES256, _HEADER_KID: kid}, {})
    return bytes(message)


def unseal(data: bytes) -> Envelope:
    """Take a message apart; raises ValueError if it is not in the form that `seal` writes."""
    found = _FRAME.fullmatch(data)
    if found is None or found[3][0] != len(found[4]):
        raise ValueError("not a certificate's frame")
    protected, kid, _, payload, r, s = found.groups()
    return Envelope(kid.decode(), protected, payload, r, s)
