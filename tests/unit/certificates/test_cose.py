from __future__ import annotations

import pytest
from cbor2 import CBORTag, dumps, loads
from cryptography.hazmat.primitives.asymmetric import ec
from cwt import COSE, COSEKey

from backend.certificates.format.envelope import Envelope, unseal
from backend.certificates.token import seal
from backend.platform.keyring.port import SigningKey

PAYLOAD = bytes(range(40))
# RFC 8392, appendix A.2.3 (key) and A.3 (signed CWT).
RFC_KEY = ec.EllipticCurvePublicNumbers(
    0x143329CCE7868E416927599CF65A34F3CE2FFDA55A7ECA69ED8919A394D42F0F,
    0x60F7F1A780D8A783BFB7A2DD6B2796E8128DBBCEF9D3D168DB9529971A36E7B9,
    ec.SECP256R1(),
).public_key()
RFC_TOKEN = bytes.fromhex(
    "d28443a10126a104524173796d6d657472696345434453413235365850a70175636f61703a2f2f61732e6578616d706c"
    "652e636f6d02656572696b77037818636f61703a2f2f6c696768742e6578616d706c652e636f6d041a5612aeb0051a56"
    "10d9f0061a5610d9f007420b7158405427c1ff28d23fbad1f29c4c7c6a555e601d6fa29f9179bc3d7438bacaca5acd08"
    "c8d4d4f96131680c429a01f85951ecee743a52b9b63632c57209120e1c9e30"
)


def rfc_envelope(**changes: bytes) -> Envelope:
    protected, _, payload, signature = loads(RFC_TOKEN).value
    return Envelope("", protected, payload, signature[:32], signature[32:])._replace(**changes)


def test_the_signature_of_the_rfc_is_good():
    assert rfc_envelope().is_signed_by(RFC_KEY)


@pytest.mark.parametrize(
    "changes",
    [
        {"protected": b"\xa1\x01\x27"},
        {"payload": PAYLOAD},
        {"r": bytes(32)},
        {"s": bytes(32)},
        {"r": b"\xff" * 32},
    ],
    ids=str,
)
def test_an_altered_message_of_the_rfc_is_not_signed(changes):
    assert not rfc_envelope(**changes).is_signed_by(RFC_KEY)


def test_a_foreign_message_has_not_our_frame():
    with pytest.raises(ValueError, match="frame"):
        unseal(RFC_TOKEN)


def test_a_sealed_payload_has_only_alg_and_kid_and_both_protected(keys):
    message = loads(seal(PAYLOAD, keys.current()))
    protected, unprotected, payload, signature = message.value
    assert message.tag == 18
    assert loads(protected) == {1: -7, 4: b"Z9"}
    assert (unprotected, payload, len(signature)) == ({}, PAYLOAD, 64)


def test_a_sealed_payload_comes_back_signed(keys):
    envelope = unseal(seal(PAYLOAD, keys.current()))
    assert (envelope.kid, envelope.payload) == ("Z9", PAYLOAD)
    assert envelope.is_signed_by(keys.find_public_key("Z9"))
    assert not envelope.is_signed_by(RFC_KEY)


def test_an_outside_library_verifies_a_sealed_payload_with_the_published_key(keys):
    published = [COSEKey.from_jwk(jwk) for jwk in keys.jwks()["keys"]]
    assert COSE.new(verify_kid=True).decode(seal(PAYLOAD, keys.current()), published) == PAYLOAD


@pytest.mark.parametrize("length", [24, 255])
def test_the_shortest_and_the_longest_payload_fit(keys, length):
    assert unseal(seal(b"\x58" * length, keys.current())).payload == b"\x58" * length


def test_a_longer_payload_is_refused(keys):
    with pytest.raises(ValueError, match="256 bytes"):
        seal(bytes(256), keys.current())


def test_a_longer_kid_is_refused(keys):
    with pytest.raises(ValueError, match="kid of 4"):
        seal(PAYLOAD, SigningKey("Z9Z9", keys.current().private_key))


def sealed_parts(keys) -> list[object]:
    return loads(seal(PAYLOAD, keys.current())).value


@pytest.mark.parametrize(
    "altered",
    [
        lambda parts: dumps(CBORTag(18, parts)) + b"\x00",
        lambda parts: dumps(CBORTag(18, parts))[:-1],
        lambda parts: dumps(parts),
        lambda parts: dumps(CBORTag(17, parts)),
        lambda parts: dumps(CBORTag(61, CBORTag(18, parts))),
        lambda parts: dumps(CBORTag(18, [*parts, b""])),
        lambda parts: dumps(CBORTag(18, [parts[0], {4: b"zz"}, *parts[2:]])),
        lambda parts: dumps(CBORTag(18, [b"", {1: -7, 4: b"zz"}, *parts[2:]])),
        lambda parts: dumps(CBORTag(18, [b"\xa0", *parts[1:]])),
        lambda parts: dumps(CBORTag(18, [dumps({1: 5, 4: b"zz"}), *parts[1:]])),
        lambda parts: dumps(CBORTag(18, [dumps({1: -7, 4: b"zz", 16: 0}), *parts[1:]])),
        lambda parts: dumps(CBORTag(18, [dumps({4: b"zz", 1: -7}), *parts[1:]])),
        lambda parts: dumps(CBORTag(18, [b"\xa3\x01\x26\x04\x42zz\x01\x26", *parts[1:]])),
        lambda parts: dumps(CBORTag(18, [parts[0], {}, None, parts[3]])),
        lambda parts: dumps(CBORTag(18, [parts[0], {}, bytes(23), parts[3]])),
        lambda parts: dumps(CBORTag(18, parts)).replace(b"\x58\x28" + PAYLOAD, b"\x58\x17" + PAYLOAD[:23]),
        lambda parts: dumps(CBORTag(18, [parts[0], {}, bytes(256), parts[3]])),
        lambda parts: dumps(CBORTag(18, [*parts[:3], bytes(63)])),
        lambda parts: dumps(CBORTag(18, parts)).replace(b"\x58\x28", b"\x59\x00\x28", 1),
        lambda parts: dumps(CBORTag(18, parts)).replace(b"\x58\x28", b"\x58\x29", 1),
        lambda parts: dumps(CBORTag(18, parts)).replace(b"\xd2\x84", b"\xd8\x12\x84", 1),
        lambda parts: dumps(CBORTag(18, parts)).replace(b"\xd2\x84", b"\xd2\x9f", 1) + b"\xff",
        lambda parts: b"",
    ],
)
def test_another_form_of_the_message_is_refused(keys, altered):
    with pytest.raises(ValueError, match="frame"):
        unseal(altered(sealed_parts(keys)))
