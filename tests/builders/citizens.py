"""Citizens in every stage of the main job, made through the services themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import count

from sqlalchemy import insert

from backend.domain import Domain
from backend.identity.access_tokens import SignedInCitizen
from backend.identity.id_number import check_digit
from backend.platform.ids import new_id
from backend.records.facts import RecordState
from backend.records.models import CreditRecord
from backend.records.revisions import note_change

ALL_PURPOSES = (
    *("status.evaluate", "certificate.issue", "card.link", "perk.apply"),
    *("bot.status", "notice.wechat"),
)
ADULT = date(1990, 5, 17)
SERIOUS = "mkt.penalty.serious"
ORDINARY = "mkt.penalty.ordinary"
_order = count(1)


def an_id_number(born_on: date = ADULT) -> str:
    """Return a synthetic ID number (unassigned county 350299), fresh for 999 times, with its check digit."""
    first_seventeen = f"350299{born_on:%Y%m%d}{next(_order) % 999 + 1:03d}"
    return first_seventeen + check_digit(first_seventeen)


@dataclass(frozen=True)
class TestCitizen:
    """A citizen that signed in: who they are, and what they hold."""

    __test__ = False

    caller: SignedInCitizen
    code: str
    access_token: str
    refresh_token: str
    id_number: str

    @property
    def id(self) -> str:
        return self.caller.citizen_id

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.access_token}"}


def a_visitor(domain: Domain, code: str | None = None, id_number: str | None = None) -> TestCitizen:
    """Sign somebody in who has proven nothing yet."""
    code = code or f"code-{next(_order)}"
    tokens = domain.sessions.sign_in(code)
    caller = domain.sessions.read_access_token(tokens.access_token)
    return TestCitizen(caller, code, tokens.access_token, tokens.refresh_token, id_number or an_id_number())


def a_citizen(
    domain: Domain, *, consents: tuple[str, ...] = ALL_PURPOSES, born_on: date = ADULT, name: str = "王小明"
) -> TestCitizen:
    """Sign somebody in, prove their name, and give the consents."""
    citizen = a_visitor(domain, id_number=an_id_number(born_on))
    domain.identity.prove(citizen.caller, name, citizen.id_number, None)
    for purpose in consents:
        domain.consents.grant(citizen.id, purpose, None)
    return citizen


def a_record(
    domain: Domain, citizen: TestCitizen, item_id: str = ORDINARY, decided_on: date = date(2026, 10, 1)
) -> str:
    """Store a record about the citizen, and return its id."""
    item = domain.policy.catalogue.find_item(item_id)
    record_id = new_id("rec")
    subject_index = domain.ground.blind_index.of("id_number", citizen.id_number)
    with domain.ground.database.transaction() as session:
        session.execute(
            insert(CreditRecord).values(
                id=record_id,
                subject_kind="natural",
                fingerprint=b"",
                batch_id="bat_builder",
                subject_index=subject_index,
                item_id=item_id,
                department=item.department if item else "nobody",
                document_number=f"厦市监罚〔2026〕{next(_order)}号",
                title="行政处罚决定书",
                decided_on=decided_on,
                state=RecordState.IN_FORCE,
                received_at=domain.ground.clock.now(),
            )
        )
        note_change(session, subject_index)
    return record_id


def a_linked_card(domain: Domain, citizen: TestCitizen) -> str:
    """Link the citizen's library card, and return its id."""
    return domain.cards.link(citizen.id, "library", f"35020000{next(_order):04d}").id
