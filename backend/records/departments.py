"""Source departments as callers: their API keys, and who a key belongs to."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

from sqlalchemy import select

from backend.platform.clock import Clock
from backend.platform.database import Database
from backend.platform.errors import Refused, Unauthenticated
from backend.records.catalogue import Catalogue
from backend.records.importing.models import DepartmentKey


@dataclass(frozen=True, slots=True)
class DepartmentCaller:
    """A department that proved itself with an API key."""

    code: str

    def require(self, code: str) -> None:
        """Pass the department's own affairs; raises `Refused` for another's."""
        if code != self.code:
            raise Refused(
                "another-department",
                zh="这个接口密钥只能用于本部门的数据。",
                en="This API key is for the department's own data only.",
            )


class DepartmentService:
    """Gives departments their keys and knows them by these."""

    def __init__(self, database: Database, clock: Clock, catalogue: Catalogue) -> None:
        self._database = database
        self._clock = clock
        self._catalogue = catalogue

    def open_key(self, code: str) -> str:
        """Return a new API key, shown this once; raises `NotFound` for an unknown department."""
        self._catalogue.get_department(code)
        api_key = f"dk_{secrets.token_urlsafe(32)}"
        with self._database.transaction() as session:
            session.add(DepartmentKey(digest=_digest(api_key), department=code, created_at=self._clock.now()))
        return api_key

    def revoke_keys(self, code: str) -> int:
        """End all keys of a department at once and return how many there were."""
        self._catalogue.get_department(code)
        with self._database.transaction() as session:
            keys = session.scalars(
                select(DepartmentKey).where(
                    DepartmentKey.department == code, DepartmentKey.revoked_at.is_(None)
                )
            ).all()
            for key in keys:
                key.revoked_at = self._clock.now()
            return len(keys)

    def authenticate(self, api_key: str) -> DepartmentCaller:
        """Return whose key this is; raises `Unauthenticated`."""
        with self._database.reading() as session:
            code = session.scalar(
                select(DepartmentKey.department).where(
                    DepartmentKey.digest == _digest(api_key), DepartmentKey.revoked_at.is_(None)
                )
            )
        if code is None:
            raise Unauthenticated(
                "api-key-invalid", zh="接口密钥无效或已停用。", en="The API key is unknown or was revoked."
            )
        return DepartmentCaller(code)


def _digest(api_key: str) -> bytes:
    return hashlib.sha256(api_key.encode()).digest()
