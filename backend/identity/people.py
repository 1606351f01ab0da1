"""Reading citizens inside a transaction: proven, of age, with the fields that are encrypted at rest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.identity.models import Citizen
from backend.platform.errors import NotFound, Refused
from backend.platform.field_encryption import FieldCipher


@dataclass(frozen=True, repr=False)
class ProvenPerson:
    """A citizen whose real name was proven; shown nowhere by accident."""

    citizen_id: str
    name: str
    id_number: str
    id_index: bytes
    adult_on: date


class People:
    """Opens the encrypted fields of citizens for the use cases that need them."""

    def __init__(self, cipher: FieldCipher) -> None:
        self._cipher = cipher

    def get_proven(self, session: Session, citizen_id: str) -> ProvenPerson:
        """Return the proven person; raises `NotFound`, or `Refused` before the real-name proof."""
        citizen = get_proven_citizen(session, citizen_id)
        name, id_number = citizen.name_encrypted or b"", citizen.id_number_encrypted or b""
        return ProvenPerson(
            citizen_id=citizen.id,
            name=self._cipher.decrypt(name, name_context(citizen.id)),
            id_number=self._cipher.decrypt(id_number, id_number_context(citizen.id)),
            id_index=citizen.id_index or b"",
            adult_on=citizen.adult_on or date.max,
        )

    def seal(self, citizen: Citizen, name: str, id_number: str) -> None:
        """Store name and ID number encrypted in the citizen's row."""
        citizen.name_encrypted = self._cipher.encrypt(name, name_context(citizen.id))
        citizen.id_number_encrypted = self._cipher.encrypt(id_number, id_number_context(citizen.id))


def name_context(citizen_id: str) -> str:
    """Return the place for which a citizen's name is encrypted."""
    return f"citizen.name/{citizen_id}"


def id_number_context(citizen_id: str) -> str:
    """Return the place for which a citizen's ID number is encrypted."""
    return f"citizen.id_number/{citizen_id}"


def get_proven_citizen(session: Session, citizen_id: str) -> Citizen:
    """Return the row of a proven citizen; raises `NotFound`, or `Refused` before the real-name proof."""
    citizen = session.get(Citizen, citizen_id)
    if citizen is None:
        raise citizen_not_found()
    require_proven(citizen.verified_at)
    return citizen


def hold_citizen(session: Session, citizen_id: str) -> None:
    """Let the caller's transaction be the only one that changes what belongs to this citizen.

    Every writing use case of a citizen begins with it, so that they happen one after the other: a grant
    never meets a withdrawal half-way. (SQLite has one writer at a time anyway.)
    """
    session.execute(select(Citizen.id).where(Citizen.id == citizen_id).with_for_update(key_share=True))


def citizen_not_found() -> NotFound:
    """Return the answer to an account that is not there."""
    return NotFound("citizen-not-found", zh="没有这个账户。", en="There is no such account.")


def require_proven(verified_at: datetime | None) -> None:
    """Pass those who proved their real name; raises `Refused` that asks for it."""
    if verified_at is None:
        raise Refused(
            "identity-required",
            zh="请先完成实名核验（姓名和身份证号），再使用这项服务。",
            en="Please prove your real name first, then use this service.",
        )


def require_not_paused(paused_at: datetime | None) -> None:
    """Pass whoever has not paused; raises `Refused` that says how to resume (个保法 art. 44)."""
    if paused_at is not None:
        raise Refused(
            "account-paused",
            zh="你已暂停使用个人信息：暂停期间不评价、不核验、不发放激励。随时可以恢复。",
            en="You have paused the use of your data: no status, no scan, no new perk. Resume any time.",
        )


def require_adult(adult_on: date | None, today: date) -> None:
    """Pass adults; raises `Refused` for anyone under 18.

    The status is for natural persons of full capacity (厦门经济特区社会信用条例 art. 2; 民法典 arts. 17-18).
    """
    if adult_on is None or today < adult_on:
        raise Refused(
            "adults-only",
            zh="信用状况服务只面向年满 18 周岁的成年人。你的市民卡其他功能照常使用，不受任何影响。",
            en="The status is for adults of 18 and over. Every other service of your card works as ever.",
        )
