"""How a dispute or a repair is told to its citizen."""

from __future__ import annotations

from typing import Any

from backend.redress.case_views import CaseView, Deadline, MaterialView, StepView
from backend.redress.events import CaseKind, Event, Party, State
from backend.redress.policy import Said
from miniprogram_api.answer_fields import Answer, day, flag, moment, number, part, parts, text, texts, word
from miniprogram_api.language import Language
from miniprogram_api.moments import city_time, iso_day


class DeadlineAnswer(Answer):
    """The deadline that runs; the officer sees the same."""

    step = text("What is due, as a stable word.")
    name = text("What is due.")
    due_on = day("The last day for it, to its end.")
    is_late = flag("That day is over.")
    working_days_left = number("After today; as a negative number those since that day.")
    source = text("The rule that it comes from.")
    reason = text("Why that one was chosen, where no law of the place fixes it.", nullable=True)


class CaseStepAnswer(Answer):
    """Something that happened."""

    at = moment("When.")
    event = word(Event)
    by = word(Party)
    happened = text("What it means.")
    reason = text("The reason given, of the published ones.", nullable=True)
    words = text("What was added to it; empty where nothing was.")


class MaterialAnswer(Answer):
    """A material by its facts."""

    id = text()
    name = text()
    media_type = text()
    size = number("Bytes, as it is kept.")
    sha256 = text()
    scan = text("clean, or not_scanned where no scanner looked.")
    added_at = moment("When.")
    is_removed = flag("Its content was deleted, as its time was over.")


class CaseAnswer(Answer):
    """A case as its citizen sees it."""

    id = text()
    number = text("To be quoted anywhere; it tells nothing of the person.", example="Y2026-7K3M-9QXD")
    kind = word(CaseKind)
    record = text()
    reason = text()
    words = text("The person's own.")
    state = word(State)
    state_text = text()
    outcome = word(Event, nullable=True)
    opened_at = moment("When.")
    deadline = part(DeadlineAnswer, nullable=True)
    decision_deadline = part(DeadlineAnswer, "Of the decision, while it is to come.", nullable=True)
    steps = parts(CaseStepAnswer)
    go_on = texts("What can be done next, and where.")
    materials = parts(MaterialAnswer)
    may = texts("What the citizen may do now: events.")
    fee = text("That nothing costs anything.")


def render_case(view: CaseView, language: Language) -> dict[str, Any]:
    """Return what `CaseAnswer` says."""
    return {
        "id": view.id,
        "number": view.number,
        "kind": view.kind,
        "record": view.record_id,
        "reason": view.reason,
        "words": view.words,
        "state": view.state,
        "state_text": say(view.state_said, language),
        "outcome": view.outcome,
        "opened_at": city_time(view.opened_at),
        "deadline": render_deadline(view.deadline, language),
        "decision_deadline": render_deadline(view.decision_deadline, language),
        "steps": [_render_step(step, language) for step in view.steps],
        "go_on": [say(said, language) for said in view.go_on],
        "materials": [render_material(material) for material in view.materials],
        "may": list(view.events),
        "fee": say(view.no_fee, language),
    }


def render_deadline(deadline: Deadline | None, language: Language) -> dict[str, Any] | None:
    """Return what `DeadlineAnswer` says, or None where none runs."""
    if deadline is None:
        return None
    return {
        "step": deadline.step,
        "name": say(deadline.said, language),
        "due_on": iso_day(deadline.due_on),
        "is_late": deadline.is_late,
        "working_days_left": deadline.working_days_left,
        "source": say(deadline.source, language),
        "reason": say(deadline.reason, language) if deadline.reason else None,
    }


def render_material(material: MaterialView) -> dict[str, Any]:
    """Return what `MaterialAnswer` says."""
    return {
        "id": material.id,
        "name": material.name,
        "media_type": material.media_type,
        "size": material.size,
        "sha256": material.sha256,
        "scan": material.scan,
        "added_at": city_time(material.added_at),
        "is_removed": material.is_removed,
    }


def say(said: Said, language: Language) -> str:
    """Return what is said in the language asked for."""
    return language.pick(said.zh, said.en)


def _render_step(step: StepView, language: Language) -> dict[str, Any]:
    return {
        "at": city_time(step.at),
        "event": step.event,
        "by": step.party,
        "happened": say(step.said, language),
        "reason": say(step.reason, language) if step.reason else None,
        "words": step.words,
    }
