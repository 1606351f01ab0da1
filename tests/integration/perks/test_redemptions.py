"""A perk used at a shop: through one scan, once, within every limit, whoever repeats what."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from backend.certificates.challenge import Challenge, new_challenge
from backend.certificates.claims import Claim
from backend.certificates.disclosure import CertificateKind, Order
from backend.certificates.outcomes import Outcome
from backend.domain import Domain
from backend.merchants.callers import MerchantCaller
from backend.perks.models import Allotment
from backend.perks.redemption_outcomes import RedemptionOutcome
from backend.platform.errors import Conflict, Invalid, NotFound, Refused
from tests.builders.citizens import ORDINARY, TestCitizen, a_citizen, a_record
from tests.builders.clock import StandingClock
from tests.builders.merchants import an_owner
from tests.integration.perks.conftest import MUSEUM, PARK, SCARCE, TOLL
from tests.integration.perks.shops import a_code, a_shop, entries, outcomes, redeem, taken

pytestmark = pytest.mark.store


@pytest.fixture
def shop(domain: Domain) -> MerchantCaller:
    return a_shop(domain)


@pytest.fixture
def citizen(domain: Domain) -> TestCitizen:
    return a_citizen(domain)


def test_a_perk_is_redeemed_through_the_scan_and_the_citizen_sees_both(
    domain: Domain, shop: MerchantCaller, citizen: TestCitizen
) -> None:
    answer = redeem(domain, shop, a_code(domain, citizen))
    assert (answer.outcome, answer.scan) == (RedemptionOutcome.REDEEMED, Outcome.VALID)
    assert entries(domain, citizen) == [
        ("certificate.verified", "valid"),
        ("perk.redeemed", "redeemed"),
    ]
    log = {entry.action: entry for entry in domain.access_log.list_of_citizen(citizen.id)}
    scan = log["certificate.verified"]
    assert (scan.id, scan.disclosed) == (answer.receipt, ["perk"])
    assert taken(domain, PARK) == (1, 0)


def test_one_code_redeems_once(domain: Domain, shop: MerchantCaller, citizen: TestCitizen) -> None:
    token = a_code(domain, citizen)
    assert redeem(domain, shop, token).outcome is RedemptionOutcome.REDEEMED
    again = redeem(domain, shop, token)
    assert (again.outcome, again.scan) == (RedemptionOutcome.CODE_REFUSED, Outcome.ALREADY_USED)
    assert outcomes(domain) == ["redeemed"]


def test_a_repeat_with_the_same_key_gets_the_same_answer_also_when_the_code_is_long_over(
    domain: Domain, shop: MerchantCaller, citizen: TestCitizen, clock: StandingClock
) -> None:
    token = a_code(domain, citizen)
    first = redeem(domain, shop, token, key="k1")
    clock.pass_time(days=40)
    assert redeem(domain, shop, token, key="k1") == first
    assert outcomes(domain) == ["redeemed"]


def test_a_repeat_of_a_refusal_stays_a_refusal_in_the_next_period(
    domain: Domain, shop: MerchantCaller, citizen: TestCitizen, clock: StandingClock
) -> None:
    for _ in range(2):
        redeem(domain, shop, a_code(domain, citizen))
    token = a_code(domain, citizen)
    refused = redeem(domain, shop, token, key="k1")
    clock.pass_time(days=10)
    assert redeem(domain, shop, token, key="k1") == refused
    assert outcomes(domain).count("redeemed") == 2


def test_a_key_is_for_one_code_and_one_perk(
    domain: Domain, shop: MerchantCaller, citizen: TestCitizen
) -> None:
    token = a_code(domain, citizen)
    redeem(domain, shop, token, key="k1")
    with pytest.raises(Invalid, match="idempotency-key-reused"):
        redeem(domain, shop, token, MUSEUM, key="k1")
    with pytest.raises(Invalid, match="idempotency-key-reused"):
        redeem(domain, shop, a_code(domain, citizen), key="k1")


def test_a_scan_that_was_made_before_can_be_redeemed_under_its_own_key_and_is_counted_once(
    domain: Domain, shop: MerchantCaller, citizen: TestCitizen
) -> None:
    token = a_code(domain, citizen)
    scan = domain.merchants.verify(shop, token, None, "k1")
    answer = redeem(domain, shop, token, key="k1")
    assert (answer.outcome, answer.receipt) == (RedemptionOutcome.REDEEMED, scan.receipt)
    assert [action for action, _ in entries(domain, citizen)] == ["certificate.verified", "perk.redeemed"]


def test_a_citizen_redeems_as_often_as_the_period_allows_and_the_shop_is_not_told_which_it_was(
    domain: Domain, shop: MerchantCaller, citizen: TestCitizen, clock: StandingClock
) -> None:
    for _ in range(2):
        assert redeem(domain, shop, a_code(domain, citizen)).outcome is RedemptionOutcome.REDEEMED
    assert redeem(domain, shop, a_code(domain, citizen)).outcome is RedemptionOutcome.NOT_ELIGIBLE
    assert ("perk.not_redeemed", "limit_reached") in entries(domain, citizen)
    past = domain.redemptions.list_of_merchant(shop).entries
    assert {one.outcome for one in past} == {"redeemed", "limit_reached"}
    clock.pass_time(days=8)
    assert redeem(domain, shop, a_code(domain, citizen)).outcome is RedemptionOutcome.REDEEMED


def test_a_citizen_finds_by_their_scans_what_was_redeemed_and_nobody_elses(
    domain: Domain, shop: MerchantCaller, citizen: TestCitizen
) -> None:
    first, stranger = redeem(domain, shop, a_code(domain, citizen)), a_citizen(domain)
    receipts = [first.receipt or "", "acc_none"]
    assert domain.redemptions.find_by_scans(stranger.id, receipts) == {}
    [(receipt, own)] = domain.redemptions.find_by_scans(citizen.id, receipts).items()
    assert (receipt, own.redemption.outcome, own.uses_left) == (first.receipt, "redeemed", 1)


def test_the_limit_of_a_citizen_holds_across_shops(domain: Domain, citizen: TestCitizen) -> None:
    shops = [a_shop(domain, name) for name in ("北门", "南门", "东门")]
    told = [redeem(domain, shop, a_code(domain, citizen)).outcome for shop in shops]
    assert told == ["redeemed", "redeemed", "not_eligible"]


def test_a_month_begins_at_the_citys_midnight(
    domain: Domain, shop: MerchantCaller, citizen: TestCitizen, clock: StandingClock
) -> None:
    last_minute = datetime(2026, 11, 30, 15, 59, tzinfo=UTC)
    clock.pass_time(seconds=(last_minute - clock.now()).total_seconds())
    for _ in range(2):
        redeem(domain, shop, a_code(domain, citizen))
    assert redeem(domain, shop, a_code(domain, citizen)).outcome is RedemptionOutcome.NOT_ELIGIBLE
    clock.pass_time(minutes=1)
    assert redeem(domain, shop, a_code(domain, citizen)).outcome is RedemptionOutcome.REDEEMED


def test_the_quota_and_the_budget_of_a_period_are_for_everybody_together(
    domain: Domain, shop: MerchantCaller, clock: StandingClock
) -> None:
    told = [redeem(domain, shop, a_code(domain, a_citizen(domain), MUSEUM), MUSEUM).outcome for _ in range(4)]
    assert told == ["redeemed"] * 3 + ["none_left"]
    told = [redeem(domain, shop, a_code(domain, a_citizen(domain), TOLL), TOLL).outcome for _ in range(3)]
    assert told == ["redeemed"] * 2 + ["none_left"]
    assert taken(domain, TOLL) == (2, 2000)
    clock.pass_time(days=1)
    next_day = redeem(domain, shop, a_code(domain, a_citizen(domain), MUSEUM), MUSEUM)
    assert next_day.outcome is RedemptionOutcome.REDEEMED
    assert taken(domain, MUSEUM) == (1, 0)


def test_who_is_not_eligible_is_told_no_and_nothing_is_counted(
    domain: Domain, shop: MerchantCaller, citizen: TestCitizen
) -> None:
    a_record(domain, citizen, ORDINARY)
    answer = redeem(domain, shop, a_code(domain, citizen))
    assert answer.outcome is RedemptionOutcome.NOT_ELIGIBLE
    assert ("perk.not_redeemed", "not_eligible") in entries(domain, citizen)
    with domain.ground.database.reading() as session:
        assert session.get(Allotment, PARK) is None


def test_a_code_of_another_perk_or_of_none_redeems_nothing_and_does_not_say_which(
    domain: Domain, shop: MerchantCaller, citizen: TestCitizen
) -> None:
    order = Order(CertificateKind.DYNAMIC, frozenset({Claim.LEVEL}))
    of_none = domain.certificates.issue(citizen.id, order, None).digits or ""
    for token in (a_code(domain, citizen, MUSEUM), of_none):
        answer = redeem(domain, shop, token)
        assert (answer.outcome, answer.redemption_id) == (RedemptionOutcome.NOT_SHOWN, None)
    assert outcomes(domain) == []


def test_paper_redeems_nothing_since_a_scan_does_not_use_it_up(
    domain: Domain, shop: MerchantCaller, citizen: TestCitizen
) -> None:
    token = a_code(domain, citizen, kind="printed")
    assert redeem(domain, shop, token).outcome is RedemptionOutcome.SCREEN_CODE_NEEDED
    assert outcomes(domain) == []


def test_an_addressed_code_redeems_at_the_shop_that_asked_and_nowhere_else(
    domain: Domain, shop: MerchantCaller, citizen: TestCitizen
) -> None:
    other = a_shop(domain, "南门")
    challenge = new_challenge(shop.merchant_id)

    def addressed(asked: Challenge) -> str:
        order = Order(CertificateKind.ADDRESSED, frozenset({Claim.PERK}), perk=PARK, challenge=asked)
        return domain.certificates.issue(citizen.id, order, None).digits or ""

    elsewhere = redeem(domain, other, addressed(challenge))
    assert (elsewhere.outcome, elsewhere.scan) == (RedemptionOutcome.CODE_REFUSED, Outcome.WRONG_AUDIENCE)
    answer = domain.redemptions.redeem(shop, addressed(challenge), PARK, None, challenge)
    assert answer.outcome is RedemptionOutcome.REDEEMED


def test_what_a_scan_refuses_redeems_nothing(
    domain: Domain, shop: MerchantCaller, citizen: TestCitizen, clock: StandingClock
) -> None:
    order = Order(CertificateKind.DYNAMIC, frozenset({Claim.PERK}), perk=PARK)
    issued = domain.certificates.issue(citizen.id, order, None)
    domain.certificates.revoke(citizen.id, issued.certificate.id)
    told = [redeem(domain, shop, issued.digits or "").scan, redeem(domain, shop, "12345").scan]
    late = a_code(domain, citizen)
    clock.pass_time(minutes=2)
    told.append(redeem(domain, shop, late).scan)
    domain.blocking.block(citizen.id, shop.merchant_id)
    told.append(redeem(domain, shop, a_code(domain, citizen)).scan)
    assert told == [Outcome.REVOKED, Outcome.MALFORMED, Outcome.EXPIRED, Outcome.REVOKED]
    assert outcomes(domain) == []


def test_a_shop_redeems_only_what_it_is_registered_for_and_the_code_stays_good(
    domain: Domain, citizen: TestCitizen
) -> None:
    elsewhere = a_shop(domain, "南门", MUSEUM)
    token = a_code(domain, citizen)
    with pytest.raises(Refused, match="perk-not-offered-here"):
        redeem(domain, elsewhere, token)
    assert redeem(domain, a_shop(domain), token).outcome is RedemptionOutcome.REDEEMED


def test_a_shop_that_may_not_ask_for_perks_redeems_none(domain: Domain, citizen: TestCitizen) -> None:
    shop = an_owner(domain, "书店", [Claim.LEVEL])
    domain.redemptions.admit(shop.merchant_id, PARK)
    with pytest.raises(Refused, match="question-not-allowed"):
        redeem(domain, shop, a_code(domain, citizen))


def test_what_an_operator_grants_is_not_redeemed_and_what_is_redeemed_is_not_asked_for(
    domain: Domain, shop: MerchantCaller, citizen: TestCitizen
) -> None:
    with pytest.raises(Invalid, match="perk-not-redeemed"):
        redeem(domain, shop, "1", SCARCE)
    with pytest.raises(NotFound, match="perk-unknown"):
        redeem(domain, shop, "1", "park.free")
    with pytest.raises(Invalid, match="perk-not-redeemed"):
        domain.redemptions.admit(shop.merchant_id, SCARCE)
    with pytest.raises(Invalid, match="audience-unknown"):
        domain.redemptions.admit("没有这家", PARK)
    card = domain.cards.link(citizen.id, "library", "350200009999").id
    with pytest.raises(Conflict, match="perk-is-redeemed"):
        domain.perks.request(citizen.id, PARK, card, None)


def test_a_shop_lists_its_own_redemptions_and_no_other_shops(domain: Domain, citizen: TestCitizen) -> None:
    north, south = a_shop(domain, "北门"), a_shop(domain, "南门")
    first = redeem(domain, north, a_code(domain, citizen))
    redeem(domain, south, a_code(domain, citizen))
    past = domain.redemptions.list_of_merchant(north).entries
    assert [one.id for one in past] == [first.redemption_id]
