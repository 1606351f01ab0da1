"""What an operator's word does to a grant: pure, and the same for real grants and for the sandbox."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from backend.perks.models import OPEN_STATES, GrantState
from backend.platform.errors import Conflict


@dataclass(frozen=True, slots=True)
class Stand:
    """How a grant stands when its operator says something about it.

    `was_asked_to_end` tells an end that we wished from one that came by the calendar or from the operator.
    """

    state: GrantState
    revision: int
    valid_until: datetime
    was_asked_to_end: bool


def state_when_confirmed(stand: Stand, revision: int, now: datetime) -> GrantState | None:
    """Return the state that follows a confirmation, or None where it was confirmed before.

    Raises `Conflict` for another revision than the present one, and where there is nothing to confirm.
    """
    _require_present(stand, revision)
    if stand.state is GrantState.ENDING:
        return GrantState.ENDED
    if stand.state is GrantState.REFUSED or (stand.state is GrantState.ENDED and not stand.was_asked_to_end):
        raise _over(stand)
    if stand.state in OPEN_STATES and stand.valid_until <= now:
        raise _over(stand)
    return GrantState.ACTIVE if stand.state is GrantState.PENDING else None


def state_when_rejected(stand: Stand, revision: int, now: datetime) -> GrantState | None:
    """Return the state that follows a rejection, or None where it was rejected before; raises `Conflict`.

    Only what is not in effect yet can be rejected: a perk once given is kept to its end, and an end is no
    matter of consent.
    """
    _require_present(stand, revision)
    if stand.state is GrantState.REFUSED:
        return None
    if stand.state is GrantState.ENDED or (stand.state in OPEN_STATES and stand.valid_until <= now):
        raise _over(stand)
    if stand.state is not GrantState.PENDING:
        raise Conflict(
            "grant-not-pending",
            zh="这项激励已经生效或正在结束，不能再拒绝；有误请联系我们。",
            en="The grant is in effect or ending and cannot be rejected any more; tell us if that is wrong.",
            state=stand.state,
        )
    return GrantState.REFUSED


def _require_present(stand: Stand, revision: int) -> None:
    if revision != stand.revision:
        raise Conflict(
            "stale-revision",
            zh=f"这项激励现在是第 {stand.revision} 版，请重新读取后再办理。",
            en=f"The grant is at revision {stand.revision} now; read it again first.",
            current_revision=stand.revision,
        )


def _over(stand: Stand) -> Conflict:
    return Conflict(
        "grant-over",
        zh="这项激励已经结束或未曾生效，请在贵单位的系统中也将其结束。",
        en="The grant is over or never came into effect; please end it in your system too.",
        state=stand.state,
    )
