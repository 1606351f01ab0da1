"""An officer who signed in, as the desk knows them."""

from __future__ import annotations

from collections.abc import Iterable

from backend.officers.sessions import SignedInOfficer
from backend.redress.desk import DeskOfficer
from miniprogram_api.language import asked_language
from miniprogram_api.officer.case_answers import Reader
from miniprogram_api.services import services


def at_the_desk(caller: SignedInOfficer) -> DeskOfficer:
    """Return the officer with the people whose cases are closed to them."""
    return DeskOfficer(caller.id, caller.name, caller.locked_subjects)


def reader_of(caller: SignedInOfficer, colleagues: Iterable[str | None]) -> Reader:
    """Return for whom an answer is rendered; colleagues are officers, or departments by their code."""
    known = [one for one in colleagues if one]
    departments = services().policy.catalogue.departments
    names = {code: departments[code].name_zh for code in known if code in departments}
    return Reader(caller.id, names | services().officers.administration.read_names(known), asked_language())
