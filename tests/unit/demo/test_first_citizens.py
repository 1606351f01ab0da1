from __future__ import annotations

from datetime import date

import pytest

from backend.identity.id_number import age_on
from backend.status.evaluation import ImprovementCode, LineReason
from backend.status.policy import LevelId
from tests.unit.demo.published import TODAY, city_of, status_of

DAYS = [TODAY, date(2028, 2, 29), date(2030, 3, 31)]


@pytest.mark.parametrize("today", DAYS)
@pytest.mark.parametrize(
    ("number", "reasons", "level"),
    [
        (1, [], LevelId.GOOD),
        (2, [LineReason.COUNTS_COMMENDATION], LevelId.EXCELLENT),
        (3, [LineReason.COUNTS_ADVERSE], LevelId.FAIR),
        (4, [LineReason.COUNTS_ADVERSE], LevelId.ATTENTION),
        (5, [LineReason.COUNTS_ADVERSE], LevelId.ATTENTION),
        (6, [LineReason.EXPIRED], LevelId.GOOD),
        (9, [], LevelId.GOOD),
        (10, [], LevelId.GOOD),
        (11, [LineReason.COUNTS_ADVERSE], LevelId.FAIR),
        (12, [LineReason.COUNTS_ADVERSE], LevelId.ATTENTION),
        (13, [LineReason.COUNTS_ADVERSE], LevelId.ATTENTION),
        (14, [LineReason.COUNTS_ADVERSE], LevelId.ATTENTION),
    ],
)
def test_each_case_is_what_it_says_on_any_day(
    number: int, reasons: list[LineReason], level: LevelId, today: date
) -> None:
    report = status_of(city_of(14, 7, today).citizens[number - 1], today)
    assert [line.reason for line in report.lines] == reasons
    assert report.level.id == level


@pytest.mark.parametrize("today", DAYS)
@pytest.mark.parametrize(
    ("number", "code"), [(3, ImprovementCode.DUTY_FIRST), (4, ImprovementCode.DUTY_FIRST)]
)
def test_an_unfulfilled_duty_stands_before_repair(number: int, code: ImprovementCode, today: date) -> None:
    report = status_of(city_of(12, 7, today).citizens[number - 1], today)
    assert code in {improvement.code for improvement in report.improvements}


@pytest.mark.parametrize("today", DAYS)
@pytest.mark.parametrize("number", [11, 12])
def test_a_fulfilled_duty_can_be_repaired_today(number: int, today: date) -> None:
    report = status_of(city_of(12, 7, today).citizens[number - 1], today)
    assert ImprovementCode.REPAIR_OPEN in {improvement.code for improvement in report.improvements}


@pytest.mark.parametrize("today", DAYS)
def test_a_duty_done_lately_can_be_repaired_on_a_day_to_come(today: date) -> None:
    report = status_of(city_of(14, 7, today).citizens[12], today)
    (later,) = [one for one in report.improvements if one.code is ImprovementCode.REPAIR_LATER]
    assert later.on is not None
    assert later.on > today


@pytest.mark.parametrize("today", DAYS)
@pytest.mark.parametrize(("number", "age"), [(7, 17), (8, 13)])
def test_the_minors_keep_their_age_whatever_the_day(number: int, age: int, today: date) -> None:
    citizen = city_of(12, 7, today).citizens[number - 1]
    assert age_on(citizen.person.id_number.born_on, today) == age
    assert citizen.about == f"{age} 岁"
    assert citizen.records == ()


def test_the_ninth_has_two_wechat_accounts() -> None:
    ninth = city_of(12).citizens[8]
    assert [account.wechat_code for account in ninth.extra_accounts] == ["demo-0009b"]
    assert ninth.extra_accounts[0].unionid != ninth.account.unionid


def test_the_codes_count_up_from_one() -> None:
    codes = [citizen.account.wechat_code for citizen in city_of(13).citizens]
    assert codes == [f"demo-{number:04d}" for number in range(1, 14)]


def test_the_adults_keep_name_and_number_whatever_the_day() -> None:
    one, other = (city_of(12, 7, day).citizens for day in DAYS[:2])
    moved = [n for n, (a, b) in enumerate(zip(one, other, strict=True), 1) if a.person != b.person]
    assert moved == [7, 8]
