import pytest

from backend.domain import Domain
from backend.platform.errors import Conflict, NotFound, Refused
from tests.builders.citizens import a_citizen, a_visitor

pytestmark = pytest.mark.store


def _granted(domain: Domain, citizen_id: str) -> set[str]:
    return {view.purpose.id for view in domain.consents.list_of_citizen(citizen_id) if view.granted_at}


def test_nothing_is_granted_until_the_citizen_grants_it(domain: Domain) -> None:
    citizen = a_citizen(domain, consents=())
    assert _granted(domain, citizen.id) == set()


def test_one_consent_says_nothing_about_another(domain: Domain) -> None:
    citizen = a_citizen(domain, consents=("card.link",))
    assert _granted(domain, citizen.id) == {"card.link"}


def test_granting_again_keeps_the_first_moment(domain: Domain) -> None:
    citizen = a_citizen(domain, consents=())
    first = domain.consents.grant(citizen.id, "card.link", None)
    assert domain.consents.grant(citizen.id, "card.link", None).granted_at == first.granted_at


def test_consent_to_a_wording_that_was_not_shown_is_refused(domain: Domain) -> None:
    citizen = a_citizen(domain, consents=())
    with pytest.raises(Conflict, match="consent-wording-changed"):
        domain.consents.grant(citizen.id, "card.link", "an older version")


def test_withdrawing_twice_is_as_good_as_once(domain: Domain) -> None:
    citizen = a_citizen(domain, consents=("card.link",))
    domain.consents.withdraw(citizen.id, "card.link")
    domain.consents.withdraw(citizen.id, "card.link")
    assert _granted(domain, citizen.id) == set()


def test_consent_can_be_given_again_after_withdrawal(domain: Domain) -> None:
    citizen = a_citizen(domain, consents=("card.link",))
    domain.consents.withdraw(citizen.id, "card.link")
    domain.consents.grant(citizen.id, "card.link", None)
    assert _granted(domain, citizen.id) == {"card.link"}


def test_a_purpose_that_was_never_published_does_not_exist(domain: Domain) -> None:
    citizen = a_citizen(domain, consents=())
    with pytest.raises(NotFound):
        domain.consents.grant(citizen.id, "rank.citizens", None)


def test_who_proved_nothing_consents_to_nothing(domain: Domain) -> None:
    with pytest.raises(Refused, match="identity-required"):
        domain.consents.grant(a_visitor(domain).id, "status.evaluate", None)


@pytest.mark.parametrize("missing", ["status.evaluate", "bot.status"])
def test_the_bot_needs_both_consents(domain: Domain, missing: str) -> None:
    citizen = a_citizen(domain)
    domain.consents.withdraw(citizen.id, missing)
    with pytest.raises(Refused, match=f"consent-required/{missing}"):
        domain.status.view_in_bot(citizen.id)
