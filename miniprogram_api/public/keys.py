"""The public keys of the certificates, for whoever verifies them without asking us."""

from __future__ import annotations

from flask import Response

from miniprogram_api.answer_fields import Answer, parts, text
from miniprogram_api.authentication import PUBLIC
from miniprogram_api.operations import Gives, Room
from miniprogram_api.public.cached_answers import cached_answer
from miniprogram_api.services import services

room = Room("keys", "公钥 Public keys", PUBLIC, prefix="/.well-known")


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


@room.operation("GET", "/jwks.json", Gives(KeySetAnswer))
def get_jwks() -> Response:
    """信用码的公钥 The keys by which certificates are verified, also with no network"""
    # A key is published long before it signs, so a copy that is minutes old is never too old.
    return cached_answer(services().ground.key_ring.jwks())
