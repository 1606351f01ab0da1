"""The memo of a status: answered while all it rests on holds, and not once that has changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime
from threading import Event
from typing import Any

import pytest
import redis
from sqlalchemy import select, update

from backend.audit.models import AccessEntry
from backend.certificates.claims import Claim
from backend.certificates.disclosure import CertificateKind, Order
from backend.consent.gate import ConsentGate
from backend.consent.purposes import Purposes
from backend.domain import Domain, Ground, Outside, Policy, build_domain
from backend.identity.models import Citizen
from backend.platform.clock import CITY_ZONE
from backend.platform.errors import DomainError, Refused
from backend.platform.outbox.models import MessageState, OutboxMessage
from backend.platform.outbox.worker import OutboxWorker
from backend.platform.short_lived import open_redis
from backend.records.revisions import note_change
from backend.redress.service import DisputeReason
from backend.status.memo import FORGET_TOPIC, Memo, StatusMemos
from backend.status.policy import StatusPolicies
from backend.status.report import StatusReport
from backend.status.service import StatusReader, StatusService
from tests.builders.citizens import ORDINARY, SERIOUS, TestCitizen, a_citizen, a_record
from tests.builders.clock import NOON, StandingClock
from tests.builders.outside import FakeOperator, FakeRegister, FakeWeChat

pytestmark = pytest.mark.store
LOOKS, WRITTEN = 3, 12


@pytest.fixture
def memos(ground: Ground) -> StatusMemos:
    return StatusMemos(ground.short_lived)


@pytest.fixture
def away() -> Iterator[redis.Redis]:
    with open_redis("redis://127.0.0.1:1") as client:
        yield client


@pytest.fixture
def unaided(ground: Ground, policy: Policy, away: redis.Redis) -> Domain:
    """Return the same domain without Redis, which evaluates at every look."""
    return _built(replace(ground, short_lived=away), policy)


def _built(ground: Ground, policy: Policy) -> Domain:
    wechat = FakeWeChat()
    return build_domain(ground, policy, Outside(wechat, wechat, FakeRegister(), {"library": FakeOperator()}))


def _status_with(ground: Ground, policy: Policy, memos: StatusMemos) -> StatusService:
    gate = ConsentGate(policy.purposes)
    reader = StatusReader(ground.clock, gate, policy.catalogue, policy.status)
    return StatusService(ground.database, ground.clock, gate, reader, memos)


def _kept(memos: StatusMemos, citizen: TestCitizen) -> Memo:
    memo = memos.find(citizen.id)
    assert memo is not None
    return memo


def _mark(domain: Domain, memos: StatusMemos, citizen: TestCitizen) -> StatusReport:
    """Have a look kept, and put what no evaluation would say in its place; return that."""
    domain.status.view(citizen.id)
    memo = _kept(memos, citizen)
    best = domain.policy.status.in_force_on(date(2026, 11, 23)).get_level("excellent")
    marked = replace(memo, report=replace(memo.report, level=best, lines=(), improvements=()))
    memos.keep(citizen.id, marked, NOON)
    return marked.report


def _looks(domain: Domain, citizen: TestCitizen) -> list[AccessEntry]:
    with domain.ground.database.reading() as session:
        viewed = AccessEntry.action == "status.viewed"
        return list(
            session.scalars(select(AccessEntry).where(AccessEntry.citizen_id == citizen.id, viewed)).all()
        )


def _memo_keys(ground: Ground, citizen: TestCitizen) -> list[bytes]:
    return [key for key in ground.short_lived.scan_iter() if key == f"status:{{{citizen.id}}}".encode()]


def _deliver(domain: Domain) -> None:
    ground = domain.ground
    OutboxWorker(ground.database, ground.clock, domain.outbox_handlers).run_until_idle()


def test_a_look_is_answered_from_the_memo_while_nothing_has_changed(
    domain: Domain, memos: StatusMemos
) -> None:
    citizen = a_citizen(domain)
    a_record(domain, citizen)
    marked = _mark(domain, memos, citizen)
    assert domain.status.view(citizen.id) == marked


def test_what_is_kept_is_what_an_evaluation_says(domain: Domain, unaided: Domain, memos: StatusMemos) -> None:
    citizen = a_citizen(domain)
    a_record(domain, citizen, ORDINARY, date(2026, 10, 1))
    a_record(domain, citizen, SERIOUS, date(2026, 1, 5))
    a_record(domain, citizen, "of no catalogue")
    first = domain.status.view(citizen.id)
    assert len(first.lines) == 3
    assert _kept(memos, citizen).report == first == unaided.status.view(citizen.id)
    assert domain.status.view(citizen.id) == first


def _a_new_record(domain: Domain, citizen: TestCitizen) -> None:
    a_record(domain, citizen, SERIOUS)


def _a_dispute(domain: Domain, citizen: TestCitizen) -> None:
    (view,) = domain.records.list_of_citizen(citizen.id)
    domain.disputes.open(citizen.id, view.record.id, DisputeReason.NOT_MINE, "", None)


def _a_neighbours_record(domain: Domain, citizen: TestCitizen) -> None:
    own = domain.ground.blind_index.of("id_number", citizen.id_number)
    with domain.ground.database.transaction() as session:
        note_change(session, own[:2] + bytes(30))


@pytest.mark.parametrize("change", [_a_new_record, _a_dispute, _a_neighbours_record])
def test_after_a_change_of_records_the_memo_is_not_believed(
    domain: Domain, unaided: Domain, memos: StatusMemos, change: Callable[[Domain, TestCitizen], None]
) -> None:
    citizen = a_citizen(domain)
    a_record(domain, citizen)
    marked = _mark(domain, memos, citizen)
    change(domain, citizen)
    assert domain.status.view(citizen.id) == unaided.status.view(citizen.id) != marked


def test_the_first_record_under_a_prefix_ends_the_memo_of_having_none(
    domain: Domain, memos: StatusMemos
) -> None:
    citizen = a_citizen(domain)
    assert _mark(domain, memos, citizen).lines == ()
    record = a_record(domain, citizen)
    assert [line.record_id for line in domain.status.view(citizen.id).lines] == [record]


def test_the_passing_of_midnight_ends_the_memo(
    domain: Domain, memos: StatusMemos, clock: StandingClock
) -> None:
    citizen = a_citizen(domain)
    marked = _mark(domain, memos, citizen)
    clock.pass_time(hours=11, minutes=59)
    assert domain.status.view(citizen.id) == marked
    clock.pass_time(minutes=1)
    assert domain.status.view(citizen.id).evaluated_on == date(2026, 11, 24)


def _newer(edition: str, policy: Policy) -> Policy:
    if edition == "catalogue":
        return replace(policy, catalogue=replace(policy.catalogue, version="newer"))
    editions = tuple(replace(one, version="newer") for one in policy.status.editions)
    return replace(policy, status=StatusPolicies(editions))


@pytest.mark.parametrize("edition", ["catalogue", "policy"])
def test_another_edition_ends_the_memo(
    domain: Domain, memos: StatusMemos, ground: Ground, policy: Policy, edition: str
) -> None:
    citizen = a_citizen(domain)
    _mark(domain, memos, citizen)
    report = _built(ground, _newer(edition, policy)).status.view(citizen.id)
    assert "newer" in (report.catalogue_version, report.policy_version)
    assert report.level.id == "good"


def test_a_new_wording_of_the_consent_ends_the_memo(
    domain: Domain, memos: StatusMemos, ground: Ground, policy: Policy
) -> None:
    citizen = a_citizen(domain)
    _mark(domain, memos, citizen)
    reworded = replace(policy.purposes.get("status.evaluate"), version="newer")
    purposes = Purposes({**policy.purposes.by_id, reworded.id: reworded})
    later = _built(ground, replace(policy, purposes=purposes))
    with pytest.raises(Refused, match=r"consent-required/status\.evaluate"):
        later.status.view(citizen.id)


@pytest.mark.parametrize(
    ("values", "code"),
    [({"adult_on": date(2026, 11, 24)}, "adults-only"), ({"verified_at": None}, "identity-required")],
)
def test_who_turns_out_a_minor_or_unproven_has_no_memo(
    domain: Domain, memos: StatusMemos, values: dict[str, Any], code: str
) -> None:
    citizen = a_citizen(domain)
    _mark(domain, memos, citizen)
    with domain.ground.database.transaction() as session:
        session.execute(update(Citizen).where(Citizen.id == citizen.id).values(values))
    with pytest.raises(Refused, match=code):
        domain.status.view(citizen.id)
    assert len(_looks(domain, citizen)) == 1


def test_a_slow_reader_that_keeps_an_older_answer_last_misleads_nobody(
    domain: Domain, memos: StatusMemos
) -> None:
    citizen = a_citizen(domain)
    domain.status.view(citizen.id)
    older = _kept(memos, citizen)
    record = a_record(domain, citizen)
    domain.status.view(citizen.id)
    memos.keep(citizen.id, older, NOON)
    assert [line.record_id for line in domain.status.view(citizen.id).lines] == [record]


def test_what_is_written_is_seen_by_every_later_look_however_many_look(domain: Domain) -> None:
    citizen = a_citizen(domain)
    written: list[str] = []
    over = Event()

    def look() -> int:
        seen = 0
        while not over.is_set():
            before = set(written)
            assert before <= {line.record_id for line in domain.status.view(citizen.id).lines}
            seen += 1
        return seen

    with ThreadPoolExecutor(LOOKS) as threads:
        readers = [threads.submit(look) for _ in range(LOOKS)]
        try:
            for _ in range(WRITTEN):
                written.append(a_record(domain, citizen))
                domain.status.view(citizen.id)
        finally:
            over.set()
        seen = sum(reader.result() for reader in readers)
    assert len(_looks(domain, citizen)) == seen + WRITTEN


def test_every_look_leaves_one_entry_and_those_from_the_memo_read_like_the_others(
    domain: Domain, unaided: Domain
) -> None:
    citizen = a_citizen(domain)
    for at in (domain, domain, domain, unaided):
        at.status.view(citizen.id)
    entries = _looks(domain, citizen)
    told = {(one.actor_kind, one.actor_id, one.actor_name, one.purpose, one.occurred_at) for one in entries}
    assert (len(entries), told) == (4, {("citizen", citizen.id, "本人", "status.evaluate", NOON)})
    assert all((one.object_id, one.disclosed, one.outcome) == (None, [], None) for one in entries)


def test_without_redis_the_status_is_still_answered(domain: Domain, unaided: Domain) -> None:
    citizen = a_citizen(domain)
    a_record(domain, citizen)
    assert unaided.status.view(citizen.id) == domain.status.view(citizen.id)
    assert len(_looks(domain, citizen)) == 2


@pytest.mark.parametrize("kept", [b"", b"\xff", b"{}", b'{"revision":0,"report":{"level":"good"}}'])
def test_a_memo_that_cannot_be_understood_is_ignored(domain: Domain, ground: Ground, kept: bytes) -> None:
    citizen = a_citizen(domain)
    domain.status.view(citizen.id)
    (key,) = _memo_keys(ground, citizen)
    ground.short_lived.set(key, kept)
    assert domain.status.view(citizen.id).level.id == "good"


def test_a_certificate_says_what_the_records_say_and_not_the_memo(domain: Domain, memos: StatusMemos) -> None:
    citizen = a_citizen(domain)
    a_record(domain, citizen)
    assert _mark(domain, memos, citizen).level.id == "excellent"
    issued = domain.certificates.issue(
        citizen.id, Order(CertificateKind.PRINTED, frozenset({Claim.LEVEL})), None
    )
    merchant = domain.merchants.authenticate(domain.merchants.join("鹭江茶铺", list(Claim)))
    claims = domain.merchants.verify(merchant, issued.digits or "", None, None).claims
    assert claims is not None
    assert claims.level == domain.policy.status.in_force_on(date(2026, 11, 23)).get_level("attention").code


def test_a_withdrawal_withholds_the_status_at_once_and_then_deletes_it(
    domain: Domain, memos: StatusMemos, ground: Ground
) -> None:
    citizen = a_citizen(domain)
    _mark(domain, memos, citizen)
    domain.consents.withdraw(citizen.id, "status.evaluate")
    with pytest.raises(Refused, match=r"consent-required/status\.evaluate"):
        domain.status.view(citizen.id)
    assert _memo_keys(ground, citizen) != []
    _deliver(domain)
    assert _memo_keys(ground, citizen) == []


def test_another_consent_taken_back_leaves_the_memo(domain: Domain, memos: StatusMemos) -> None:
    citizen = a_citizen(domain)
    marked = _mark(domain, memos, citizen)
    domain.consents.withdraw(citizen.id, "card.link")
    _deliver(domain)
    assert domain.status.view(citizen.id) == marked


def test_while_redis_is_away_the_deletion_waits_in_the_outbox(
    domain: Domain, unaided: Domain, ground: Ground, clock: StandingClock
) -> None:
    citizen = a_citizen(domain)
    domain.status.view(citizen.id)
    domain.consents.withdraw(citizen.id, "status.evaluate")
    _deliver(unaided)
    with ground.database.reading() as session:
        message = session.scalars(select(OutboxMessage).where(OutboxMessage.topic == FORGET_TOPIC)).one()
    assert message.state == MessageState.READY
    clock.pass_time(minutes=5)
    _deliver(domain)
    assert _memo_keys(ground, citizen) == []


class MemosThatAreInterrupted(StatusMemos):
    """Lets something happen just before or just after a memo is kept."""

    def __init__(
        self, short_lived: redis.Redis, before: Callable[[], None], after: Callable[[], None]
    ) -> None:
        super().__init__(short_lived)
        self._before, self._after = before, after

    def keep(self, citizen_id: str, memo: Memo, now: datetime) -> bool:
        self._before()
        kept = super().keep(citizen_id, memo, now)
        self._after()
        return kept


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_look_that_a_withdrawal_overtakes_leaves_no_memo_behind(
    domain: Domain, ground: Ground, policy: Policy, when: str
) -> None:
    citizen = a_citizen(domain)

    def withdraw() -> None:
        domain.consents.withdraw(citizen.id, "status.evaluate")
        _deliver(domain)

    steps = {"before": lambda: None, "after": lambda: None, when: withdraw}
    memos = MemosThatAreInterrupted(ground.short_lived, **steps)
    assert _status_with(ground, policy, memos).view(citizen.id).level.id == "good"
    assert _memo_keys(ground, citizen) == []
    assert len(_looks(domain, citizen)) == 1


def test_looks_that_meet_a_withdrawal_leave_no_memo_behind(domain: Domain, ground: Ground) -> None:
    for _ in range(6):
        citizen = a_citizen(domain)

        def look(citizen: TestCitizen = citizen) -> StatusReport | DomainError:
            try:
                return domain.status.view(citizen.id)
            except DomainError as refusal:
                return refusal

        with ThreadPoolExecutor(LOOKS) as threads:
            looks = [threads.submit(look) for _ in range(LOOKS)]
            domain.consents.withdraw(citizen.id, "status.evaluate")
            _deliver(domain)
            answers = [one.result() for one in looks]
        assert len(_looks(domain, citizen)) == sum(isinstance(one, StatusReport) for one in answers)
        assert _memo_keys(ground, citizen) == []


@pytest.mark.parametrize(("hour", "minute", "most_seconds"), [(12, 0, 600), (23, 58, 120)])
def test_a_memo_is_not_kept_beyond_ten_minutes_nor_beyond_midnight(
    ground: Ground, domain: Domain, memos: StatusMemos, hour: int, minute: int, most_seconds: int
) -> None:
    citizen = a_citizen(domain)
    domain.status.view(citizen.id)
    memos.keep(citizen.id, _kept(memos, citizen), datetime(2026, 11, 23, hour, minute, tzinfo=CITY_ZONE))
    (key,) = _memo_keys(ground, citizen)
    assert 0 < ground.short_lived.pttl(key) <= most_seconds * 1000
