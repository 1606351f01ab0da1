"""The public keys of the certificates, for whoever verifies them without asking us."""

from __future__ import annotations

from flask import Response

from miniprogram_api.answer_fields import Answer, parts, text
from miniprogram_api.authentication import PUBLIC
from miniprogram_api.operations import Gives, Room
from miniprogram_api.public.cached_answers import cached_answer, cached_bytes
from miniprogram_api.services import services

room = Room("keys", "公钥 Public keys", PUBLIC, prefix="/.well-known")

_COSE_KEY_SET = "application/cose-key-set"


class KeyAnswer(Answer):
    """A P-256 public key (RFC 7517, RFC 7518 section 6.2)."""

    kty = text(example="EC")
    crv = text(example="P-256")
    x = text()
    y = text()
    kid = text()
    use = text(example="sig")
    alg = text(example="ES256")


class KeySetAnswer(Answer):
    """Every key whose signatures count."""

    keys = parts(KeyAnswer)


@room.operation("GET", "/jwks.json", Gives(KeySetAnswer, has_tag=True))
def get_jwks() -> Response:
    """信用码的公钥 The keys by which certificates are verified, also with no network"""
    # A key is published a day before it signs, and one that is revoked must be gone soon: minutes suit both.
    return cached_answer(services().ground.key_ring.jwks())


@room.operation(
    "GET",
    "/cose-keys",
    Gives({"type": "string", "format": "binary"}, content_type=_COSE_KEY_SET, has_tag=True),
)
def get_cose_keys() -> Response:
    """信用码的公钥（COSE） The same keys as a COSE_KeySet (RFC 9052, section 7)"""
    return cached_bytes(services().ground.key_ring.cose_key_set(), _COSE_KEY_SET)
