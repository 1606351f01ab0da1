"""The public keys of the certificates, for whoever verifies them without asking us."""

from __future__ import annotations

from flask import Response
from marshmallow import Schema

from miniprogram_api.answer_fields import parts, text
from miniprogram_api.authentication import PUBLIC
from miniprogram_api.json_answers import json_answer
from miniprogram_api.operations import Gives, Room
from miniprogram_api.services import services

# A key is published long before it signs, so an old copy of the set is never too old by minutes.
_CACHED_SECONDS = 300

room = Room("keys", "公钥 Public keys", PUBLIC, prefix="/.well-known")


class KeyAnswer(Schema):
    """A P-256 public key (RFC 7517, RFC 7518 section 6.2)."""

    kty = text(example="EC")
    crv = text(example="P-256")
    x = text()
    y = text()
    kid = text()
    use = text(example="sig")
    alg = text(example="ES256")


class KeySetAnswer(Schema):
    """Every key whose signatures count."""

    keys = parts(KeyAnswer)


@room.operation("GET", "/jwks.json", Gives(KeySetAnswer))
def get_jwks() -> Response:
    """信用码的公钥 The keys by which certificates are verified, also with no network"""
    answer = json_answer(services().ground.key_ring.jwks())
    answer.headers["Cache-Control"] = f"public, max-age={_CACHED_SECONDS}"
    return answer
