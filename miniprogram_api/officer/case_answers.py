"""How a case is told to an officer: everything on one screen, with what may be done now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from backend.records.facts import RecordState
from backend.records.service import RecordView
from backend.redress.case_views import DeskCase, StepView
from backend.redress.corrections import Corrections
from backend.redress.events import CaseKind, Event, Party, State
from backend.redress.machines import MACHINES
from backend.redress.policy import ReasonTemplate
from miniprogram_api.answer_fields import (
    Answer,
    Named,
    day,
    flag,
    moment,
    number,
    part,
    parts,
    text,
    word,
)
from miniprogram_api.citizen.case_answers import (
    DeadlineAnswer,
    MaterialAnswer,
    render_deadline,
    render_material,
    say,
)
from miniprogram_api.language import Language
from miniprogram_api.moments import city_time, iso_day
from miniprogram_api.officer.event_words import STEPS
from miniprogram_api.operations import PREFIX
from miniprogram_api.record_answers import DepartmentAnswer, DetailAnswer, render_details, render_source

TAKING_CORRECTIONS = (Event.UPHOLD_CORRECTED, Event.UPHOLD_PARTLY)
"""The decisions that may say what is right where the record is wrong."""


class ColleagueAnswer(Answer):
    """An officer, or the department, who acted on the case."""

    name = text()
    is_me = flag("It is the officer who asks.")


class DeskRecordAnswer(Answer):
    """The record that the case is about, as it stands now."""

    id = text()
    item = part(Named)
    department = part(DepartmentAnswer)
    document_number = text()
    title = text()
    decided_on = day("The day of the decision.")
    valid_until = day("The last day that the source gave.", nullable=True)
    duty_fulfilled_on = day("The day on which everything asked for was done.", nullable=True)
    corrected_on = day("The day of the last correction.", nullable=True)
    taken_off_on = day("The day on which a decision took it off.", nullable=True)
    state = word(RecordState)
    legal_basis = text(nullable=True)
    details = parts(DetailAnswer)


class CorrectionsAnswer(Answer):
    """What a decision corrected; null where a field stayed as it was."""

    title = text(nullable=True)
    decided_on = day("The day of the decision.", nullable=True)
    valid_until = day("The last day.", nullable=True)
    duty_fulfilled_on = day("The day on which everything asked for was done.", nullable=True)
    details = parts(DetailAnswer)


class DeskStepAnswer(Answer):
    """A step that was taken."""

    version = number("The version of the case that it made.")
    at = moment("When.")
    event = word(Event)
    by = word(Party)
    actor = text("Who took it.")
    happened = text("What it means to the citizen.")
    reason = text("The reason given, of the published ones.", nullable=True)
    words = text("What was added to it; empty where nothing was.")
    position = text("What the department says.", nullable=True)
    corrections = part(CorrectionsAnswer, nullable=True)


class DeskMaterialAnswer(MaterialAnswer):
    """A material with the address of its content."""

    href = text("Null once its content was deleted.", nullable=True)


class TemplateAnswer(Answer):
    """A published reason."""

    id = text()
    words = text("In the words that the citizen reads.")


class PossibleStepAnswer(Answer):
    """A step that this officer may take now."""

    event = word(Event)
    name = text()
    needs_reason = flag("A template or words are needed.")
    takes_corrections = flag("It may say what is right where the record is wrong.")
    templates = parts(TemplateAnswer)


class DeskCaseAnswer(Answer):
    """A case with everything on it."""

    version = number("To be sent with the next step.")
    number = text(example="Y2026-7K3M-9QXD")
    kind = word(CaseKind)
    state = word(State)
    state_text = text()
    outcome = word(Event, nullable=True)
    is_serious = flag("Granting its repair needs a second officer.")
    masked_name = text("Of the person; no more is needed.")
    masked_id_number = text("Of the person: its last two characters, to be compared with a document.")
    is_of_person = flag("The record was delivered under the full ID number that the person has proven.")
    reason = text("What is said to be wrong, or the way of the repair.")
    words = text("The person's own.")
    opened_at = moment("When.")
    deadline = part(DeadlineAnswer, "The citizen sees the same.", nullable=True)
    decision_deadline = part(DeadlineAnswer, "Of the decision, while it is to come.", nullable=True)
    duty_done_on = day("When the person says that all was done.", nullable=True)
    commitment_version = text("Of the commitment made with an application.", nullable=True)
    assigned_to = part(ColleagueAnswer, nullable=True)
    proposed_by = part(ColleagueAnswer, nullable=True)
    decided_by = part(ColleagueAnswer, nullable=True)
    record = part(DeskRecordAnswer, "Null once it was deleted.", nullable=True)
    materials = parts(DeskMaterialAnswer)
    steps = parts(DeskStepAnswer)
    possible = parts(PossibleStepAnswer)


@dataclass(frozen=True)
class Reader:
    """For whom a case is rendered: the officer, the names of colleagues by id, the language."""

    officer_id: str
    names: Mapping[str, str]
    language: Language

    def colleague(self, actor_id: str | None) -> dict[str, Any] | None:
        """Return what `ColleagueAnswer` says of an officer or a department."""
        if actor_id is None:
            return None
        return {"name": self.names.get(actor_id, actor_id), "is_me": actor_id == self.officer_id}


def render_desk_case(case: DeskCase, templates: Sequence[ReasonTemplate], reader: Reader) -> dict[str, Any]:
    """Return what `DeskCaseAnswer` says."""
    view, language = case.view, reader.language
    return {
        "version": view.version,
        "number": view.number,
        "kind": view.kind,
        "state": view.state,
        "state_text": say(view.state_said, language),
        "outcome": view.outcome,
        "is_serious": case.is_serious,
        "masked_name": case.masked_name,
        "masked_id_number": case.masked_id_number,
        "is_of_person": case.is_of_person,
        "reason": view.reason,
        "words": view.words,
        "opened_at": city_time(view.opened_at),
        "deadline": render_deadline(view.deadline, language),
        "decision_deadline": render_deadline(view.decision_deadline, language),
        "duty_done_on": iso_day(case.duty_done_on),
        "commitment_version": case.commitment_version,
        "assigned_to": reader.colleague(case.assigned_to),
        "proposed_by": reader.colleague(case.proposed_by),
        "decided_by": reader.colleague(case.decided_by),
        "record": _render_record(case.record, language) if case.record else None,
        "materials": [_render_material(case, one.id) | render_material(one) for one in view.materials],
        "steps": [_render_step(step, language) for step in case.steps],
        "possible": [_render_possible(case, event, templates, language) for event in case.events],
    }


def _render_record(view: RecordView, language: Language) -> dict[str, Any]:
    record, item = view.record, view.item
    return {
        "id": record.id,
        **render_source(record, item, view.department, language),
        "document_number": record.document_number,
        "title": record.title,
        "decided_on": iso_day(record.decided_on),
        "valid_until": iso_day(record.valid_until),
        "duty_fulfilled_on": iso_day(record.duty_fulfilled_on),
        "corrected_on": None if record.is_taken_off else iso_day(record.corrected_on),
        "taken_off_on": iso_day(record.corrected_on) if record.is_taken_off else None,
        "state": record.state,
        "legal_basis": language.pick(item.legal_basis, item.legal_basis_en) if item else None,
        "details": render_details(view.details, language),
    }


def _render_material(case: DeskCase, material_id: str) -> dict[str, Any]:
    is_removed = next(one.is_removed for one in case.view.materials if one.id == material_id)
    href = f"{PREFIX}/officer/cases/{case.view.number}/materials/{material_id}"
    return {"href": None if is_removed else href}


def _render_step(step: StepView, language: Language) -> dict[str, Any]:
    return {
        "version": step.version,
        "at": city_time(step.at),
        "event": step.event,
        "by": step.party,
        "actor": step.actor_name,
        "happened": say(step.said, language),
        "reason": say(step.reason, language) if step.reason else None,
        "words": step.words,
        "position": step.position,
        "corrections": _render_corrections(step.corrections, language) if step.corrections else None,
    }


def _render_corrections(corrections: Corrections, language: Language) -> dict[str, Any]:
    return {
        "title": corrections.title,
        "decided_on": iso_day(corrections.decided_on),
        "valid_until": iso_day(corrections.valid_until),
        "duty_fulfilled_on": iso_day(corrections.duty_fulfilled_on),
        "details": render_details(corrections.details, language),
    }


def _render_possible(
    case: DeskCase, event: Event, templates: Sequence[ReasonTemplate], language: Language
) -> dict[str, Any]:
    moves = MACHINES[case.view.kind].moves
    return {
        "event": event,
        "name": say(STEPS[event], language),
        "needs_reason": any(
            move.needs_reason for move in moves if move.event is event and case.view.state in move.sources
        ),
        "takes_corrections": event in TAKING_CORRECTIONS,
        "templates": [
            {"id": one.id, "words": say(one.said, language)} for one in templates if one.event is event
        ],
    }
