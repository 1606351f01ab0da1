from __future__ import annotations

from datetime import date

import pytest

from backend.domain import Domain
from backend.redress.desk import DeskOfficer
from backend.redress.events import CaseKind, Event, State
from bot.building import Mind
from bot.turns import Door
from tests.builders.citizens import SERIOUS, TestCitizen, a_citizen, a_record
from tests.builders.clock import StandingClock
from tests.builders.redress import decided, taken
from tests.builders.talks import Conversing, a_photo, cases_of

pytestmark = pytest.mark.store
OFFICER = DeskOfficer("off_1", "经办人甲")
LONG = 1800
TO_THE_PHOTO = ("申请修复", "1", "继续", "2026-06-01", "确认")


@pytest.fixture
def talk(mind: Mind, citizen: TestCitizen, record: str) -> Conversing:
    return Conversing(mind, citizen)


def apply_for_repair(talk: Conversing) -> str:
    talk.say_all(*TO_THE_PHOTO)
    talk.send(a_photo())
    return talk.say_all("完成", "确认")


def test_a_whole_application_with_a_photo_arrives_at_the_desk(
    domain: Domain, talk: Conversing, citizen: TestCitizen, record: str
) -> None:
    sent = apply_for_repair(talk)
    (case,) = cases_of(domain, citizen)
    assert (case.kind, case.state, case.record_id) == (CaseKind.REPAIR, State.APPLIED, record)
    assert len(case.materials) == 1
    assert case.number in sent
    assert "最迟2026年12月3日" in sent
    desk = domain.redress.desk
    assert [entry.number for entry in desk.list_queue(OFFICER)] == [case.number]
    seen = desk.get_case(OFFICER, case.number)
    assert (seen.duty_done_on, seen.commitment_version) == (date(2026, 6, 1), "1")


def test_the_commitment_and_what_false_material_leads_to_are_read_before_it_is_made(talk: Conversing) -> None:
    told = talk.say_all(*TO_THE_PHOTO[:-1])
    assert "所提交的材料真实、准确、完整" in told
    assert "承诺不实要承担的责任，以现行办法和主管部门的决定为准" in told
    assert "不收费" in told


@pytest.mark.parametrize("text", ["好的", "1", "嗯", "完成", "确认吗？怎么确认"])
def test_the_commitment_is_made_by_nothing_that_does_not_say_it(
    domain: Domain, talk: Conversing, citizen: TestCitizen, text: str
) -> None:
    talk.say_all(*TO_THE_PHOTO[:-1], text)
    assert cases_of(domain, citizen) == []


@pytest.mark.parametrize("text", ["我承诺", "同意", "我同意", "确认"])
def test_the_commitment_is_made_by_any_words_that_say_it(
    domain: Domain, talk: Conversing, citizen: TestCitizen, text: str
) -> None:
    talk.say_all(*TO_THE_PHOTO[:-1], text)
    assert [case.state for case in cases_of(domain, citizen)] == [State.DRAFT]


@pytest.mark.parametrize("text", ["发完了", "传完了", "好了", "没有了"])
def test_that_all_photos_are_sent_can_be_said_in_other_words(talk: Conversing, text: str) -> None:
    talk.say_all(*TO_THE_PHOTO)
    talk.send(a_photo())
    assert "请核对" in talk.say(text)
    assert "还差最后一步" in talk.say(text)
    assert "修复申请已提交" in talk.say("确认")


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("坐车逃票会影响信用吗", "逃票"),
        ("案件到哪了", "尚未提交"),
        ("张志强的信用状况怎么样", "只能查你本人的信息"),
        ("我为什么是待提升", "计入了 1 条记录"),
    ],
)
def test_a_question_in_between_is_answered_and_the_step_offered_again(
    domain: Domain, talk: Conversing, citizen: TestCitizen, question: str, told: str
) -> None:
    talk.say_all(*TO_THE_PHOTO)
    between = talk.say(question)
    assert told in between
    assert "接着办“申请信用修复”" in between
    assert "完成" in between
    talk.send(a_photo())
    assert "请核对" in talk.say("完成")


def test_what_to_reply_is_in_the_first_message_however_long_the_text(talk: Conversing) -> None:
    for text in TO_THE_PHOTO[:-1]:
        told = talk.say(text)
        if len(told.encode()) > LONG:
            assert "回复“" in told[:60]
    aside = talk.say("信用等级是怎么评出来的")
    assert "回复“确认”" in aside.encode()[:LONG].decode(errors="ignore")


def test_a_record_within_its_period_is_told_the_first_day_and_why(domain: Domain, mind: Mind) -> None:
    citizen = a_citizen(domain)
    a_record(domain, citizen, SERIOUS, date(2026, 9, 1))
    told = Conversing(mind, citizen).say_all("申请修复", "1")
    assert "2027年9月2日" in told
    assert "未满最短公示期" in told
    assert cases_of(domain, citizen) == []


def test_a_proof_is_asked_for_where_the_record_does_not_show_the_duty_as_done(talk: Conversing) -> None:
    assert "义务履行完毕的证明" in talk.say_all(*TO_THE_PHOTO)
    assert "还没有收到照片" in talk.say("完成")


@pytest.mark.parametrize(("text", "hint"), [("2027-01-01", "还没到"), ("很久以前", "2026-10-20")])
def test_a_day_that_cannot_be_is_asked_for_again(talk: Conversing, text: str, hint: str) -> None:
    assert hint in talk.say_all(*TO_THE_PHOTO[:3], text)


@pytest.mark.parametrize("steps", range(1, len(TO_THE_PHOTO) + 1))
def test_cancelling_at_any_step_leaves_nothing_half_done(
    domain: Domain, talk: Conversing, citizen: TestCitizen, steps: int
) -> None:
    talk.say_all(*TO_THE_PHOTO[:steps], "取消")
    assert [case.state for case in cases_of(domain, citizen)] in ([], [State.WITHDRAWN])
    assert domain.redress.desk.list_queue(OFFICER) == []
    assert "继续" in talk.say_all("申请修复", "1")


def test_cancelling_at_the_last_look_takes_the_draft_back(
    domain: Domain, talk: Conversing, citizen: TestCitizen
) -> None:
    talk.say_all(*TO_THE_PHOTO)
    talk.send(a_photo())
    talk.say_all("完成", "取消")
    assert [case.state for case in cases_of(domain, citizen)] == [State.WITHDRAWN]


def test_a_draft_of_a_talk_that_ran_out_is_taken_up_again(
    domain: Domain, talk: Conversing, citizen: TestCitizen, clock: StandingClock
) -> None:
    talk.say_all(*TO_THE_PHOTO)
    talk.send(a_photo())
    clock.pass_time(hours=3)
    assert "还没提交的申请" in talk.say_all("申请修复", "1")
    talk.say_all("确认", "完成", "确认")
    assert [case.state for case in cases_of(domain, citizen)] == [State.APPLIED]


def test_going_back_to_the_commitment_and_forward_makes_no_second_draft(
    domain: Domain, talk: Conversing, citizen: TestCitizen
) -> None:
    talk.say_all(*TO_THE_PHOTO, "返回", "确认")
    talk.send(a_photo())
    talk.say_all("完成", "确认")
    assert [case.state for case in cases_of(domain, citizen)] == [State.APPLIED]


@pytest.mark.parametrize("steps", range(1, len(TO_THE_PHOTO) + 1))
def test_a_message_that_comes_again_drafts_and_sends_nothing_twice(
    domain: Domain, talk: Conversing, citizen: TestCitizen, steps: int
) -> None:
    first = talk.say_all(*TO_THE_PHOTO[:steps])
    assert talk.say(TO_THE_PHOTO[steps - 1], key=talk.last_key) == first
    for text in TO_THE_PHOTO[steps:]:
        talk.say(text)
    talk.send(a_photo())
    talk.say("完成")
    sent = talk.say("确认")
    assert talk.say("确认", key=talk.last_key) == sent
    assert [case.state for case in cases_of(domain, citizen)] == [State.APPLIED]


def test_what_is_no_picture_is_said_to_be_none_and_can_be_sent_again(
    domain: Domain, talk: Conversing, citizen: TestCitizen
) -> None:
    talk.say_all(*TO_THE_PHOTO)
    assert "只收 JPEG" in talk.send(b"GIF89a")
    assert "收到，一共 1 份" in talk.send(a_photo())


def test_on_the_phone_the_place_to_upload_is_named(
    domain: Domain, mind: Mind, citizen: TestCitizen, record: str
) -> None:
    talk = Conversing(mind, citizen, door=Door.PHONE)
    talk.say_all(*TO_THE_PHOTO[:-1])
    said = talk.hear(talk.turn("确认"))
    (case,) = cases_of(domain, citizen)
    assert said is not None
    assert said.upload_path == f"/api/v1/me/repairs/{case.id}/materials"


def test_a_tracked_case_shows_its_state_and_the_next_deadline(talk: Conversing) -> None:
    apply_for_repair(talk)
    told = talk.say("查进度")
    assert "已提交，等待受理" in told
    assert "最迟2026年12月3日" in told
    assert "只给你看" in told


def test_a_case_is_found_by_its_number_however_it_is_typed(
    domain: Domain, talk: Conversing, citizen: TestCitizen
) -> None:
    apply_for_repair(talk)
    (case,) = cases_of(domain, citizen)
    assert case.number in talk.say(case.number.lower().replace("-", ""))


def test_somebody_elses_case_number_tells_nothing(
    domain: Domain, mind: Mind, talk: Conversing, citizen: TestCitizen
) -> None:
    apply_for_repair(talk)
    (case,) = cases_of(domain, citizen)
    told = Conversing(mind, a_citizen(domain)).say(case.number)
    assert "没有这个编号" in told


def test_materials_that_were_asked_for_are_added_by_talk_and_the_case_goes_on(
    domain: Domain, talk: Conversing, citizen: TestCitizen
) -> None:
    apply_for_repair(talk)
    (case,) = cases_of(domain, citizen)
    taken(domain, case.number)
    decided(domain, case.number, Event.ASK_MATERIALS, template="proof_unreadable")
    told = talk.say("查进度")
    assert "看不清" in told
    talk.say("补材料")
    talk.send(a_photo(90))
    talk.say("完成")
    (case,) = cases_of(domain, citizen)
    assert (case.state, len(case.materials)) == (State.APPLIED, 2)
