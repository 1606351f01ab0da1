"""Use cases of identity: proving the real name, and showing a person what is held of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.audit.service import record_access, the_citizen
from backend.identity.access_tokens import SignedInCitizen
from backend.identity.accounts import AccountBook
from backend.identity.id_number import IdNumber, adult_on, age_on, mask_name, parse_id_number
from backend.identity.models import Citizen, SignIn, WeChatAccount
from backend.identity.people import People, citizen_not_found, hold_citizen
from backend.identity.ports import RealNamePort, RealNameResult
from backend.identity.sign_ins import TokenFamilies, Tokens
from backend.platform.attempts import Attempts
from backend.platform.clock import Clock, city_date
from backend.platform.database import Database
from backend.platform.errors import Conflict, Invalid, Refused
from backend.platform.field_encryption import BlindIndex
from backend.platform.ids import new_id

_GUARDIAN_AGE = 14


@dataclass(frozen=True)
class PersonView:
    """What a citizen is shown of their own identity."""

    citizen_id: str
    verified: bool
    name_masked: str | None
    id_number_masked: str | None
    is_adult: bool | None
    paused_at: datetime | None = None


@dataclass(frozen=True)
class Proof:
    """The outcome of a real-name proof; `tokens` are new where the account moved to an earlier citizen."""

    person: PersonView
    tokens: Tokens | None


class IdentityService:
    """Proves who a signed-in person is."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        people: People,
        blind_index: BlindIndex,
        families: TokenFamilies,
        accounts: AccountBook,
        attempts: Attempts,
        register: RealNamePort,
    ) -> None:
        self._database = database
        self._clock = clock
        self._people = people
        self._blind_index = blind_index
        self._families = families
        self._accounts = accounts
        self._attempts = attempts
        self._register = register

    def get_person(self, citizen_id: str) -> PersonView:
        """Return what the citizen is shown of themselves; raises `NotFound`."""
        with self._database.reading() as session:
            citizen = session.get(Citizen, citizen_id)
            if citizen is None:
                raise citizen_not_found()
            return self._view(session, citizen)

    def prove(self, caller: SignedInCitizen, name: str, id_number: str, strong_proof: str | None) -> Proof:
        """Prove the caller's real name against the register.

        One national ID is one citizen: from a second WeChat account the person must bring a strong proof,
        and that WeChat user's accounts then move to the citizen they belong to. Raises `Invalid`, `Refused`,
        `Conflict`, `TooMany`, `Unavailable`.
        """
        now = self._clock.now()
        number = parse_id_number(id_number, city_date(now))
        self._require_age(number, now)
        id_index = self._blind_index.of("id_number", number.text)
        with self._database.reading() as session:
            _require_own(session.get(Citizen, caller.citizen_id), id_index)
        for asked in (caller.citizen_id, id_index.hex()):
            self._attempts.spend(f"identity:{asked}")
        result = self._register.check(name, number.text, strong_proof)
        if result not in (RealNameResult.MATCH, RealNameResult.STRONG_MATCH):
            raise _refusal_of(result)
        with self._database.transaction() as session:
            return self._settle(session, caller, name, number, result, now)

    def _settle(
        self,
        session: Session,
        caller: SignedInCitizen,
        name: str,
        number: IdNumber,
        result: RealNameResult,
        now: datetime,
    ) -> Proof:
        id_index = self._blind_index.of("id_number", number.text)
        hold_citizen(session, caller.citizen_id)
        citizen = session.get(Citizen, caller.citizen_id)
        _require_own(citizen, id_index)
        owner = session.scalars(select(Citizen).where(Citizen.id_index == id_index)).first()
        if citizen is None:
            raise citizen_not_found()
        if owner is not None and owner.id != citizen.id:
            return self._move(session, caller, owner, result, now)
        if owner is None:
            self._people.seal(citizen, name, number.text)
            citizen.id_index = id_index
            citizen.adult_on = adult_on(number.born_on)
            citizen.verified_at = now
            record_access(session, citizen.id, the_citizen(citizen.id), "identity.proven", at=now)
        return Proof(self._view(session, citizen), None)

    def _move(
        self, session: Session, caller: SignedInCitizen, owner: Citizen, result: RealNameResult, now: datetime
    ) -> Proof:
        if result is not RealNameResult.STRONG_MATCH:
            raise Conflict(
                "identity-in-use",
                zh="这个身份证号已绑定另一个微信账户。如果是你本人换了微信，请用刷脸或网证再次核验后绑定。",
                en="This ID number has another WeChat account. If it is yours, prove it again in person.",
                needs="strong_proof",
            )
        hold_citizen(session, owner.id)
        sign_in = session.get_one(SignIn, caller.sign_in_id)
        account = session.get_one(WeChatAccount, sign_in.account_id)
        for citizen_id in (owner.id, account.citizen_id):
            self._families.end_all_of_citizen(session, citizen_id, "moved_to_other_account", now)
        nobody = Citizen(id=new_id("cit"), created_at=now)
        session.add(nobody)
        session.flush()
        self._accounts.hand_over(session, owner.id, nobody.id)
        self._accounts.hand_over(session, account.citizen_id, owner.id)
        record_access(session, owner.id, the_citizen(owner.id), "identity.account_moved", at=now)
        return Proof(self._view(session, owner), self._families.start(session, account, sign_in.device, now))

    def _require_age(self, number: IdNumber, now: datetime) -> None:
        if age_on(number.born_on, city_date(now)) < _GUARDIAN_AGE:
            raise Refused(
                "guardian-consent-required",
                zh="未满 14 周岁需要监护人同意才能开户，请由监护人到服务窗口办理。市民卡照常使用。",
                en="Under 14 an account needs a guardian's consent. The card itself works as ever.",
            )

    def _view(self, session: Session, citizen: Citizen) -> PersonView:
        if citizen.verified_at is None:
            return PersonView(citizen.id, False, None, None, None, citizen.paused_at)
        person = self._people.get_proven(session, citizen.id)
        today = city_date(self._clock.now())
        masked = parse_id_number(person.id_number, today).masked
        is_adult = today >= person.adult_on
        return PersonView(citizen.id, True, mask_name(person.name), masked, is_adult, citizen.paused_at)


def _require_own(citizen: Citizen | None, id_index: bytes) -> None:
    """Pass a citizen who has proven nothing yet, or this very number; nobody asks about another."""
    if citizen is not None and citizen.verified_at is not None and citizen.id_index != id_index:
        raise Conflict(
            "identity-already-proven",
            zh="这个微信账户已完成另一人的实名核验，不能更换。",
            en="This WeChat account already belongs to another proven person.",
        )


def _refusal_of(result: RealNameResult) -> Invalid | Refused:
    if result is RealNameResult.STRONG_PROOF_INVALID:
        return Refused(
            "strong-proof-invalid",
            zh="刷脸或网证核验没有通过或已过期，请重新核验。",
            en="The proof in person was not passed or has expired; please do it again.",
        )
    return Invalid(
        "real-name-mismatch",
        zh="姓名和身份证号对不上，请核对后重新填写。",
        en="The name and the ID number do not belong together; please check both.",
    )
