"""A town with every kind of caller, and with something of each kind for them to ask about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from flask import Flask

from backend.certificates.challenge import new_challenge
from backend.certificates.claims import Claim
from backend.certificates.disclosure import CertificateKind, Order
from backend.domain import Domain
from backend.platform.ids import new_id
from backend.platform.outbox.models import MessageState, OutboxMessage
from backend.redress.events import Event
from bot.understanding.understanding import Understanding, read_understanding
from miniprogram_api.application import build_app
from tests.builders.citizens import TestCitizen, a_linked_card, a_record, a_visitor
from tests.builders.deliveries import a_row
from tests.builders.files import a_png
from tests.builders.merchants import a_staff_phone, an_owners_key
from tests.builders.officers import TestOfficer, a_session, an_officer
from tests.builders.organisations import an_organisation, an_organisation_record
from tests.builders.pushing import a_told_citizen
from tests.builders.redress import a_dispute, a_repair, decided, taken
from tests.builders.talks import a_mind

Headers = dict[str, str]
DEPARTMENT = "mkt"
SHOP = "鹭江茶铺"
LONG_AGO = date(2026, 8, 1)
HOOK = "https://hooks.library.example/card"


@dataclass(frozen=True)
class Household:
    """A citizen, and the ids of what is theirs, by the names that addresses give them."""

    citizen: TestCitizen
    ids: Mapping[str, str]


@dataclass(frozen=True)
class Town:
    """The application, and who calls at it."""

    domain: Domain
    app: Flask
    household: Household
    officer: TestOfficer
    headers: Mapping[str, Headers]
    ids: Mapping[str, str]


@cache
def the_understanding() -> Understanding:
    return read_understanding()


def build_town(domain: Domain) -> Town:
    """Return a town in which every door can be used."""
    api_key = an_owners_key(domain, SHOP)
    domain.redemptions.admit(SHOP, "park.ticket_discount")
    shop = domain.merchants.authenticate(api_key)
    keys, officer = domain.operator_door.keys, an_officer(domain)
    household = settle(domain)
    staff, pairing_code = a_staff_phone(domain, shop), domain.merchant_access.pairing.make(shop, "后厨", None)
    code = an_organisation(domain)
    an_organisation_record(domain, code)
    headers = {
        "citizen": household.citizen.headers,
        "merchant": {"X-Api-Key": api_key},
        "staff": {"X-Api-Key": staff.api_key},
        "department": {"X-Api-Key": domain.departments.open_key(DEPARTMENT)},
        "operator": {"X-Api-Key": keys.open("library", is_sandbox=False)[1]},
        "sandbox": {"X-Api-Key": keys.open("library", is_sandbox=True)[1]},
        "officer": {"Authorization": f"Bearer {a_session(domain, officer)}"},
    }
    app = build_app(domain, chat=a_mind(domain, the_understanding()).chat)
    ids = {"merchant_id": shop.merchant_id, "organisation": code}
    ids |= {
        "challenge": new_challenge(shop.merchant_id).text,
        "staff_key": a_staff_phone(domain, shop, "后厨").key.id,
        "pairing_code": pairing_code.id,
        "join_code": domain.merchant_access.pairing.make(shop, "外卖窗口", None).code,
        **household.ids,
        **leave_traces(domain, headers),
    }
    return Town(domain, app, household, officer, headers, ids)


def leave_traces(domain: Domain, headers: Mapping[str, Headers]) -> dict[str, str]:
    """Let the department and the operator have something to look after."""
    authenticate = domain.operator_door.keys.authenticate
    library, sandbox = (authenticate(headers[kind]["X-Api-Key"]) for kind in ("operator", "sandbox"))
    domain.operator_door.endpoints.register(library, HOOK, with_new_secret=False)
    return {
        "sandbox_grant": domain.operator_door.sandbox.make(sandbox, "deposit_waiver", None).id,
        "batch_id": domain.imports.deliver(DEPARTMENT, [a_row(subject_code="nobody")]).batch_id,
        "letter_id": str(_a_dead_letter(domain)),
    }


def settle(domain: Domain) -> Household:
    """Let a citizen move in who has used everything once."""
    citizen = a_told_citizen(domain)
    # Asked for before there is any record that stands against it.
    card = a_linked_card(domain, citizen)
    grant = domain.perks.request(citizen.id, "library.deposit_free", card, None).grant
    dispute = a_dispute(domain, citizen, a_record(domain, citizen))
    repair = a_repair(domain, citizen, a_record(domain, citizen, decided_on=LONG_AGO), commits=False)
    add = domain.redress.materials.add
    materials = [add(citizen.id, case.number, "凭证.png", a_png(8, 8), None) for case in (dispute, repair)]
    taken(domain, dispute.number)
    decided(domain, dispute.number, Event.FORWARD)
    order = Order(CertificateKind.PRINTED, frozenset({Claim.LEVEL}))
    printed = domain.certificates.issue(citizen.id, order, None)
    ids = {
        "record": a_record(domain, citizen),
        "repairable": a_record(domain, citizen, decided_on=LONG_AGO),
        "dispute": dispute.id,
        "repair": repair.id,
        "number": dispute.number,
        "dispute_material": materials[0].id,
        "repair_material": materials[1].id,
        "certificate": printed.certificate.id,
        "token": printed.digits or "",
        "card": card,
        "grant": grant.id,
        # Another of their phones.
        "device": a_visitor(domain, citizen.code).caller.sign_in_id,
    }
    return Household(citizen, ids)


def _a_dead_letter(domain: Domain) -> int:
    now = domain.ground.clock.now()
    letter = OutboxMessage(
        key=new_id("msg"),
        stream="library/lnk_1",
        destination="library",
        topic="grant.put",
        payload={},
        state=MessageState.DEAD,
        created_at=now,
        ready_at=now,
        settled_at=now,
    )
    with domain.ground.database.transaction() as session:
        session.add(letter)
        session.flush()
        return letter.sequence
