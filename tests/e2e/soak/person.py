"""A phone that asks as the mini-program does: over one line, again under the same key, tokens in time."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from tests.e2e.soak.answers import Answered, Journal, Kind, Tally, now

_PATIENCE_SECONDS = 90.0
_BETWEEN_REPEATS_SECONDS = 1.0
_ANSWER_SECONDS = 10.0
_BEFORE_THE_END_SECONDS = 60.0
_UNAUTHORIZED = 401
_PERK_NOT_OPEN = "/problems/perk-not-open"  # some may not have it; they are told so, with the reason
_CONSENTS = ("status.evaluate", "certificate.issue", "card.link", "perk.apply")


class GaveUp(Exception):
    """Nothing helped for as long as anybody would try."""


@dataclass(frozen=True)
class Reply:
    """A status (0: no answer at all) and what the body says."""

    status: int
    said: Any = None


class Line:
    """A connection to the service that notes what it was answered."""

    def __init__(self, port: int, tally: Tally) -> None:
        self._http = http.client.HTTPConnection("127.0.0.1", port, timeout=_ANSWER_SECONDS)
        self._tally = tally

    def ask(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str],
        body: object = None,
        since: float | None = None,
    ) -> Reply:
        """Ask once. `since` is when the question was due, if that was before now."""
        began = since or now()
        reply = self._exchange(method, path, headers, body)
        at, kind, about = now(), _felt(reply), ""
        if kind is Kind.WRONG:
            about = f"{method} {path} {reply.status} {_type_of(reply)}"
        self._tally.note(Answered(at, at - began, kind, about))
        return reply

    def close(self) -> None:
        """Hang up."""
        self._http.close()

    def _exchange(self, method: str, path: str, headers: Mapping[str, str], body: object) -> Reply:
        content = None if body is None else json.dumps(body).encode()
        given = {**headers, "Content-Type": "application/json"} if content else dict(headers)
        try:
            self._http.request(method, f"/api/v1{path}", content, given)
            answer = self._http.getresponse()
            said = answer.read()
        except (OSError, http.client.HTTPException):
            self._http.close()
            return Reply(0)
        return Reply(answer.status, json.loads(said) if said else None)


@dataclass
class Person:
    """A citizen of the town with the tokens of their phone."""

    who: Mapping[str, Any]
    journal: Journal
    token: str = ""
    refresh: str = ""
    ends: float = 0.0
    card: str = ""
    wishes: list[str] = field(default_factory=list)

    def settle(self, line: Line) -> None:
        """Sign in, prove the name, give the consents, link the card."""
        self.sign_in(line)
        proof = {"name": self.who["name"], "id_number": self.who["id_number"]}
        self.insist(line, "POST", "/me/identity", proof)
        for purpose in _CONSENTS:
            self.insist(line, "PUT", f"/me/consents/{purpose}")
        card = {"operator": "library", "card_number": self.who["card_number"]}
        self.card = self.insist(line, "POST", "/me/cards", card).said["id"]

    def sign_in(self, line: Line) -> None:
        """Take tokens for a code of wx.login, however often that must be tried."""
        code = {"code": self.who["wechat_code"]}
        self._take(_until_done(lambda: line.ask("POST", "/session/wechat", {}, code)).said)

    def renew(self, line: Line) -> None:
        """Take fresh tokens; where the former are worth nothing any more, sign in again, as a phone does."""
        reply = line.ask("POST", "/session/refresh", {}, {"refresh_token": self.refresh})
        if reply.status == 200:
            self._take(reply.said)
            return
        self.journal.signed_in_again += 1
        self.sign_in(line)

    def insist(
        self, line: Line, method: str, path: str, body: object = None, since: float | None = None
    ) -> Reply:
        """Ask until it is done, under one key, and remember what was made under it."""
        if now() > self.ends - _BEFORE_THE_END_SECONDS:
            self.renew(line)
        key, dues = uuid4().hex, [since]

        def once() -> Reply:
            headers = {"Authorization": f"Bearer {self.token}", "Idempotency-Key": key}
            reply = line.ask(method, path, headers, body, dues.pop() if dues else None)

            if reply.status == _UNAUTHORIZED:
                self.renew(line)
            return reply

        reply = _until_done(once)
        if reply.status in (201, 202) and "id" in reply.said:
            self.journal.made[(path, key)] = reply.said["id"]
        return reply

    def _take(self, tokens: Mapping[str, Any]) -> None:
        self.token, self.refresh = tokens["access_token"], tokens["refresh_token"]
        self.ends = now() + tokens["expires_in"]


@dataclass
class Shop:
    """A merchant's phone."""

    api_key: str
    journal: Journal

    def scan(self, line: Line, token: str) -> None:
        """Scan a code, again and again until there is an answer, under one key as the page does."""
        headers = {"X-Api-Key": self.api_key, "Idempotency-Key": uuid4().hex}
        body = {"token": token}
        answer = _until_done(lambda: line.ask("POST", "/merchant/verifications", headers, body)).said
        if answer["valid"]:
            self.journal.receipts[token] = answer["receipt"]


def _until_done(once: Any) -> Reply:
    deadline = now() + _PATIENCE_SECONDS
    while now() < deadline:
        reply: Reply = once()
        if _felt(reply) is Kind.FINE:
            return reply
        time.sleep(_BETWEEN_REPEATS_SECONDS)
    raise GaveUp


def _felt(reply: Reply) -> Kind:
    if 200 <= reply.status < 300 or _type_of(reply) == _PERK_NOT_OPEN:
        return Kind.FINE
    if reply.status == 503:
        return Kind.BUSY
    return Kind.UNREACHABLE if reply.status == 0 else Kind.WRONG


def _type_of(reply: Reply) -> str:
    return str(reply.said.get("type", "")) if isinstance(reply.said, dict) else ""
