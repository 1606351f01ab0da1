"""What a citizen contested: cases with words and steps, and the files that they sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.redress.case_views import CaseReading, CaseView, MaterialView, StepView
from backend.redress.models import Case


@dataclass(frozen=True, slots=True)
class MaterialFile:
    """Where in the archive the content of a material goes."""

    material_id: str
    name: str


def read_cases(
    session: Session, reading: CaseReading, citizen_id: str
) -> tuple[dict[str, Any], list[MaterialFile]]:
    """Return every case, and the files whose content is still there."""
    rows = session.scalars(
        select(Case).where(Case.citizen_id == citizen_id).order_by(Case.opened_at, Case.id)
    )
    views = [reading.view(session, row) for row in rows.all()]
    files = [
        MaterialFile(material.id, _file_name(view, place, material))
        for view in views
        for place, material in enumerate(view.materials, 1)
        if not material.is_removed
    ]
    return {"cases": [_case(view) for view in views]}, files


def _case(view: CaseView) -> dict[str, Any]:
    return {
        "number": view.number,
        "kind": view.kind,
        "record": view.record_id,
        "reason": view.reason,
        "words": view.words,
        "state": {"id": view.state, "name": view.state_said.zh},
        "outcome": view.outcome,
        "opened_at": view.opened_at,
        "deadline_on": view.deadline.due_on if view.deadline else None,
        "steps": [_step(step) for step in view.steps],
        "materials": [
            {
                "name": material.name,
                "media_type": material.media_type,
                "size_bytes": material.size,
                "added_at": material.added_at,
                "was_removed": material.is_removed,
                "file": None if material.is_removed else _file_name(view, place, material),
            }
            for place, material in enumerate(view.materials, 1)
        ],
    }


def _step(step: StepView) -> dict[str, Any]:
    return {
        "on": step.at,
        "event": {"id": step.event, "name": step.said.zh},
        "by": step.actor_name,
        "reason": step.reason.zh if step.reason else None,
        "words": step.words,
        "corrections": _corrections(step),
    }


def _corrections(step: StepView) -> dict[str, Any] | None:
    given = step.corrections
    return {**given.values(), "details": dict(given.details)} if given is not None else None


def _file_name(view: CaseView, place: int, material: MaterialView) -> str:
    """Return a name that no two share; the citizen's own is harmless already."""
    return f"materials/{view.number}/{place}-{material.name}"
