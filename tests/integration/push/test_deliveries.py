"""From an entry of the log to a message in WeChat: in the same transaction, and at most once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from backend.domain import Domain, Ground, Outside, Policy, build_domain
from backend.notifications.push.models import PushPermission
from backend.notifications.push.ports import (
    Lost,
    NobodyThere,
    NotNow,
    NotPermitted,
    PushOutcome,
    Unsendable,
)
from backend.notifications.push.service import Answer
from backend.platform.errors import Conflict
from backend.platform.outbox.dead_letters import DeadLetters
from backend.platform.outbox.models import MessageState, OutboxMessage
from backend.platform.outbox.worker import OutboxWorker
from backend.redress.desk import Decision
from backend.redress.events import Event
from tests.builders.citizens import TestCitizen, a_citizen, a_linked_card, a_record
from tests.builders.clock import StandingClock
from tests.builders.files import a_pdf
from tests.builders.outside import FakeRegister, FakeWeChat
from tests.builders.pushing import FakePush, a_told_citizen, begin_push, openid_of
from tests.builders.redress import CHEN, a_dispute, a_repair, decided, taken
from tests.integration.push.conftest import Kept

pytestmark = pytest.mark.store
LONG_AGO = date(2026, 8, 1)
PERK = "library.deposit_free"


@pytest.fixture
def citizen_told(domain: Domain) -> TestCitizen:
    return a_told_citizen(domain)


def news(domain: Domain, citizen: TestCitizen) -> None:
    """Let a dispute of the citizen's be checked: one message of the template `progress`."""
    number = a_dispute(domain, citizen, a_record(domain, citizen)).number
    taken(domain, number)
    decided(domain, number, Event.CHECK)


def waiting(domain: Domain) -> list[OutboxMessage]:
    with domain.ground.database.reading() as session:
        of_push = select(OutboxMessage).where(
            OutboxMessage.topic == "push.send", OutboxMessage.state == MessageState.READY
        )
        return [*session.scalars(of_push.order_by(OutboxMessage.sequence))]


def actions_of(domain: Domain, citizen: TestCitizen) -> list[str]:
    entries = domain.access_log.list_of_citizen(citizen.id)
    return sorted(entry.action for entry in entries if entry.action.startswith("push."))


def test_a_repair_that_is_granted_is_told_in_the_inbox_and_in_wechat(
    domain: Domain, worker: OutboxWorker, push: FakePush, kept: Kept
) -> None:
    citizen = a_told_citizen(domain)
    number = a_repair(domain, citizen, a_record(domain, citizen, decided_on=LONG_AGO)).number
    domain.redress.materials.add(citizen.id, number, "凭证.pdf", a_pdf(), None)
    taken(domain, number)
    decided(domain, number, Event.ACCEPT)
    decided(domain, number, Event.GRANT)
    worker.run_until_idle()
    assert [(openid, message.template) for openid, message in push.sent] == [
        (openid_of(citizen), "progress"),
        (openid_of(citizen), "result"),
    ]
    message = push.sent[-1][1]
    assert message.values == {
        "thing1": "厦门市市民卡服务",
        "phrase2": "已有结果",
        "time3": "2026年11月23日 12:00",
        "thing4": "请打开小程序查看，全程不收费",
    }
    assert message.page == "pages/web/web?path=/cases"
    assert "repair.granted" in [one.entry.action for one in domain.inbox.read(citizen.id).messages]
    assert kept(citizen.id, "result").left == 0
    assert actions_of(domain, citizen).count("push.sent") == 2


def test_a_perk_that_its_operator_put_on_the_card_is_told_in_both(
    domain: Domain, worker: OutboxWorker, push: FakePush
) -> None:
    citizen = a_told_citizen(domain)
    domain.perks.request(citizen.id, PERK, a_linked_card(domain, citizen), None)
    worker.run_until_idle()
    assert [message.template for _, message in push.sent] == ["card"]
    assert [one.entry.action for one in domain.inbox.read(citizen.id).messages] == ["perk.carried"]


def test_what_the_citizen_does_themselves_is_no_news(domain: Domain, citizen_told: TestCitizen) -> None:
    number = a_dispute(domain, citizen_told, a_record(domain, citizen_told)).number
    taken(domain, number)
    domain.redress.disputes.withdraw(citizen_told.id, number)
    assert waiting(domain) == []


def test_the_end_of_a_perk_that_comes_is_told(
    domain: Domain, worker: OutboxWorker, push: FakePush, clock: StandingClock
) -> None:
    citizen = a_told_citizen(domain, permits=2)
    domain.perks.request(citizen.id, PERK, a_linked_card(domain, citizen), None)
    worker.run_until_idle()
    clock.pass_time(days=340)
    domain.perk_calendar.run()
    worker.run_until_idle()
    assert [message.template for _, message in push.sent] == ["card", "card"]


@pytest.mark.parametrize("citizen_is", ["without consent", "not begun", "nothing permitted", "paused"])
def test_whoever_may_not_be_told_causes_no_message_at_all(domain: Domain, citizen_is: str) -> None:
    consents = () if citizen_is == "without consent" else ("notice.wechat",)
    citizen = a_citizen(domain, consents=consents)
    if citizen_is in ("nothing permitted", "paused"):
        begin_push(domain, citizen, permits=citizen_is == "paused")
    number = a_dispute(domain, citizen, a_record(domain, citizen)).number
    if citizen_is == "paused":
        domain.rights.pause.begin(citizen.id)
    taken(domain, number)
    decided(domain, number, Event.CHECK)
    assert waiting(domain) == []


def test_the_message_is_there_only_if_the_news_is(domain: Domain, citizen_told: TestCitizen) -> None:
    number = a_dispute(domain, citizen_told, a_record(domain, citizen_told)).number
    version = taken(domain, number).view.version
    decision = Decision(Event.CHECK, version, words="已核查")
    domain.redress.desk.decide(CHEN, number, decision)
    with pytest.raises(Conflict):
        domain.redress.desk.decide(CHEN, number, decision)
    assert len(waiting(domain)) == 1


def test_a_message_says_nothing_of_the_person_before_it_is_sent(
    domain: Domain, citizen_told: TestCitizen
) -> None:
    news(domain, citizen_told)
    (message,) = waiting(domain)
    assert message.payload.keys() == {"citizen_id", "template", "at"}
    assert message.destination == "wechat"


def test_one_time_means_one_time(domain: Domain, worker: OutboxWorker, push: FakePush) -> None:
    citizen = a_told_citizen(domain)
    for _ in range(2):
        news(domain, citizen)
        worker.run_until_idle()
    assert len(push.sent) == 1


def test_two_pieces_of_news_before_the_worker_comes_spend_one_permission_each(
    domain: Domain, worker: OutboxWorker, push: FakePush
) -> None:
    citizen = a_told_citizen(domain)
    news(domain, citizen)
    news(domain, citizen)
    assert len(waiting(domain)) == 2
    worker.run_until_idle()
    assert len(push.sent) == 1
    assert waiting(domain) == []


def test_a_subscription_for_good_permits_them_all_until_wechat_says_no(
    ground: Ground, policy: Policy, push: FakePush, clock: StandingClock
) -> None:
    for_good = [replace(one, is_long_term=True) for one in policy.push.templates]
    templates = replace(policy.push, templates=tuple(for_good))
    wechat = FakeWeChat()
    outside = Outside(wechat, wechat, FakeRegister(), {}, push=push)
    domain = build_domain(ground, replace(policy, push=templates), outside)
    worker = OutboxWorker(ground.database, clock, domain.outbox_handlers)
    citizen = a_told_citizen(domain, permits=2)
    for _ in range(2):
        news(domain, citizen)
        worker.run_until_idle()
    assert len(push.sent) == 2
    push.troubles.append(NotPermitted())
    for _ in range(2):
        news(domain, citizen)
        worker.run_until_idle()
    assert len(push.sent) == 2
    note = domain.push.service.note_answer
    assert note(citizen.id, "progress", Answer.ACCEPT, None).left == 1
    assert note(citizen.id, "progress", Answer.REJECT, None).left == 0


def test_43101_is_normal_and_is_believed(
    domain: Domain, worker: OutboxWorker, push: FakePush, kept: Kept, caplog: pytest.LogCaptureFixture
) -> None:
    citizen = a_told_citizen(domain, permits=5)
    push.troubles.append(NotPermitted())
    news(domain, citizen)
    worker.run_until_idle()
    assert (push.sent, waiting(domain)) == ([], [])
    assert kept(citizen.id, "progress").left == 0
    assert kept(citizen.id, "result").left == 5
    assert actions_of(domain, citizen) == ["push.began"]
    assert caplog.text == ""


def test_40003_ends_it_and_the_citizen_can_read_so(
    domain: Domain, worker: OutboxWorker, push: FakePush
) -> None:
    citizen = a_told_citizen(domain)
    push.troubles.append(NobodyThere())
    news(domain, citizen)
    worker.run_until_idle()
    assert not domain.push.service.view(citizen.id).is_on
    assert actions_of(domain, citizen) == ["push.began", "push.ended"]


@pytest.mark.parametrize(
    "trouble", [NotNow("busy"), NotNow("another", 5, is_well=True), NotNow("quota", 3600)]
)
def test_what_wechat_has_not_taken_goes_out_later_and_spends_once(
    domain: Domain, worker: OutboxWorker, push: FakePush, clock: StandingClock, kept: Kept, trouble: NotNow
) -> None:
    citizen = a_told_citizen(domain, permits=2)
    push.troubles.append(trouble)
    news(domain, citizen)
    worker.run_until_idle()
    assert (push.sent, len(waiting(domain)), kept(citizen.id, "progress").left) == ([], 1, 2)
    clock.pass_time(hours=2)
    worker.run_until_idle()
    assert (len(push.sent), waiting(domain), kept(citizen.id, "progress").left) == (1, [], 1)


def test_what_is_a_day_old_is_not_told_any_more(
    domain: Domain, worker: OutboxWorker, push: FakePush, clock: StandingClock, kept: Kept
) -> None:
    citizen = a_told_citizen(domain)
    push.troubles += [NotNow("busy")] * 99
    news(domain, citizen)
    worker.run_until_idle()
    clock.pass_time(hours=25)
    worker.run_until_idle()
    assert (push.sent, waiting(domain), kept(citizen.id, "progress").left) == ([], [], 1)


def test_47003_is_our_fault_and_waits_for_a_person(
    domain: Domain,
    worker: OutboxWorker,
    push: FakePush,
    clock: StandingClock,
    kept: Kept,
    caplog: pytest.LogCaptureFixture,
) -> None:
    citizen = a_told_citizen(domain)
    push.troubles.append(Unsendable("errcode=47003"))
    news(domain, citizen)
    worker.run_until_idle()
    letters = DeadLetters(domain.ground.database, clock)
    (letter,) = letters.list_dead("wechat")
    assert letter.trouble == "errcode=47003"
    assert "dead" in caplog.text
    assert kept(citizen.id, "progress").left == 1
    letters.redrive(letter.id, "somebody")
    worker.run_until_idle()
    assert len(push.sent) == 1


def test_a_lost_answer_is_not_repeated_and_is_told_as_it_is(
    domain: Domain, worker: OutboxWorker, push: FakePush, kept: Kept
) -> None:
    citizen = a_told_citizen(domain, permits=2)
    push.troubles.append(Lost())
    news(domain, citizen)
    worker.run_until_idle()
    assert (push.sent, waiting(domain)) == ([], [])
    assert kept(citizen.id, "progress").left == 1
    assert actions_of(domain, citizen) == ["push.began", "push.unconfirmed"]


def test_a_worker_that_is_killed_after_the_call_leaves_no_second_message(
    domain: Domain, worker: OutboxWorker, push: FakePush, clock: StandingClock, kept: Kept
) -> None:
    citizen = a_told_citizen(domain, permits=2)
    news(domain, citizen)
    push.while_sending = _killed
    with pytest.raises(KeyboardInterrupt):
        worker.run_until_idle()
    push.while_sending = None
    clock.pass_time(minutes=5)
    worker.run_until_idle()
    assert (push.sent, waiting(domain)) == ([], [])
    assert kept(citizen.id, "progress").left == 1
    assert actions_of(domain, citizen) == ["push.began", "push.unconfirmed"]
    news(domain, citizen)
    worker.run_until_idle()
    assert len(push.sent) == 1


def test_a_withdrawal_stops_what_waits(domain: Domain, worker: OutboxWorker, push: FakePush) -> None:
    citizen = a_told_citizen(domain)
    news(domain, citizen)
    domain.consents.withdraw(citizen.id, "notice.wechat")
    worker.run_until_idle()
    assert (push.sent, waiting(domain)) == ([], [])


def test_a_withdrawal_while_the_message_is_on_its_way_leaves_nothing_behind(
    domain: Domain, worker: OutboxWorker, push: FakePush
) -> None:
    citizen = a_told_citizen(domain)
    news(domain, citizen)
    push.while_sending = lambda: domain.consents.withdraw(citizen.id, "notice.wechat")
    worker.run_until_idle()
    assert waiting(domain) == []
    with domain.ground.database.reading() as session:
        assert session.scalars(select(PushPermission)).all() == []


def test_a_pause_that_begins_before_the_worker_comes_stops_it_too(
    domain: Domain, worker: OutboxWorker, push: FakePush
) -> None:
    citizen = a_told_citizen(domain)
    news(domain, citizen)
    domain.rights.pause.begin(citizen.id)
    worker.run_until_idle()
    assert push.sent == []
    domain.rights.pause.end(citizen.id)
    assert domain.push.service.view(citizen.id).is_on


@pytest.mark.parametrize("trouble", [NotNow("busy"), Unsendable("x"), NotPermitted(), NobodyThere(), Lost()])
def test_one_citizens_trouble_is_nobody_elses(
    domain: Domain, worker: OutboxWorker, push: FakePush, trouble: PushOutcome
) -> None:
    first, second = a_told_citizen(domain), a_told_citizen(domain)
    push.troubles.append(trouble)
    news(domain, first)
    worker.run_until_idle()
    news(domain, second)
    worker.run_until_idle()
    assert openid_of(second) in [openid for openid, _ in push.sent]


def _killed() -> None:
    raise KeyboardInterrupt
