"""Messages to an operator that were put aside: its clerk sees them, and has them sent again."""

from __future__ import annotations

import re
from collections.abc import Sequence

from backend.cards.operator_access.keys import OperatorCaller
from backend.cards.operator_access.outgoing import destination_of_events
from backend.platform.outbox.dead_letters import DeadLetter, DeadLetters, dead_letter_not_found

_ID = re.compile(r"[0-9]{1,18}", re.ASCII)


class OperatorLetters:
    """The dead letters of the operator that calls, of its wishes and of its events."""

    def __init__(self, letters: DeadLetters) -> None:
        self._letters = letters

    def list_own(self, caller: OperatorCaller) -> Sequence[DeadLetter]:
        """List the operator's dead letters, the oldest first."""
        found = [one for name in _destinations_of(caller) for one in self._letters.list_dead(name)]
        return sorted(found, key=lambda letter: (letter.since, letter.id))

    def redrive(self, caller: OperatorCaller, letter_id: str) -> int:
        """Send one again and return its new id; raises `NotFound`, also for another operator's."""
        if not _ID.fullmatch(letter_id):
            raise dead_letter_not_found(letter_id)
        return self._letters.redrive(int(letter_id), _name_of(caller), among=_destinations_of(caller))

    def redrive_all(self, caller: OperatorCaller) -> int:
        """Send all of them again and return how many."""
        return sum(
            self._letters.redrive_destination(name, _name_of(caller)) for name in _destinations_of(caller)
        )


def _destinations_of(caller: OperatorCaller) -> tuple[str, ...]:
    events = destination_of_events(caller.operator_id, is_sandbox=caller.is_sandbox)
    return (events,) if caller.is_sandbox else (caller.operator_id, events)


def _name_of(caller: OperatorCaller) -> str:
    return f"operator:{caller.operator_id}"
