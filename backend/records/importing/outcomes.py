"""What may become of a delivered row."""

from __future__ import annotations

from enum import StrEnum


class RowOutcome(StrEnum):
    """The answer to one row; a withdrawal counts as `replaced`, for it ends what the record said."""

    CREATED = "created"
    REPLACED = "replaced"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"
    REJECTED = "rejected"
