"""COSE_Sign1 (RFC 9052, section 4.2) in the one form in which certificates are signed.

The frame must match byte for byte, so that nothing but what a city's own key signed ever reaches a CBOR
decoder. A general reader would take altered texts of a certificate too: bytes after the end, further
unprotected headers; and it adds half to the time of the signature check.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

LONGEST_PAYLOAD_BYTES = 255
ES256 = ec.ECDSA(hashes.SHA256())

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
        return is_signed(key, self.r, self.s, self._signed_bytes())

    def _signed_bytes(self) -> bytes:
        """Encode ["Signature1", protected, h'', payload]: a header under 24 bytes, a payload of 24 to 255."""
        header = bytes([0x40 + len(self.protected)]) + self.protected
        return b"\x84\x6aSignature1" + header + b"\x40\x58" + bytes([len(self.payload)]) + self.payload


def unseal(data: bytes) -> Envelope:
    """Take a message apart; raises ValueError if it is not in the one form."""
    found = _FRAME.fullmatch(data)
    if found is None or found[3][0] != len(found[4]):
        raise ValueError("not a certificate's frame")
    protected, kid, _, payload, r, s = found.groups()
    return Envelope(kid.decode(), protected, payload, r, s)


def is_signed(key: ec.EllipticCurvePublicKey, r: bytes, s: bytes, signed: bytes) -> bool:
    """Tell whether (r, s), as JOSE and COSE write it, is the key's ES256 signature of the bytes."""
    signature = encode_dss_signature(int.from_bytes(r), int.from_bytes(s))
    try:
        key.verify(signature, signed, ES256)
    except InvalidSignature:
        return False
    return True
