import pytest

from backend.cards.models import LinkedCard
from backend.cards.ports import Busy, RefusedByOperator, Unknown
from backend.domain import Domain
from backend.platform.errors import Invalid, NotFound, Refused, Unavailable
from backend.platform.outbox.worker import OutboxWorker
from tests.builders.citizens import a_citizen, a_linked_card
from tests.builders.clock import StandingClock
from tests.builders.outside import FakeOperator

pytestmark = pytest.mark.store


def _deliver(domain: Domain) -> None:
    OutboxWorker(domain.ground.database, domain.ground.clock, domain.outbox_handlers).run_until_idle()


def test_a_confirmed_card_is_linked_and_shown_masked(domain: Domain) -> None:
    citizen = a_citizen(domain)
    card = domain.cards.link(citizen.id, "library", "3502 0000 1234")
    assert (card.state, card.card_masked) == ("linked", "3502****1234")


def test_linking_the_same_card_again_finds_the_link_that_stands(domain: Domain) -> None:
    citizen = a_citizen(domain)
    first = domain.cards.link(citizen.id, "library", "350200001234")
    assert domain.cards.link(citizen.id, "library", "3502 0000 1234").id == first.id


def test_a_card_of_another_holder_is_refused_and_can_be_tried_again(
    domain: Domain, library: FakeOperator
) -> None:
    citizen = a_citizen(domain)
    library.link_answer = RefusedByOperator("holder-mismatch", "持卡人不符。", "Another holder.")
    with pytest.raises(Refused, match="card-refused/holder-mismatch"):
        domain.cards.link(citizen.id, "library", "350200001234")
    assert domain.cards.list_of_citizen(citizen.id) == []
    library.link_answer = None
    assert domain.cards.link(citizen.id, "library", "350200001234").state == "linked"


@pytest.mark.parametrize("lost", [Unknown(), Busy(3)])
def test_an_operator_that_does_not_answer_leaves_a_pending_link_that_the_next_try_completes(
    domain: Domain, library: FakeOperator, lost: Unknown | Busy
) -> None:
    citizen = a_citizen(domain)
    library.link_answer = lost
    with pytest.raises(Unavailable):
        domain.cards.link(citizen.id, "library", "350200001234")
    pending = domain.cards.list_of_citizen(citizen.id)[0]
    assert pending.state == "pending"
    library.link_answer = None
    assert domain.cards.link(citizen.id, "library", "350200001234").link_id == pending.link_id


def test_unlinking_works_at_once_here_and_soon_at_the_operator(domain: Domain, library: FakeOperator) -> None:
    citizen = a_citizen(domain)
    card = a_linked_card(domain, citizen)
    domain.cards.unlink(citizen.id, card)
    with domain.ground.database.reading() as session:
        kept = session.get_one(LinkedCard, card)
        assert (kept.card_masked, kept.card_index) == (None, b"")
    assert domain.cards.list_of_citizen(citizen.id) == []
    assert library.links
    _deliver(domain)
    assert not library.links


def test_withdrawing_the_consent_unlinks_every_card(domain: Domain, library: FakeOperator) -> None:
    citizen = a_citizen(domain)
    a_linked_card(domain, citizen)
    a_linked_card(domain, citizen)
    domain.consents.withdraw(citizen.id, "card.link")
    _deliver(domain)
    assert domain.cards.list_of_citizen(citizen.id) == []
    assert not library.links


def test_the_operator_gets_an_id_of_its_own_and_not_the_citizens(
    domain: Domain, library: FakeOperator
) -> None:
    citizen = a_citizen(domain)
    a_linked_card(domain, citizen)
    assert all(citizen.id not in link_id for link_id in library.links)


def test_another_citizens_card_does_not_exist(domain: Domain) -> None:
    card = a_linked_card(domain, a_citizen(domain))
    with pytest.raises(NotFound):
        domain.cards.unlink(a_citizen(domain).id, card)


def test_an_unknown_operator_and_an_empty_number_are_told_apart(domain: Domain) -> None:
    citizen = a_citizen(domain)
    with pytest.raises(NotFound, match="operator-unknown"):
        domain.cards.link(citizen.id, "cinema", "1")
    with pytest.raises(Invalid, match="card-number"):
        domain.cards.link(citizen.id, "library", "   ")


def test_linking_needs_its_own_consent(domain: Domain) -> None:
    citizen = a_citizen(domain, consents=("status.evaluate",))
    with pytest.raises(Refused, match=r"consent-required/card\.link"):
        domain.cards.link(citizen.id, "library", "350200001234")


def test_a_card_unlinked_while_its_operator_was_asked_is_unlinked_there_too(
    domain: Domain, library: FakeOperator, clock: StandingClock
) -> None:
    citizen = a_citizen(domain)

    def withdraw_meanwhile() -> None:
        domain.consents.withdraw(citizen.id, "card.link")
        _deliver(domain)

    library.before_linking = withdraw_meanwhile
    with pytest.raises(NotFound, match="card-not-found"):
        domain.cards.link(citizen.id, "library", "350200001234")
    assert library.links
    clock.pass_time(seconds=1)
    _deliver(domain)
    assert not library.links


def test_the_same_card_linked_from_two_phones_at_once_is_linked_once(
    domain: Domain, library: FakeOperator
) -> None:
    citizen = a_citizen(domain)

    def link_meanwhile() -> None:
        library.before_linking = None
        domain.cards.link(citizen.id, "library", "350200001234")

    library.before_linking = link_meanwhile
    domain.cards.link(citizen.id, "library", "350200001234")
    _deliver(domain)
    assert [card.state for card in domain.cards.list_of_citizen(citizen.id)] == ["linked"]
    assert len(library.links) == 1
