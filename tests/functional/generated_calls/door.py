"""The way in for made-up calls: whoever they pretend to be gets that caller's credentials."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import count
from typing import TYPE_CHECKING, Any

from backend.platform.ids import new_id
from backend.platform.webhooks import sign
from tests.builders.citizens import a_citizen, an_id_number
from tests.builders.officers import a_session, an_officer
from tests.functional.generated_calls.town import DEPARTMENT, HOOK, Headers, Town

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

API = "/api/v1"
_AS = "as-"
PRETENDING = {
    "citizen": {"bearer": "as-citizen"},
    "merchant": {"bearer": "as-merchant"},
    "merchantKey": {"api_key": "as-merchant"},
    "department": {"bearer": "as-department"},
    "departmentKey": {"api_key": "as-department"},
    "operator": {"bearer": "as-operator"},
    "operatorKey": {"api_key": "as-operator"},
    "officer": {"bearer": "as-officer"},
    "officerCookie": {"api_key": "as-officer"},
    "operatorSignature": {"api_key": "as-library"},
}
"""What stands in a made-up call for the credentials of each security scheme."""

# What ends a session, changes a person for good or may be asked for a few times a day, somebody does who came
# for that alone.
_CITIZEN_ENDS = {
    ("DELETE", f"{API}/session"),
    ("DELETE", f"{API}/me"),
    ("GET", f"{API}/me/export"),
    ("PUT", f"{API}/me/pause"),
    ("POST", f"{API}/me/identity"),
}
_OFFICER_ENDS = {("DELETE", f"{API}/officer/session"), ("PUT", f"{API}/officer/me/password")}
_CONSENTS = f"{API}/me/consents/"
_SANDBOX = f"{API}/operator/sandbox/"
# Of adults, each with an ID number of their own.
_FIRST_BIRTHDAY, _BIRTHDAYS = date(1960, 1, 1), 15_000


class PretendersDoor:
    """Wraps the application; each call comes from an address of its own, so that no limit is in the way."""

    def __init__(self, town: Town, event_key: bytes) -> None:
        self._town = town
        self._app: WSGIApplication = town.app
        self._event_key = event_key
        self._order = count(1)
        self._newcomers = count()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Serve a call."""
        number = next(self._order)
        environ["REMOTE_ADDR"] = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        given = self._take_pretence(environ)
        if given is not None:
            for name, value in self._credentials_of(given, environ).items():
                environ[f"HTTP_{name.upper().replace('-', '_')}"] = value
        return self._app(environ, start_response)

    def known_values(self) -> dict[str, Any]:
        """Return settings by which half of the calls name what is there."""
        ids = self._town.ids
        named: dict[str, tuple[str | int, ...]] = {
            "path.case_id": (ids["dispute"], ids["repair"]),
            "path.material_id": (ids["dispute_material"], ids["repair_material"]),
            "path.case_number": (ids["number"],),
            "path.number": (ids["number"],),
            "path.certificate_id": (ids["certificate"],),
            "path.card_id": (ids["card"],),
            "path.device_id": (ids["device"],),
            "path.loan_id": ("L-1",),
            "path.grant_id": (ids["grant"], ids["sandbox_grant"]),
            "path.record_id": (ids["record"], ids["repairable"]),
            "path.merchant_id": (ids["merchant_id"],),
            "path.key_id": (ids["staff_key"],),
            "path.invitation_id": (ids["pairing_code"],),
            "path.batch_id": (ids["batch_id"],),
            "path.letter_id": (ids["letter_id"],),
            "path.code": (DEPARTMENT, ids["organisation"]),
            "path.operator": ("library",),
            "path.service": ("lending", "bus"),
            "path.purpose": ("status.evaluate", "card.link"),
            "path.list_number": ("0",),
            "path.template": ("result", "card"),
            "body.record": (ids["record"], ids["repairable"]),
            "body.card": (ids["card"],),
            "body.operator": ("library", "bus", "bike"),
            "body.perk": ("library.deposit_free", "park.ticket_discount", "deposit_waiver"),
            "body.code": ("code-1", "code-2", ids["join_code"]),
            "body.rules_version": ("2026-1",),
            "body.token": (ids["token"],),
            "body.scans[*].token": (ids["token"],),
            "body.challenge": (ids["challenge"],),
            "body.id_number": tuple(an_id_number() for _ in range(9)),
            "body.name": ("王小明",),
            "body.url": (HOOK,),
            "body.version": (0, 1, 2, 3),
            "body.revision": (1, 2),
        }
        return {
            "dictionaries": {f"known-{place}": {"values": list(them)} for place, them in named.items()},
            "parameters": {place: {"dictionary": f"known-{place}", "probability": 0.5} for place in named},
        }

    def _take_pretence(self, environ: WSGIEnvironment) -> str | None:
        """Remove what stands for credentials, and return whose they are."""
        found = None
        for name in ("HTTP_AUTHORIZATION", "HTTP_X_API_KEY", "HTTP_COOKIE", "HTTP_WEBHOOK_SIGNATURE"):
            _, mark, who = environ.get(name, "").rpartition(_AS)
            if mark:
                del environ[name]
                found = who
        return found

    def _credentials_of(self, who: str, environ: WSGIEnvironment) -> Headers:
        asked = (environ["REQUEST_METHOD"], environ["PATH_INFO"])
        if who == "library":
            return self._sign(environ)
        if who == "operator" and asked[1].startswith(_SANDBOX):
            who = "sandbox"
        if who == "citizen" and (asked in _CITIZEN_ENDS or self._withdraws(*asked)):
            born_on = _FIRST_BIRTHDAY + timedelta(days=next(self._newcomers) % _BIRTHDAYS)
            return a_citizen(self._town.domain, born_on=born_on).headers
        if who == "officer" and asked in _OFFICER_ENDS:
            domain = self._town.domain
            return {"Authorization": f"Bearer {a_session(domain, an_officer(domain))}"}
        return dict(self._town.headers[who])

    @staticmethod
    def _withdraws(method: str, path: str) -> bool:
        return method == "DELETE" and path.startswith(_CONSENTS)

    def _sign(self, environ: WSGIEnvironment) -> Headers:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = io.BytesIO(body)
        now = self._town.domain.ground.clock.now()
        return dict(sign([self._event_key], new_id("msg"), now, body))
