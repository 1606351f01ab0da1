"""The first citizens of the demo city: one for each case that a visitor wants to try, for every seed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from backend.demo.people import Person, make_id_number
from backend.demo.records import DemoRecord, RecordMaker
from backend.records.catalogue import Seriousness

_HALF_A_YEAR_DAYS = 180


@dataclass(frozen=True, slots=True)
class Case:
    """A citizen shaped by hand; `about` says in Chinese what there is to see."""

    person: Person
    about: str
    record: DemoRecord | None = None
    deposit_fen: int = 0
    has_second_account: bool = False


def make_first_cases(maker: RecordMaker, today: date) -> list[Case]:
    """Return the hand-shaped citizens in the order of their numbers; only the two minors' births move."""
    minor = maker.penalise(Seriousness.MINOR, fulfilled=False)
    minor_fulfilled = maker.penalise(Seriousness.MINOR, fulfilled=True)
    ordinary = maker.penalise(Seriousness.ORDINARY, fulfilled=False)
    ordinary_fulfilled = maker.penalise(Seriousness.ORDINARY, fulfilled=True)
    serious = maker.penalise(Seriousness.SERIOUS, fulfilled=False)
    lately = maker.penalise_lately()
    mistaken = maker.penalise(Seriousness.ORDINARY, fulfilled=False)
    past = maker.penalise_long_ago()
    return [
        Case(_person("林晓云", date(1990, 3, 12), 2), "无任何记录"),
        Case(_person("陈建国", date(1968, 10, 1), 3), "有表彰", maker.commend(), deposit_fen=10000),
        Case(_person("黄丽珍", date(1985, 6, 21), 4), "一条轻微处罚，未履行，仍在影响期", minor),
        Case(_person("张志强", date(1979, 1, 30), 5), "一条一般行政处罚，未履行，仍在影响期", ordinary),
        Case(_person("吴海峰", date(1975, 8, 8), 7), "一条严重失信信息，仍在影响期", serious),
        Case(_person("蔡美玲", date(1982, 12, 5), 6), "只有一条已过影响期的失信信息", past),
        Case(_person("许博文", _birthday_of(17, today), 9), "17 岁"),
        Case(_person("叶子涵", _birthday_of(13, today), 8), "13 岁"),
        Case(_person("郑俊杰", date(1993, 4, 17), 11), "同一人有两个微信号", has_second_account=True),
        Case(_person("诸葛𠮷", date(1988, 2, 29), 13), "姓名含生僻字", deposit_fen=5000),
        Case(_person("苏雨欣", date(1996, 7, 7), 10), "一条轻微处罚，已履行", minor_fulfilled),
        Case(
            _person("谢文辉", date(1971, 11, 23), 15), "一条一般处罚，已履行，可申请修复", ordinary_fulfilled
        ),
        Case(
            _person("邱明珠", date(1987, 9, 14), 12),
            "一条一般处罚，已履行，未满最短公示期，尚不能修复",
            lately,
        ),
        Case(_person("温志远", date(1980, 5, 3), 17), "一条处罚其实是同名他人的，可提出异议", mistaken),
    ]


def _person(name: str, born_on: date, order: int) -> Person:
    return Person(name, make_id_number(born_on, order))


def _birthday_of(age: int, today: date) -> date:
    return today - timedelta(days=365 * age + _HALF_A_YEAR_DAYS)
