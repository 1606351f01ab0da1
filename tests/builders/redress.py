"""Cases of redress in the stages that tests begin with, made through the services themselves."""

from __future__ import annotations

from itertools import count

from backend.domain import Domain
from backend.records.departments import DepartmentCaller
from backend.redress.case_views import CaseView, DeskCase
from backend.redress.department import DepartmentAnswer, DepartmentCase, Position
from backend.redress.desk import Decision, DeskOfficer
from backend.redress.events import DisputeReason, Event
from backend.redress.repairs import RepairWish
from tests.builders.citizens import TestCitizen

CHEN = DeskOfficer("off_chen", "陈经办")
LIU = DeskOfficer("off_liu", "刘经办")
MKT = DepartmentCaller("mkt")
_keys = count(1)


def a_dispute(domain: Domain, citizen: TestCitizen, record: str, reason: str = "wrong_content") -> CaseView:
    """File a dispute of the record."""
    return domain.redress.disputes.open(citizen.id, record, DisputeReason(reason), "金额不对", None)


def a_repair(domain: Domain, citizen: TestCitizen, record: str, **wish: object) -> CaseView:
    """Send an application with its commitment."""
    full = {"record_id": record, "commits": True, "knows_consequence": True, **wish}
    return domain.redress.repairs.apply(citizen.id, RepairWish(**full), f"key-{next(_keys)}")  # type: ignore[arg-type]


def taken(domain: Domain, number: str, officer: DeskOfficer = CHEN) -> DeskCase:
    """Let the officer take the case."""
    version = domain.redress.desk.get_case(officer, number).view.version
    return domain.redress.desk.take(officer, number, version=version)


def decided(
    domain: Domain, number: str, event: Event, officer: DeskOfficer = CHEN, **decision: object
) -> DeskCase:
    """Let the officer take a step upon the case as it stands, with words where none are given."""
    version = domain.redress.desk.get_case(officer, number).view.version
    full = {"words": "已核查", **decision}
    return domain.redress.desk.decide(officer, number, Decision(event, version, **full))  # type: ignore[arg-type]


def answered(domain: Domain, number: str, position: Position, words: str = "经核实") -> DepartmentCase:
    """Let the source department answer upon the case as it stands."""
    desk = domain.redress.department
    version = domain.redress.desk.get_case(CHEN, number).view.version
    return desk.answer(MKT, number, DepartmentAnswer(position, words, version))
