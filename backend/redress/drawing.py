"""Drawing a machine as Mermaid text, so that the picture in docs/redress.md is never older than the table."""

from __future__ import annotations

from collections.abc import Iterator

from backend.redress.events import State
from backend.redress.machine import Machine, Move


def draw(machine: Machine) -> str:
    """Return the machine as a Mermaid state diagram; moves that keep the state are in the table alone."""
    lines = [line for move in machine.moves for line in _arrows(move)]
    ends = [f"    {state} --> [*]" for state in machine.states if state in machine.final]
    return "\n".join(["stateDiagram-v2", *lines, *ends])


def _arrows(move: Move) -> Iterator[str]:
    if move.target is None:
        return
    guards = f" [{', '.join(move.guards)}]" if move.guards else ""
    for source in move.sources:
        name = "[*]" if source is State.START else str(source)
        yield f"    {name} --> {move.target}: {move.event} ({', '.join(move.who)}){guards}"


def tabulate(machine: Machine) -> str:
    """Return the machine as a Markdown table, a line for each move."""
    head = ("from", "event", "who", "if", "to", "deadline", "record", "reason told")
    rows = [head, tuple("---" for _ in head), *(_row(move) for move in machine.moves)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _row(move: Move) -> tuple[str, ...]:
    return (
        ", ".join(move.sources),
        move.event,
        ", ".join(move.who),
        ", ".join(move.guards),
        move.target or "(stays)",
        move.due or "",
        move.effect or "",
        "yes" if move.needs_reason else "",
    )
