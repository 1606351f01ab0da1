import pytest
from sqlalchemy import select

from backend.certificates.claims import Claim
from backend.certificates.disclosure import CertificateKind, Order
from backend.certificates.models import Certificate
from backend.certificates.outcomes import Outcome
from backend.certificates.verification import Verification
from backend.domain import Domain
from backend.merchants.callers import MerchantCaller
from backend.platform.errors import Invalid, NotFound, Refused, Unauthenticated
from tests.builders.citizens import ORDINARY, TestCitizen, a_citizen, a_record
from tests.builders.clock import StandingClock
from tests.builders.merchants import an_owner, an_owners_key

pytestmark = pytest.mark.store
DYNAMIC = Order(CertificateKind.DYNAMIC, frozenset({Claim.LEVEL, Claim.NO_ADVERSE}))
PRINTED = Order(CertificateKind.PRINTED, frozenset({Claim.LEVEL}), valid_days=30)


@pytest.fixture
def merchant(domain: Domain) -> MerchantCaller:
    return an_owner(domain, "鹭江茶铺")


def _token(domain: Domain, citizen: TestCitizen, order: Order = DYNAMIC) -> str:
    digits = domain.certificates.issue(citizen.id, order, None).digits
    assert digits is not None
    return digits


def _scan(domain: Domain, merchant: MerchantCaller, token: str, key: str | None = None) -> Verification:
    return domain.merchants.verify(merchant, token, None, key)


def test_a_scan_shows_exactly_what_was_ticked(domain: Domain, merchant: MerchantCaller) -> None:
    order = Order(CertificateKind.DYNAMIC, frozenset({Claim.NO_ADVERSE, Claim.NAME}))
    seen = _scan(domain, merchant, _token(domain, a_citizen(domain), order))
    assert seen.outcome is Outcome.VALID
    assert seen.disclosed == (Claim.NO_ADVERSE, Claim.NAME)
    assert seen.claims is not None
    assert (seen.claims.no_adverse, seen.claims.masked_name) == (True, "*明")
    assert (seen.claims.level, seen.claims.perk, seen.claims.match_code) == (None, None, None)


def test_a_question_gets_one_answer_even_if_more_was_ticked(domain: Domain, merchant: MerchantCaller) -> None:
    token = _token(domain, a_citizen(domain))
    assert domain.merchants.verify(merchant, token, Claim.NO_ADVERSE, None).disclosed == (Claim.NO_ADVERSE,)


def test_an_adverse_record_in_force_is_told_as_no_and_nothing_more(
    domain: Domain, merchant: MerchantCaller
) -> None:
    citizen = a_citizen(domain)
    a_record(domain, citizen, ORDINARY)
    seen = _scan(domain, merchant, _token(domain, citizen))
    assert seen.claims is not None
    assert seen.claims.no_adverse is False


def test_a_dynamic_certificate_is_good_for_one_scan(domain: Domain, merchant: MerchantCaller) -> None:
    token = _token(domain, a_citizen(domain))
    outcomes = [_scan(domain, merchant, token).outcome for _ in range(3)]
    assert outcomes == [Outcome.VALID, Outcome.ALREADY_USED, Outcome.ALREADY_USED]


def test_shown_again_it_is_the_same_certificate_and_not_a_second_use(
    domain: Domain, merchant: MerchantCaller
) -> None:
    citizen = a_citizen(domain)
    issued = domain.certificates.issue(citizen.id, DYNAMIC, None)
    again = domain.certificates.get(citizen.id, issued.certificate.id)
    assert issued.digits is not None
    assert again.digits is not None
    assert again.digits != issued.digits
    assert _scan(domain, merchant, issued.digits).outcome is Outcome.VALID
    assert _scan(domain, merchant, again.digits).outcome is Outcome.ALREADY_USED


def test_a_merchants_retry_of_the_same_scan_gets_the_same_answer(
    domain: Domain, merchant: MerchantCaller
) -> None:
    token = _token(domain, a_citizen(domain))
    first, again = (_scan(domain, merchant, token, "scan-1") for _ in range(2))
    assert (again.outcome, again.receipt) == (Outcome.VALID, first.receipt)
    assert _scan(domain, merchant, token, "scan-2").outcome is Outcome.ALREADY_USED


def test_a_lost_record_of_single_use_refuses_rather_than_accepts_twice(
    domain: Domain, merchant: MerchantCaller
) -> None:
    token = _token(domain, a_citizen(domain))
    domain.ground.short_lived.flushdb()
    assert _scan(domain, merchant, token).outcome is Outcome.UNCONFIRMED


def test_after_redis_was_away_the_same_request_gives_a_code_that_works(
    domain: Domain, merchant: MerchantCaller
) -> None:
    citizen = a_citizen(domain)
    domain.certificates.issue(citizen.id, DYNAMIC, "k1")
    domain.ground.short_lived.flushdb()
    digits = domain.certificates.issue(citizen.id, DYNAMIC, "k1").digits or ""
    assert _scan(domain, merchant, digits).outcome is Outcome.VALID
    digits = domain.certificates.issue(citizen.id, DYNAMIC, "k1").digits or ""
    assert _scan(domain, merchant, digits).outcome is Outcome.ALREADY_USED


def test_a_certificate_is_stored_without_what_it_says(domain: Domain) -> None:
    citizen = a_citizen(domain)
    order = Order(CertificateKind.PRINTED, frozenset(Claim), perk="library.deposit_free")
    domain.certificates.issue(citizen.id, order, None)
    with domain.ground.database.reading() as session:
        stored = repr(session.execute(select(Certificate.__table__)).all())
    assert citizen.id_number[-4:] not in stored
    assert "*明" not in stored
    assert "good" not in stored


def test_a_merchants_retry_after_the_citizen_withdrew_shows_nothing(
    domain: Domain, merchant: MerchantCaller
) -> None:
    citizen = a_citizen(domain)
    token = _token(domain, citizen)
    _scan(domain, merchant, token, "scan-1")
    domain.consents.withdraw(citizen.id, "certificate.issue")
    again = _scan(domain, merchant, token, "scan-1")
    assert (again.outcome, again.claims) == (Outcome.REVOKED, None)


def test_a_live_printed_certificate_stays_in_sight_behind_many_screen_codes(domain: Domain) -> None:
    citizen = a_citizen(domain)
    printed = domain.certificates.issue(citizen.id, PRINTED, None).certificate.id
    for _ in range(3):
        domain.certificates.issue(citizen.id, DYNAMIC, None)
    assert printed in {one.id for one in domain.certificates.list_of_citizen(citizen.id)}


def test_screen_codes_that_are_over_leave_the_list(domain: Domain, clock: StandingClock) -> None:
    citizen = a_citizen(domain)
    domain.certificates.issue(citizen.id, DYNAMIC, None)
    clock.pass_time(minutes=2)
    assert domain.certificates.list_of_citizen(citizen.id) == []


def test_a_dynamic_certificate_ends_after_sixty_seconds(
    domain: Domain, merchant: MerchantCaller, clock: StandingClock
) -> None:
    citizen = a_citizen(domain)
    early, late = _token(domain, citizen), _token(domain, citizen)
    clock.pass_time(seconds=59)
    assert _scan(domain, merchant, early).outcome is Outcome.VALID
    clock.pass_time(seconds=1)
    assert _scan(domain, merchant, late).outcome is Outcome.EXPIRED


def test_a_printed_certificate_is_good_for_many_scans_until_revoked(
    domain: Domain, merchant: MerchantCaller, clock: StandingClock
) -> None:
    citizen = a_citizen(domain)
    issued = domain.certificates.issue(citizen.id, PRINTED, None)
    assert issued.digits is not None
    clock.pass_time(days=29)
    assert _scan(domain, merchant, issued.digits).outcome is Outcome.VALID
    assert _scan(domain, merchant, issued.digits).outcome is Outcome.VALID
    domain.certificates.revoke(citizen.id, issued.certificate.id)
    revoked = _scan(domain, merchant, issued.digits)
    assert (revoked.outcome, revoked.claims, revoked.disclosed) == (Outcome.REVOKED, None, ())


def test_only_the_addressed_merchant_can_read_an_addressed_certificate(
    domain: Domain, merchant: MerchantCaller
) -> None:
    an_owners_key(domain, "别家店")
    citizen = a_citizen(domain)
    for_other = Order(CertificateKind.DYNAMIC, frozenset({Claim.LEVEL}), audience="别家店")
    for_this = Order(CertificateKind.DYNAMIC, frozenset({Claim.LEVEL}), audience=merchant.merchant_id)
    assert _scan(domain, merchant, _token(domain, citizen, for_other)).outcome is Outcome.WRONG_AUDIENCE
    assert _scan(domain, merchant, _token(domain, citizen, for_this)).outcome is Outcome.VALID


def test_consent_withdrawn_between_issue_and_scan_revokes(domain: Domain, merchant: MerchantCaller) -> None:
    citizen = a_citizen(domain)
    token = _token(domain, citizen)
    domain.consents.withdraw(citizen.id, "status.evaluate")
    assert _scan(domain, merchant, token).outcome is Outcome.REVOKED
    with domain.ground.database.reading() as session:
        (stored,) = session.scalars(select(Certificate)).all()
    assert (stored.ticked, stored.revoked_because) == (["level", "no_adverse"], "consent_withdrawn")


def test_the_citizen_sees_who_scanned_and_what_they_learned(domain: Domain, merchant: MerchantCaller) -> None:
    citizen = a_citizen(domain)
    issued = domain.certificates.issue(citizen.id, PRINTED, None)
    seen = _scan(domain, merchant, issued.digits or "")
    entries = domain.certificates.list_verifications(citizen.id, issued.certificate.id)
    assert [(one.id, one.actor_name, one.disclosed, one.outcome) for one in entries] == [
        (seen.receipt, "鹭江茶铺", ["level"], "valid")
    ]


def test_a_merchant_lists_its_own_scans_and_nobody_elses(domain: Domain, merchant: MerchantCaller) -> None:
    other = an_owner(domain, "别家店")
    seen = _scan(domain, merchant, _token(domain, a_citizen(domain)))
    assert [one.id for one in domain.merchants.list_verifications(merchant).entries] == [seen.receipt]
    assert domain.merchants.list_verifications(other).entries == []


def test_a_merchant_asks_only_what_it_is_registered_for(domain: Domain) -> None:
    caller = an_owner(domain, "小店", [Claim.NO_ADVERSE])
    with pytest.raises(Refused, match="question-not-allowed"):
        domain.merchants.verify(caller, "1", Claim.MATCH_CODE, None)


def test_without_a_question_a_merchant_is_shown_no_more_than_it_may_ask(domain: Domain) -> None:
    caller = an_owner(domain, "小店", [Claim.NO_ADVERSE])
    assert _scan(domain, caller, _token(domain, a_citizen(domain))).disclosed == (Claim.NO_ADVERSE,)


def test_the_same_idempotency_key_makes_one_certificate(domain: Domain) -> None:
    citizen = a_citizen(domain)
    first, again = (domain.certificates.issue(citizen.id, PRINTED, "k1") for _ in range(2))
    assert first.certificate.id == again.certificate.id
    with pytest.raises(Invalid, match="idempotency-key-reused"):
        domain.certificates.issue(citizen.id, DYNAMIC, "k1")


@pytest.mark.parametrize(
    ("order", "code"),
    [
        (Order(CertificateKind.DYNAMIC, frozenset()), "nothing-ticked"),
        (Order(CertificateKind.DYNAMIC, frozenset({Claim.PERK})), "perk-and-claim-differ"),
        (
            Order(CertificateKind.DYNAMIC, frozenset({Claim.LEVEL}), perk="library.deposit_free"),
            "perk-and-claim-differ",
        ),
        (Order(CertificateKind.PRINTED, frozenset({Claim.LEVEL}), valid_days=31), "validity-out-of-range"),
        (Order(CertificateKind.DYNAMIC, frozenset({Claim.LEVEL}), audience="没有的店"), "audience-unknown"),
    ],
)
def test_an_order_that_makes_no_sense_is_refused_with_its_reason(
    domain: Domain, order: Order, code: str
) -> None:
    with pytest.raises(Invalid, match=code):
        domain.certificates.issue(a_citizen(domain).id, order, None)


def test_another_citizens_certificate_does_not_exist(domain: Domain) -> None:
    mine = domain.certificates.issue(a_citizen(domain).id, PRINTED, None).certificate.id
    other = a_citizen(domain).id
    for look in (
        domain.certificates.get,
        domain.certificates.revoke,
        domain.certificates.list_verifications,
    ):
        with pytest.raises(NotFound):
            look(other, mine)


@pytest.mark.parametrize("token", ["", "1", "9" * 17, "not digits", "http://h/v#1", "٣" * 40])
def test_what_is_no_certificate_is_malformed_and_touches_nobody(
    domain: Domain, merchant: MerchantCaller, token: str
) -> None:
    seen = domain.merchants.verify(merchant, token, None, None)
    assert (seen.outcome, seen.receipt) == (Outcome.MALFORMED, None)


def test_eligibility_for_one_named_perk_is_yes_or_no(domain: Domain, merchant: MerchantCaller) -> None:
    order = Order(CertificateKind.DYNAMIC, frozenset({Claim.PERK}), perk="library.deposit_free")
    seen = _scan(domain, merchant, _token(domain, a_citizen(domain), order))
    assert seen.claims is not None
    assert seen.claims.perk == (domain.policy.perks.get("library.deposit_free").code, True)


def test_an_unlisted_key_finds_no_merchant(domain: Domain) -> None:
    with pytest.raises(Unauthenticated, match="api-key-invalid"):
        domain.merchants.authenticate("mk_made_up")
