"""The government's real-name register as a process of its own, with the strong proofs a phone obtains.

Run it with `python -m card_integration.simulator.real_name --port N --city FILE`. It imports nothing of the
service; ID numbers reach it in bodies only, and it keeps no record of who was asked about.
"""

from __future__ import annotations

import argparse
import hmac
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
from werkzeug.wrappers import Request, Response

from card_integration.simulator.clock import ShiftedClock
from card_integration.simulator.controls import clock_route
from card_integration.simulator.web import (
    JsonApp,
    Problem,
    Route,
    json_body,
    json_response,
    serve,
    text_member,
)

STRONG_PROOF_MINUTES = 10


class RealNameRegister:
    """Answers whether a name and an ID number belong together; strong proofs are used up by one check."""

    def __init__(self, city: Mapping[str, Any], clock: ShiftedClock) -> None:
        self._names = {citizen["id_number"]: citizen["name"] for citizen in city["citizens"]}
        self._secret = city["real_name"]["secret"].encode()
        self._clock = clock
        self._proofs: dict[str, tuple[str, datetime]] = {}

    def routes(self) -> list[Route]:
        """Return the register's one operation and the simulator's controls."""
        return [
            ("POST", "/checks", self._check),
            ("POST", "/_simulator/strong-proofs", self._give_strong_proof),
            clock_route(self._clock),
        ]

    def _check(self, request: Request) -> Response:
        self._require_secret(request)
        body = json_body(request)
        name, id_number = text_member(body, "name"), text_member(body, "id_number")
        if self._names.get(id_number) != name:
            return json_response({"result": "mismatch"})
        if body.get("strong_proof") is None:
            return json_response({"result": "match"})
        proved = self._use_up(text_member(body, "strong_proof"), id_number)
        return json_response({"result": "strong_match" if proved else "strong_proof_invalid"})

    def _require_secret(self, request: Request) -> None:
        sent = request.authorization
        token = sent.token if sent is not None and sent.type == "bearer" else None
        if not hmac.compare_digest((token or "").encode(), self._secret):
            raise Problem(401, "unauthenticated", "凭证不对", headers={"WWW-Authenticate": "Bearer"})

    def _use_up(self, proof: str, id_number: str) -> bool:
        proved_id_number, expires_at = self._proofs.pop(proof, ("", self._clock.now()))
        return proved_id_number == id_number and self._clock.now() < expires_at

    def _give_strong_proof(self, request: Request) -> Response:
        id_number = text_member(json_body(request), "id_number")
        if id_number not in self._names:
            raise Problem(404, "unknown-person", "查无此人")
        proof = secrets.token_urlsafe(24)
        expires_at = self._clock.now() + timedelta(minutes=STRONG_PROOF_MINUTES)
        self._proofs[proof] = (id_number, expires_at)
        return json_response({"strong_proof": proof, "expires_at": expires_at.isoformat()}, 201)


def _keep_nothing(request: Request) -> None:
    """Observe nothing: bodies hold ID numbers."""


def main() -> None:
    """Serve the register of a city file until the process is ended."""
    parser = argparse.ArgumentParser(prog="card_integration.simulator.real_name")
    parser.add_argument("--port", type=int, required=True, help="0 takes a free one")
    parser.add_argument("--city", type=Path, required=True)
    arguments = parser.parse_args()
    city = orjson.loads(arguments.city.read_bytes())
    serve(
        JsonApp(RealNameRegister(city, ShiftedClock()).routes(), _keep_nothing), arguments.port, "real-name"
    )


if __name__ == "__main__":
    main()
