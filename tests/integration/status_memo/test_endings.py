"""Memos meet withdrawals, midnight, and those who write at the same moment."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Event

import pytest
import redis
from sqlalchemy import select

from backend.domain import Domain, Ground, Policy
from backend.platform.clock import CITY_ZONE
from backend.platform.errors import DomainError, Refused
from backend.platform.outbox.models import MessageState, OutboxMessage
from backend.status.memo import FORGET_TOPIC, Memo, StatusMemos
from backend.status.report import StatusReport
from tests.builders.citizens import TestCitizen, a_citizen, a_record
from tests.builders.clock import NOON, StandingClock
from tests.integration.status_memo.looks import (
    deliver_messages,
    kept_memo,
    looks_of,
    mark_memo,
    memo_keys,
    status_with,
)

pytestmark = pytest.mark.store
LOOKS, WRITTEN = 3, 12


def test_a_slow_reader_that_keeps_an_older_answer_last_misleads_nobody(
    domain: Domain, memos: StatusMemos
) -> None:
    citizen = a_citizen(domain)
    domain.status.view(citizen.id)
    older = kept_memo(memos, citizen)
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
    assert len(looks_of(domain, citizen)) == seen + WRITTEN


def test_a_withdrawal_withholds_the_status_at_once_and_then_deletes_it(
    domain: Domain, memos: StatusMemos, ground: Ground
) -> None:
    citizen = a_citizen(domain)
    mark_memo(domain, memos, citizen)
    domain.consents.withdraw(citizen.id, "status.evaluate")
    with pytest.raises(Refused, match=r"consent-required/status\.evaluate"):
        domain.status.view(citizen.id)
    assert memo_keys(ground, citizen) != []
    deliver_messages(domain)
    assert memo_keys(ground, citizen) == []


def test_another_consent_taken_back_leaves_the_memo(domain: Domain, memos: StatusMemos) -> None:
    citizen = a_citizen(domain)
    marked = mark_memo(domain, memos, citizen)
    domain.consents.withdraw(citizen.id, "card.link")
    deliver_messages(domain)
    assert domain.status.view(citizen.id) == marked


def test_while_redis_is_away_the_deletion_waits_in_the_outbox(
    domain: Domain, unaided: Domain, ground: Ground, clock: StandingClock
) -> None:
    citizen = a_citizen(domain)
    domain.status.view(citizen.id)
    domain.consents.withdraw(citizen.id, "status.evaluate")
    deliver_messages(unaided)
    with ground.database.reading() as session:
        message = session.scalars(select(OutboxMessage).where(OutboxMessage.topic == FORGET_TOPIC)).one()
    assert message.state == MessageState.READY
    clock.pass_time(minutes=5)
    deliver_messages(domain)
    assert memo_keys(ground, citizen) == []


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
        deliver_messages(domain)

    steps = {"before": lambda: None, "after": lambda: None, when: withdraw}
    memos = MemosThatAreInterrupted(ground.short_lived, **steps)
    assert status_with(ground, policy, memos).view(citizen.id).level.id == "good"
    assert memo_keys(ground, citizen) == []
    assert len(looks_of(domain, citizen)) == 1


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
            deliver_messages(domain)
            answers = [one.result() for one in looks]
        assert len(looks_of(domain, citizen)) == sum(isinstance(one, StatusReport) for one in answers)
        assert memo_keys(ground, citizen) == []


@pytest.mark.parametrize(("hour", "minute", "most_seconds"), [(12, 0, 600), (23, 58, 120)])
def test_a_memo_is_not_kept_beyond_ten_minutes_nor_beyond_midnight(
    ground: Ground, domain: Domain, memos: StatusMemos, hour: int, minute: int, most_seconds: int
) -> None:
    citizen = a_citizen(domain)
    domain.status.view(citizen.id)
    memos.keep(citizen.id, kept_memo(memos, citizen), datetime(2026, 11, 23, hour, minute, tzinfo=CITY_ZONE))
    (key,) = memo_keys(ground, citizen)
    assert 0 < ground.short_lived.pttl(key) <= most_seconds * 1000
