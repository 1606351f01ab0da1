from __future__ import annotations

from collections.abc import Callable

import jwt
import pytest

from backend.certificates.claims import Claim
from backend.certificates.disclosure import CertificateKind, Order
from backend.certificates.format.status_list import expand
from backend.certificates.models import Certificate
from backend.certificates.outcomes import Outcome
from backend.domain import Domain
from backend.merchants.callers import MerchantCaller
from backend.platform.errors import Refused
from backend.platform.outbox.worker import OutboxWorker
from tests.builders.citizens import TestCitizen, a_citizen, a_linked_card, a_record
from tests.builders.clock import StandingClock
from tests.builders.lives import PERK
from tests.builders.merchants import an_owner

pytestmark = pytest.mark.store
DYNAMIC = Order(CertificateKind.DYNAMIC, frozenset({Claim.LEVEL}))
PRINTED = Order(CertificateKind.PRINTED, frozenset({Claim.LEVEL}), valid_days=30)


@pytest.fixture
def merchant(domain: Domain) -> MerchantCaller:
    return an_owner(domain, "鹭江茶铺")


@pytest.fixture
def citizen(domain: Domain) -> TestCitizen:
    return a_citizen(domain)


def printed(domain: Domain, citizen: TestCitizen) -> tuple[Certificate, str]:
    issued = domain.certificates.issue(citizen.id, PRINTED, None)
    return issued.certificate, issued.digits or ""


def scan(domain: Domain, merchant: MerchantCaller, token: str, key: str | None = None) -> Outcome:
    return domain.merchants.verify(merchant, token, None, key).outcome


ASKING: dict[str, Callable[[Domain, str, str], object]] = {
    "status": lambda domain, citizen, _card: domain.status.view(citizen),
    "status in the bot": lambda domain, citizen, _card: domain.status.view_in_bot(citizen),
    "certificate": lambda domain, citizen, _card: domain.certificates.issue(citizen, DYNAMIC, None),
    "perk": lambda domain, citizen, card: domain.perks.request(citizen, PERK, card, None),
}


@pytest.mark.parametrize("what", ASKING)
def test_nothing_is_derived_while_a_citizen_pauses_and_everything_again_after(
    domain: Domain, citizen: TestCitizen, what: str
) -> None:
    card = a_linked_card(domain, citizen)
    domain.status.view(citizen.id)
    domain.rights.pause.begin(citizen.id)
    with pytest.raises(Refused, match="account-paused"):
        ASKING[what](domain, citizen.id, card)
    domain.rights.pause.end(citizen.id)
    ASKING[what](domain, citizen.id, card)


def test_a_scan_during_a_pause_says_no_and_not_why(
    domain: Domain, citizen: TestCitizen, merchant: MerchantCaller
) -> None:
    _, token = printed(domain, citizen)
    assert scan(domain, merchant, token) is Outcome.VALID
    domain.rights.pause.begin(citizen.id)
    assert scan(domain, merchant, token) is Outcome.REVOKED
    assert "paused" in {entry.outcome for entry in domain.access_log.list_of_citizen(citizen.id)}
    domain.rights.pause.end(citizen.id)
    assert scan(domain, merchant, token) is Outcome.VALID


def test_a_repeated_scan_of_a_screen_code_is_refused_once_its_citizen_pauses(
    domain: Domain, citizen: TestCitizen, merchant: MerchantCaller
) -> None:
    token = domain.certificates.issue(citizen.id, DYNAMIC, None).digits or ""
    assert scan(domain, merchant, token, "key") is Outcome.VALID
    domain.rights.pause.begin(citizen.id)
    assert scan(domain, merchant, token, "key") is Outcome.REVOKED


def test_a_printed_certificate_stands_in_the_list_of_revoked_ones_just_as_long(
    domain: Domain, citizen: TestCitizen, clock: StandingClock
) -> None:
    certificate, _ = printed(domain, citizen)
    place = certificate.status_position or 0

    def is_listed() -> bool:
        clock.pass_time(minutes=5)
        token = domain.status_lists.get(certificate.status_list or 0)
        lst = jwt.decode(token, options={"verify_signature": False})["status_list"]["lst"]
        return bool(expand(lst)[place // 8] >> place % 8 & 1)

    assert not is_listed()
    domain.rights.pause.begin(citizen.id)
    assert is_listed()
    domain.rights.pause.end(citizen.id)
    assert not is_listed()


def test_a_pause_deletes_and_hides_nothing(
    domain: Domain, citizen: TestCitizen, worker: OutboxWorker
) -> None:
    card = a_linked_card(domain, citizen)
    grant = domain.perks.request(citizen.id, PERK, card, None).grant.id
    worker.run_until_idle()
    record = a_record(domain, citizen)
    domain.rights.pause.begin(citizen.id)
    worker.run_until_idle()
    assert domain.perks.get(citizen.id, grant).grant.state == "active"
    assert [view.record.id for view in domain.records.list_of_citizen(citizen.id)] == [record]
    assert all(view.granted_at for view in domain.consents.list_of_citizen(citizen.id))
    assert domain.cards.list_of_citizen(citizen.id)


def test_a_pause_is_seen_and_entered_and_a_second_one_changes_nothing(
    domain: Domain, citizen: TestCitizen, clock: StandingClock
) -> None:
    since = domain.rights.pause.begin(citizen.id)
    clock.pass_time(hours=1)
    assert domain.rights.pause.begin(citizen.id) == since
    assert domain.identity.get_person(citizen.id).paused_at == since
    domain.rights.pause.end(citizen.id)
    domain.rights.pause.end(citizen.id)
    assert domain.identity.get_person(citizen.id).paused_at is None
    actions = [entry.action for entry in domain.access_log.list_of_citizen(citizen.id)]
    assert (actions.count("account.paused"), actions.count("account.resumed")) == (1, 1)
