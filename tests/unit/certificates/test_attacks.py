from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from cbor2 import CBORTag, dumps, loads
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cwt import COSE, COSEKey
from cwt.algs.ec2 import EC2Key
from hypothesis import example, given, settings
from hypothesis import strategies as st

from backend.certificates.format.digits import from_digits, to_digits
from backend.certificates.format.envelope import ES256, unseal
from backend.certificates.format.reading import TokenFault, TokenRejected
from backend.certificates.token import CertificateCodec, seal
from tests.unit.certificates.samples import ISSUER, NOW, MemoryKeyRing, a_certificate

P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
KID = b"Z9"
EXP = int(NOW.timestamp()) + 60
CLAIMS = {1: ISSUER, 4: EXP, 7: bytes(12), -70001: [5, 1, 3]}
FIELDS = dumps(CLAIMS)[1:]


def fault_of(codec: CertificateCodec, digits: str) -> TokenFault:
    with pytest.raises(TokenRejected) as rejection:
        codec.read(digits, NOW)
    assert rejection.value.content is None
    return rejection.value.fault


def signed(keys: MemoryKeyRing, payload: bytes) -> str:
    return to_digits(seal(payload, keys.current()))


def library_key(keys: MemoryKeyRing) -> Any:
    return EC2Key({**EC2Key.to_cose_key(keys.current().private_key), 2: KID, 3: -7})


def test_every_flipped_bit_is_noticed(codec):
    message = from_digits(codec.mint(a_certificate(level=3, masked_name="*明")))
    accepted = []
    for bit in range(len(message) * 8):
        altered = bytearray(message)
        altered[bit // 8] ^= 1 << bit % 8
        try:
            codec.read(to_digits(bytes(altered)), NOW)
            accepted.append(bit)
        except TokenRejected:
            continue
    assert accepted == []


def test_every_shortened_text_is_malformed(codec):
    digits = codec.mint(a_certificate())
    assert {fault_of(codec, digits[:length]) for length in range(len(digits))} == {TokenFault.MALFORMED}


def test_the_twin_of_a_signature_is_the_same_certificate(codec):
    digits = codec.mint(a_certificate())
    message = from_digits(digits)
    twin = message[:-32] + (P256_ORDER - int.from_bytes(message[-32:])).to_bytes(32)
    assert to_digits(twin) != digits
    assert codec.read(to_digits(twin), NOW).certificate_id == codec.read(digits, NOW).certificate_id


def test_another_ring_does_not_know_the_key(codec):
    stranger = CertificateCodec(ISSUER, MemoryKeyRing("zz"))
    assert fault_of(codec, stranger.mint(a_certificate())) is TokenFault.UNKNOWN_KEY


def test_a_swapped_key_under_our_kid_is_malformed(codec):
    forger = CertificateCodec(ISSUER, MemoryKeyRing())
    assert fault_of(codec, forger.mint(a_certificate())) is TokenFault.MALFORMED


def test_our_kid_over_anothers_certificate_is_malformed(codec):
    stranger = CertificateCodec(ISSUER, MemoryKeyRing("zz"))
    message = from_digits(stranger.mint(a_certificate())).replace(b"zz", KID, 1)
    assert fault_of(codec, to_digits(message)) is TokenFault.MALFORMED


def test_a_mac_with_the_public_key_as_its_secret_is_malformed(codec, keys):
    public = keys.current().private_key.public_key()
    for secret in (
        public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint),
        public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
    ):
        mac_key = COSEKey.from_symmetric_key(secret, alg="HS256")
        message = COSE.new().encode_and_mac(dumps(CLAIMS), mac_key, {1: 5, 4: KID}, {})
        assert fault_of(codec, to_digits(message)) is TokenFault.MALFORMED


@pytest.mark.parametrize(
    ("protected", "unprotected"),
    [
        ({1: -7}, {4: KID}),
        ({1: -7, 4: KID}, {99: "x"}),
        ({1: -7, 4: KID, 3: 61}, {}),
        ({4: KID, 1: -7}, {}),
    ],
    ids=str,
)
def test_other_headers_that_the_library_takes_are_malformed(codec, keys, protected, unprotected):
    message = COSE.new().encode_and_sign(dumps(CLAIMS), library_key(keys), protected, unprotected)
    assert COSE.new().decode(message, library_key(keys)) == dumps(CLAIMS)
    assert fault_of(codec, to_digits(message)) is TokenFault.MALFORMED


def test_bytes_after_the_end_that_the_library_takes_are_malformed(codec, keys):
    message = seal(dumps(CLAIMS), keys.current()) + b"\x00"
    assert COSE.new().decode(message, library_key(keys)) == dumps(CLAIMS)
    assert fault_of(codec, to_digits(message)) is TokenFault.MALFORMED


def test_a_message_in_the_tag_of_a_cwt_is_malformed(codec, keys):
    message = dumps(CBORTag(61, loads(seal(dumps(CLAIMS), keys.current()))))
    assert fault_of(codec, to_digits(message)) is TokenFault.MALFORMED


def test_the_claims_that_the_next_test_alters_are_good(codec, keys):
    assert codec.read(signed(keys, dumps(CLAIMS)), NOW).claims.level == 3


@pytest.mark.parametrize(
    "payload",
    [
        dumps(CLAIMS | {5: EXP - 60}),
        dumps(CLAIMS | {6: EXP - 60}),
        dumps(CLAIMS | {2: "王小明"}),
        dumps(CLAIMS | {-70002: 1}),
        dumps(CLAIMS | {"name": "x"}),
        dumps(CLAIMS | {3: None}),
        dumps(CLAIMS | {3: ["mch_1"]}),
        dumps(CLAIMS | {4: float(EXP)}),
        dumps(CLAIMS | {4: str(EXP)}),
        dumps(CLAIMS | {4: True}),
        dumps(CLAIMS | {4: -1}),
        dumps(CLAIMS | {4: 2**63}),
        dumps(CLAIMS | {7: bytes(11)}),
        dumps(CLAIMS | {7: "0" * 12}),
        dumps(CLAIMS | {1: 7}),
        *(dumps({key: CLAIMS[key] for key in CLAIMS if key != missing}) for missing in CLAIMS),
        dumps(dict(reversed(CLAIMS.items()))),
        dumps(list(CLAIMS.items())),
        dumps(CLAIMS) + b"\x00",
        b"\xa5" + FIELDS + b"\x04\x1a" + (EXP + 60).to_bytes(4),
        b"\xbf" + FIELDS + b"\xff",
        b"\xb8\x04" + FIELDS,
        b"\xa4" + FIELDS.replace(b"\x01\x62XM", b"\x01\x78\x02XM"),
        dumps(CBORTag(55799, CLAIMS)),
        dumps(bytes(40)),
        dumps(CLAIMS | {4: CBORTag(1, 2**64 - 1)}),
        dumps(CLAIMS | {4: CBORTag(4, [-(2**63), 2**70])}),
        dumps(CLAIMS | {4: CBORTag(5, [-(2**64), 5])}),
        dumps(CLAIMS | {7: CBORTag(10, bytes(12))}),
        dumps(CLAIMS | {7: CBORTag(35, "(")}),
        dumps(CLAIMS | {7: CBORTag(100, 2**64 - 1)}),
        b"\xa5" + FIELDS + b"\xd8\x1c\xca\xd8\x1d\x00\x00",
        b"\x81" * 255,
        b"\xff" * 40,
        b"\x9b" + b"\x7f" * 39,
    ],
    ids=lambda payload: payload.hex()[-60:],
)
def test_what_is_signed_but_no_certificate_is_malformed(codec, keys, payload):
    assert fault_of(codec, signed(keys, payload)) is TokenFault.MALFORMED


@pytest.mark.parametrize(
    "certificate",
    [
        7,
        [],
        [5],
        {5: 1},
        [1, 1, 3],
        [4, 1, 3],
        [7, 1, 3],
        [9, 1, 3],
        [5.0, 1, 3],
        ["5", 1, 3],
        [5, 1.0, 3],
        [5, True, 3],
        [5, -1, 3],
        [5, 1],
        [5, 1, 3, 3],
        [5, 1, None],
        [5, 1, 24],
        [5, 1, True],
        [5, 2, 1],
        [5, 4, 0],
        [5, 4, True],
        [5, 4, "3"],
        [5, 8, "王小明"],
        [5, 8, 8],
        [5, 16, "12345"],
        [5, 16, 1234],
        [5, 32, 1],
        [5, 33, 3, 1],
    ],
    ids=str,
)
def test_a_claim_outside_the_closed_list_is_malformed(codec, keys, certificate):
    assert fault_of(codec, signed(keys, dumps(CLAIMS | {-70001: certificate}))) is TokenFault.MALFORMED


@settings(deadline=None)
@given(text=st.text() | st.text("0123456789", max_size=400) | st.integers(0).map(str))
@example(text="9" * 10_000)
@example(text="https://credit.example/v#")
def test_any_text_is_read_or_refused(codec, text):
    assert fault_of(codec, text) is TokenFault.MALFORMED


@settings(deadline=None)
@given(payload=st.binary(min_size=24, max_size=255))
def test_any_signed_bytes_are_read_or_refused(codec, keys, payload):
    assert fault_of(codec, signed(keys, payload)) is TokenFault.MALFORMED


@settings(deadline=None)
@given(data=st.data())
def test_any_signed_change_of_a_payload_is_read_or_refused(codec, keys, data):
    payload = bytearray(unseal(from_digits(codec.mint(a_certificate(level=3, masked_name="*明")))).payload)
    for _ in range(data.draw(st.integers(1, 3))):
        payload[data.draw(st.integers(0, len(payload) - 1))] = data.draw(st.integers(0, 255))
    digits = signed(keys, bytes(payload))
    try:
        content = codec.read(digits, NOW)
    except TokenRejected:
        return
    assert unseal(from_digits(codec.mint(content))).payload == payload


def test_an_expired_certificate_with_a_bad_signature_tells_nothing(codec):
    message = bytearray(from_digits(codec.mint(a_certificate(life=timedelta(days=-1)))))
    message[-1] ^= 1
    assert fault_of(codec, to_digits(bytes(message))) is TokenFault.MALFORMED


@pytest.mark.parametrize("curve", [ec.SECP256K1(), ec.BrainpoolP256R1()], ids=lambda curve: curve.name)
def test_a_key_of_another_curve_signs_nothing_under_our_kid(codec, curve):
    key, message = ec.generate_private_key(curve), from_digits(codec.mint(a_certificate()))
    protected, payload = unseal(message).protected, unseal(message).payload
    signed_bytes = dumps(["Signature1", protected, b"", payload])
    r, s = decode_dss_signature(key.sign(signed_bytes, ES256))
    forged = message[:-64] + r.to_bytes(32) + s.to_bytes(32)
    assert fault_of(codec, to_digits(forged)) is TokenFault.MALFORMED


@pytest.mark.parametrize(
    "protected",
    [
        b"\xa2\x01\x26\x04\x42zz",
        b"\xa3\x01\x26\x04\x42Z9\x04\x42zz",
        b"\xa3\x01\x26\x01\x05\x04\x42Z9",
        b"\xa2\x01\x05\x04\x42Z9",
        b"\xa2\x01\x38\x22\x04\x42Z9",
        b"\xa2\x01\x38\x2e\x04\x42Z9",
        b"\xa2\x01\x27\x04\x42Z9",
        b"\xa2\x01\x26\x04\x42..",
        b"\xa2\x01\x26\x04\x42\x00\x00",
        b"\xa2\x01\x26\x04\x42' ",
        b"\xa2\x01\x26\x04\x50../../etc/passwd",
        b"\xa2\x01\x26\x04\x62Z9",
        b"\xa3\x01\x26\x02\x81\x04\x04\x42Z9",
        b"\xa1\x01\x26",
        b"",
    ],
    ids=lambda protected: protected.hex() or "none",
)
def test_a_header_that_is_repeated_injected_or_of_another_algorithm_is_refused(codec, keys, protected):
    signed_bytes = dumps(["Signature1", protected, b"", dumps(CLAIMS)])
    r, s = decode_dss_signature(keys.current().private_key.sign(signed_bytes, ES256))
    signature = r.to_bytes(32) + s.to_bytes(32)
    message = b"\xd2\x84" + dumps(protected) + b"\xa0" + dumps(dumps(CLAIMS)) + dumps(signature)
    known = {TokenFault.MALFORMED, TokenFault.UNKNOWN_KEY}
    assert fault_of(codec, to_digits(message)) in known


def test_the_message_that_the_last_test_alters_is_good(codec, keys):
    signed_bytes = dumps(["Signature1", b"\xa2\x01\x26\x04\x42Z9", b"", dumps(CLAIMS)])
    r, s = decode_dss_signature(keys.current().private_key.sign(signed_bytes, ES256))
    signature = r.to_bytes(32) + s.to_bytes(32)
    parts = (dumps(b"\xa2\x01\x26\x04\x42Z9"), b"\xa0", dumps(dumps(CLAIMS)), dumps(signature))
    assert codec.read(to_digits(b"\xd2\x84" + b"".join(parts)), NOW).claims.level == 3
