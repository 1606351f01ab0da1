"""How grants, live ones or the sandbox's, are listed for an operator: which of them, and in which order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, UnaryExpression, literal, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from backend.perks.operator_door.held import GrantQuery
from backend.platform.database import Moment


@dataclass(frozen=True)
class GrantColumns:
    """The columns by which a table of grants is asked."""

    id: InstrumentedAttribute[str]
    entitlement_id: InstrumentedAttribute[str]
    link_id: InstrumentedAttribute[str]
    state: InstrumentedAttribute[Any]
    changed_at: InstrumentedAttribute[datetime]

    def chosen_by(self, query: GrantQuery) -> Sequence[ColumnElement[bool]]:
        """Return the conditions that a grant of this page meets."""
        chosen: list[ColumnElement[bool]] = []
        if query.named is not None:
            chosen.append(self._meant_by(query.named) == query.named)
        if query.state is not None:
            chosen.append(self.state == query.state)
        if query.changed_since is not None:
            chosen.append(self.changed_at >= query.changed_since)
        if query.after is not None:
            place = tuple_(literal(query.after.changed_at, Moment()), literal(query.after.id))
            here = tuple_(self.changed_at, self.id)
            chosen.append(here < place if query.newest_first else here > place)
        return chosen

    def ordered_by(self, query: GrantQuery) -> Sequence[UnaryExpression[Any]]:
        """Return the order of the page."""
        columns = (self.changed_at, self.id)
        return [column.desc() if query.newest_first else column.asc() for column in columns]

    def _meant_by(self, name: str) -> InstrumentedAttribute[str]:
        """Return the column of an id by its kind: a condition on one column finds its index."""
        return {"ent": self.entitlement_id, "lnk": self.link_id}.get(name.partition("_")[0], self.id)
