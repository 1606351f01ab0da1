from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.advisories.answers import Answer, Finding
from tests.advisories.verdict import Allowed, Verdict, judge, parse_allowed

TODAY = date(2026, 11, 27)
FLAW = Finding("pillow", "9.0.0", "PYSEC-2022-1")
CLEAN, FLAWED = Answer("clean"), Answer("flawed", (FLAW,))
SILENT = Answer("silent", unanswered="no route")
ALLOWED = Allowed(FLAW.advisory, FLAW.package, TODAY, "that part of it is not reached")


def test_nothing_known_of_anything_is_clean() -> None:
    assert judge([CLEAN, CLEAN], [], TODAY)[0] is Verdict.CLEAN


def test_what_could_not_be_asked_is_never_clean() -> None:
    verdict, lines = judge([CLEAN, SILENT], [], TODAY)
    assert verdict is Verdict.NOT_ASKED
    assert "silent: NOT ASKED: no route" in lines


def test_a_flaw_decides_also_where_another_could_not_be_asked() -> None:
    assert judge([SILENT, FLAWED], [], TODAY)[0] is Verdict.VULNERABLE


def test_a_flaw_is_allowed_to_its_day_and_told_all_the_same() -> None:
    verdict, lines = judge([FLAWED], [ALLOWED], TODAY)
    assert verdict is Verdict.CLEAN
    assert lines == ("flawed: allowed for a while: pillow 9.0.0 PYSEC-2022-1",)
    assert judge([FLAWED], [ALLOWED], TODAY + timedelta(days=1))[0] is Verdict.VULNERABLE


def test_what_is_allowed_for_one_part_or_flaw_covers_no_other() -> None:
    for other in (Finding("flask", "3", FLAW.advisory), Finding(FLAW.package, "9", "PYSEC-2022-2")):
        assert judge([Answer("it", (other,))], [ALLOWED], TODAY)[0] is Verdict.VULNERABLE


def test_without_a_day_or_a_reason_nothing_is_allowed() -> None:
    whole = {"advisory": "A", "package": "p", "until": TODAY, "why": "because"}
    assert parse_allowed([whole])[0].until == TODAY
    for missing in ("until", "why"):
        with pytest.raises(ValueError, match=missing):
            parse_allowed([{name: value for name, value in whole.items() if name != missing}])
