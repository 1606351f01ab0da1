"""Looks at a status, and what they leave behind."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy import select

from backend.audit.models import AccessEntry
from backend.consent.gate import ConsentGate
from backend.domain import Domain, Ground, Outside, Policy, build_domain
from backend.platform.outbox.worker import OutboxWorker
from backend.status.memo import Memo, StatusMemos
from backend.status.report import StatusReport
from backend.status.service import StatusReader, StatusService
from tests.builders.citizens import TestCitizen
from tests.builders.clock import NOON
from tests.builders.outside import FakeOperator, FakeRegister, FakeWeChat


def built(ground: Ground, policy: Policy) -> Domain:
    wechat = FakeWeChat()
    return build_domain(ground, policy, Outside(wechat, wechat, FakeRegister(), {"library": FakeOperator()}))


def status_with(ground: Ground, policy: Policy, memos: StatusMemos) -> StatusService:
    gate = ConsentGate(policy.purposes)
    reader = StatusReader(ground.clock, gate, policy.catalogue, policy.status)
    return StatusService(ground.database, ground.clock, gate, reader, memos)


def kept_memo(memos: StatusMemos, citizen: TestCitizen) -> Memo:
    memo = memos.find(citizen.id)
    assert memo is not None
    return memo


def mark_memo(domain: Domain, memos: StatusMemos, citizen: TestCitizen) -> StatusReport:
    """Have a look kept, and put what no evaluation would say in its place; return that."""
    domain.status.view(citizen.id)
    memo = kept_memo(memos, citizen)
    best = domain.policy.status.in_force_on(date(2026, 11, 23)).get_level("excellent")
    marked = replace(memo, report=replace(memo.report, level=best, lines=(), improvements=()))
    memos.keep(citizen.id, marked, NOON)
    return marked.report


def looks_of(domain: Domain, citizen: TestCitizen) -> list[AccessEntry]:
    with domain.ground.database.reading() as session:
        viewed = AccessEntry.action == "status.viewed"
        return list(
            session.scalars(select(AccessEntry).where(AccessEntry.citizen_id == citizen.id, viewed)).all()
        )


def memo_keys(ground: Ground, citizen: TestCitizen) -> list[bytes]:
    return [key for key in ground.short_lived.scan_iter() if key == f"status:{{{citizen.id}}}".encode()]


def deliver_messages(domain: Domain) -> None:
    ground = domain.ground
    OutboxWorker(ground.database, ground.clock, domain.outbox_handlers).run_until_idle()
