"""Operators as callers: their API keys, live and for the sandbox, and who a key belongs to."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from backend.audit.service import Actor
from backend.cards.operator_access.models import OperatorKey
from backend.cards.operators import Operators
from backend.platform.clock import Clock
from backend.platform.database import Database
from backend.platform.errors import NotFound, Unauthenticated
from backend.platform.ids import new_id

_PREFIX_LIVE, _PREFIX_SANDBOX = "ok_live_", "ok_sandbox_"


@dataclass(frozen=True, slots=True)
class OperatorCaller:
    """An operator that proved itself with an API key; with a sandbox key it meets synthetic grants alone."""

    operator_id: str
    name_zh: str
    is_sandbox: bool = False

    @property
    def actor(self) -> Actor:
        """Return the operator as the one who acts upon a person's data."""
        return Actor("operator", self.operator_id, self.name_zh)


class OperatorKeys:
    """Gives operators their keys and knows them by these; several live ones let a change overlap."""

    def __init__(self, database: Database, clock: Clock, operators: Operators) -> None:
        self._database = database
        self._clock = clock
        self._operators = operators

    def open(self, operator_id: str, *, is_sandbox: bool) -> tuple[str, str]:
        """Return the id of a new API key and the key, shown this once; raises `NotFound`."""
        operator = self._operators.get(operator_id)
        key_id = new_id("opk")
        api_key = (_PREFIX_SANDBOX if is_sandbox else _PREFIX_LIVE) + secrets.token_urlsafe(32)
        with self._database.transaction() as session:
            session.add(
                OperatorKey(
                    id=key_id,
                    digest=_digest(api_key),
                    operator=operator.id,
                    is_sandbox=is_sandbox,
                    opened_at=self._clock.now(),
                )
            )
        return key_id, api_key

    def list_of(self, operator_id: str) -> Sequence[OperatorKey]:
        """List an operator's keys, revoked ones too, the oldest first; raises `NotFound`."""
        operator = self._operators.get(operator_id)
        with self._database.reading() as session:
            return session.scalars(
                select(OperatorKey)
                .where(OperatorKey.operator == operator.id)
                .order_by(OperatorKey.opened_at, OperatorKey.id)
            ).all()

    def revoke(self, operator_id: str, key_id: str) -> None:
        """End a key at once; again changes nothing. Raises `NotFound`."""
        with self._database.transaction() as session:
            key = session.get(OperatorKey, key_id, with_for_update=True)
            if key is None or key.operator != operator_id:
                raise NotFound(
                    "operator-key-not-found",
                    zh="这家运营单位没有这个密钥编号，可用 operator-key list 查看。",
                    en="The operator has no key of this id; see operator-key list.",
                )
            key.revoked_at = key.revoked_at or self._clock.now()

    def authenticate(self, api_key: str) -> OperatorCaller:
        """Return whose key this is; raises `Unauthenticated`."""
        with self._database.reading() as session:
            key = session.scalars(
                select(OperatorKey).where(
                    OperatorKey.digest == _digest(api_key), OperatorKey.revoked_at.is_(None)
                )
            ).one_or_none()
        operator = self._operators.find(key.operator) if key is not None else None
        if key is None or operator is None:
            raise Unauthenticated(
                "api-key-invalid", zh="接口密钥无效或已停用。", en="The API key is unknown or was revoked."
            )
        return OperatorCaller(operator.id, operator.name_zh, key.is_sandbox)


def _digest(api_key: str) -> bytes:
    return hashlib.sha256(api_key.encode()).digest()
