"""Where an operator wants its events: registering the address, changing its secret, taking it back."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from backend.cards.operator_access.keys import OperatorCaller
from backend.cards.operator_access.models import EndpointSecret, EventEndpoint
from backend.platform.clock import Clock
from backend.platform.database import Database
from backend.platform.errors import Conflict, Invalid, NotFound
from backend.platform.field_encryption import FieldCipher
from backend.platform.ids import new_id
from backend.platform.webhooks import new_secret

FORMER_SECRET_LASTS = timedelta(hours=24)
LONGEST_URL = 500
_MOST_SECRETS = 5


@dataclass(frozen=True)
class EndpointView:
    """An endpoint as its operator sees it; `secret` is there only in the answer that made it."""

    url: str
    registered_at: datetime
    disabled_because: str | None
    former_secret_until: datetime | None
    secret: str | None = None


class EventEndpoints:
    """Keeps the one address of each operator, and the one of its sandbox."""

    def __init__(self, database: Database, clock: Clock, cipher: FieldCipher, *, is_demo: bool) -> None:
        self._database = database
        self._clock = clock
        self._cipher = cipher
        self._is_demo = is_demo

    def get(self, caller: OperatorCaller) -> EndpointView:
        """Return what is registered; raises `NotFound`."""
        with self._database.reading() as session:
            return self._view(session, _get(session, caller))

    def register(self, caller: OperatorCaller, url: str, *, with_new_secret: bool) -> EndpointView:
        """Send events to this address from now on; the answer holds a secret if one was made.

        The first registration makes one, and so does a wish for a new one: the former signs beside it for 24
        hours. Registering again wakes an endpoint that was disabled. Raises `Invalid`, and `Conflict` where
        five secrets live already.
        """
        require_sound_address(url, is_demo=self._is_demo)
        now = self._clock.now()
        with self._database.transaction() as session:
            endpoint = session.get(EventEndpoint, _key(caller), with_for_update=True)
            is_new = endpoint is None
            if endpoint is None:
                endpoint = EventEndpoint(
                    operator=caller.operator_id, is_sandbox=caller.is_sandbox, url=url, registered_at=now
                )
                session.add(endpoint)
                session.flush()
            endpoint.url, endpoint.disabled_at, endpoint.disabled_because = url, None, None
            secret = self._replace_secret(session, endpoint, now) if is_new or with_new_secret else None
            return self._view(session, endpoint, secret)

    def remove(self, caller: OperatorCaller) -> None:
        """Send no more events, and forget the secrets; raises `NotFound`."""
        with self._database.transaction() as session:
            endpoint = _get(session, caller)
            session.execute(
                delete(EndpointSecret).where(
                    EndpointSecret.operator == endpoint.operator,
                    EndpointSecret.is_sandbox == endpoint.is_sandbox,
                )
            )
            session.delete(endpoint)

    def _replace_secret(self, session: Session, endpoint: EventEndpoint, now: datetime) -> str:
        for one in list_secrets(session, endpoint):
            if one.until is not None and one.until <= now:
                session.delete(one)
        live = list_secrets(session, endpoint, now)
        if len(live) >= _MOST_SECRETS:
            raise Conflict(
                "too-many-secrets",
                zh="24 小时内更换密钥的次数过多，请等旧密钥过期后再换。",
                en="The secret was changed too often within 24 hours; wait until former ones have ended.",
            )
        for one in live:
            one.until = one.until or now + FORMER_SECRET_LASTS
        secret, secret_id = new_secret(), new_id("whs")
        session.add(
            EndpointSecret(
                id=secret_id,
                operator=endpoint.operator,
                is_sandbox=endpoint.is_sandbox,
                secret_encrypted=self._cipher.encrypt(secret, secret_context(secret_id)),
                made_at=now,
            )
        )
        session.flush()
        return secret

    def _view(self, session: Session, endpoint: EventEndpoint, secret: str | None = None) -> EndpointView:
        live = list_secrets(session, endpoint, self._clock.now())
        ends = [one.until for one in live if one.until is not None]
        return EndpointView(
            endpoint.url, endpoint.registered_at, endpoint.disabled_because, max(ends, default=None), secret
        )


def require_sound_address(url: str, *, is_demo: bool) -> None:
    """Pass an https address of a public host without credentials; raises `Invalid`.

    The demo takes http and hosts of its own machine too. A name is looked up only when something is sent:
    what it means today says nothing about tomorrow.
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise _address_invalid() from None
    schemes = {"https", "http"} if is_demo else {"https"}
    if len(url) > LONGEST_URL or not url.isascii() or not url.isprintable() or " " in url:
        raise _address_invalid()
    if parts.scheme not in schemes or not host or parts.username is not None or parts.fragment:
        raise _address_invalid()
    if not is_demo and (_is_private_literal(host) or host == "localhost" or host.endswith(".localhost")):
        raise _address_invalid()


def list_secrets(
    session: Session, endpoint: EventEndpoint, now: datetime | None = None
) -> Sequence[EndpointSecret]:
    """Return the endpoint's secrets, the newest first; with `now` only those that live."""
    query = select(EndpointSecret).where(
        EndpointSecret.operator == endpoint.operator, EndpointSecret.is_sandbox == endpoint.is_sandbox
    )
    if now is not None:
        query = query.where(or_(EndpointSecret.until.is_(None), EndpointSecret.until > now))
    return session.scalars(query.order_by(EndpointSecret.made_at.desc(), EndpointSecret.id)).all()


def secret_context(secret_id: str) -> str:
    """Return the place to which an encrypted secret is bound."""
    return f"operator_endpoint_secret/{secret_id}/secret"


def _is_private_literal(host: str) -> bool:
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return False


def _key(caller: OperatorCaller) -> tuple[str, bool]:
    return caller.operator_id, caller.is_sandbox


def _get(session: Session, caller: OperatorCaller) -> EventEndpoint:
    endpoint = session.get(EventEndpoint, _key(caller))
    if endpoint is None:
        raise NotFound(
            "webhook-not-registered",
            zh="还没有登记接收事件的地址，请先用 PUT 登记。",
            en="No address for events is registered; register one with PUT first.",
        )
    return endpoint


def _address_invalid() -> Invalid:
    return Invalid(
        "webhook-address",
        zh=f"接收事件的地址应为 https 公网地址，不含用户名和 #，不超过 {LONGEST_URL} 个字符。",
        en=f"Events go to a public https address without user name or #, {LONGEST_URL} characters at most.",
    )
