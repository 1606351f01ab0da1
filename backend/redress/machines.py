"""The two machines: every move of a dispute and of a repair, a line each. docs/redress.md draws them."""

from __future__ import annotations

from collections.abc import Mapping

from backend.redress.events import CaseKind, DueStep, Effect, Event, Guard, Party, State
from backend.redress.machine import Machine, Move

_CITIZEN = (Party.CITIZEN,)
_OFFICER = (Party.OFFICER,)
_CLOCK = (Party.CLOCK,)
_DEPARTMENT = (Party.DEPARTMENT,)
_SECOND = (Party.SECOND_OFFICER,)

_DISPUTE_OPEN = (State.FILED, State.CHECKING, State.AT_SOURCE, State.ANSWERED)
_DISPUTE_RUNNING = (*_DISPUTE_OPEN, State.IN_REVIEW)
_BY_THE_CENTRE = (State.CHECKING, State.ANSWERED)
_DENIED = (State.PARTLY, State.REJECTED)

_DISPUTE = (
    Move(
        Event.FILE,
        (State.START,),
        State.FILED,
        _CITIZEN,
        due=DueStep.DISPUTE_FORWARD,
        effect=Effect.MARK_DISPUTED,
    ),
    Move(Event.CHECK, (State.FILED,), State.CHECKING, _OFFICER, due=DueStep.DISPUTE_DECIDE),
    Move(
        Event.FORWARD,
        (State.FILED, State.CHECKING),
        State.AT_SOURCE,
        _OFFICER,
        due=DueStep.DISPUTE_SOURCE,
    ),
    Move(Event.ANSWER, (State.AT_SOURCE,), State.ANSWERED, _DEPARTMENT, due=DueStep.DISPUTE_DECIDE),
    Move(
        Event.EXTEND,
        (State.CHECKING, State.AT_SOURCE, State.ANSWERED),
        None,
        _OFFICER,
        (Guard.NOT_EXTENDED,),
        due=DueStep.DISPUTE_DECIDE_EXTENDED,
        needs_reason=True,
    ),
    Move(
        Event.CHECK,
        (State.AT_SOURCE,),
        State.CHECKING,
        _OFFICER,
        (Guard.SOURCE_IS_LATE,),
        due=DueStep.DISPUTE_DECIDE,
    ),
    Move(
        Event.UPHOLD_CORRECTED,
        _BY_THE_CENTRE,
        State.UPHELD,
        _OFFICER,
        effect=Effect.CORRECT,
        needs_reason=True,
    ),
    Move(
        Event.UPHOLD_WITHDRAWN,
        _BY_THE_CENTRE,
        State.UPHELD,
        _OFFICER,
        effect=Effect.TAKE_OFF,
        needs_reason=True,
    ),
    Move(
        Event.UPHOLD_PARTLY,
        _BY_THE_CENTRE,
        State.PARTLY,
        _OFFICER,
        due=DueStep.REVIEW_WINDOW,
        effect=Effect.CORRECT_PARTLY,
        needs_reason=True,
    ),
    Move(
        Event.REJECT,
        _BY_THE_CENTRE,
        State.REJECTED,
        _OFFICER,
        due=DueStep.REVIEW_WINDOW,
        effect=Effect.PUT_BACK,
        needs_reason=True,
    ),
    Move(
        Event.ASK_REVIEW,
        _DENIED,
        State.IN_REVIEW,
        _CITIZEN,
        (Guard.NOT_REVIEWED,),
        due=DueStep.REVIEW_DECIDE,
        effect=Effect.MARK_DISPUTED,
    ),
    Move(
        Event.UPHOLD_CORRECTED,
        (State.IN_REVIEW,),
        State.CLOSED,
        _SECOND,
        (Guard.OTHER_THAN_DECIDER,),
        effect=Effect.CORRECT,
        needs_reason=True,
    ),
    Move(
        Event.UPHOLD_WITHDRAWN,
        (State.IN_REVIEW,),
        State.CLOSED,
        _SECOND,
        (Guard.OTHER_THAN_DECIDER,),
        effect=Effect.TAKE_OFF,
        needs_reason=True,
    ),
    Move(
        Event.UPHOLD_PARTLY,
        (State.IN_REVIEW,),
        State.CLOSED,
        _SECOND,
        (Guard.OTHER_THAN_DECIDER,),
        effect=Effect.CORRECT_PARTLY,
        needs_reason=True,
    ),
    Move(
        Event.REJECT,
        (State.IN_REVIEW,),
        State.CLOSED,
        _SECOND,
        (Guard.OTHER_THAN_DECIDER,),
        effect=Effect.PUT_BACK,
        needs_reason=True,
    ),
    Move(Event.CLOSE, _DENIED, State.CLOSED, _CLOCK, (Guard.IS_OVERDUE,)),
    Move(Event.WITHDRAW, _DISPUTE_RUNNING, State.WITHDRAWN, _CITIZEN, effect=Effect.PUT_BACK),
    Move(Event.TAKE, _DISPUTE_RUNNING, None, _OFFICER),
    Move(Event.RELEASE, _DISPUTE_RUNNING, None, _OFFICER),
    Move(Event.REMIND, _DISPUTE_RUNNING, None, _CLOCK, (Guard.NOT_REMINDED,)),
    Move(Event.ESCALATE, _DISPUTE_RUNNING, None, _CLOCK, (Guard.IS_OVERDUE, Guard.NOT_ESCALATED)),
)

_REPAIR_OPEN = (State.APPLIED, State.MATERIALS_ASKED, State.ACCEPTED, State.AWAITING_SECOND)
_WITH_US = (State.APPLIED, State.ACCEPTED, State.AWAITING_SECOND)

_REPAIR = (
    Move(Event.DRAFT, (State.START,), State.DRAFT, _CITIZEN, due=DueStep.REPAIR_DRAFT),
    Move(Event.APPLY, (State.DRAFT,), State.APPLIED, _CITIZEN, due=DueStep.REPAIR_ACCEPT),
    Move(
        Event.ASK_MATERIALS,
        (State.APPLIED,),
        State.MATERIALS_ASKED,
        _OFFICER,
        (Guard.NOT_ASKED,),
        due=DueStep.REPAIR_MATERIALS,
        needs_reason=True,
    ),
    Move(Event.SUPPLY, (State.MATERIALS_ASKED,), State.APPLIED, _CITIZEN, due=DueStep.REPAIR_ACCEPT),
    Move(
        Event.ACCEPT,
        (State.APPLIED,),
        State.ACCEPTED,
        _OFFICER,
        (Guard.IS_COMPLETE,),
        due=DueStep.REPAIR_DECIDE,
    ),
    Move(Event.NOT_ACCEPT, (State.APPLIED,), State.NOT_ACCEPTED, _OFFICER, needs_reason=True),
    Move(
        Event.EXTEND,
        (State.ACCEPTED,),
        None,
        _OFFICER,
        (Guard.NOT_EXTENDED,),
        due=DueStep.REPAIR_DECIDE_EXTENDED,
        needs_reason=True,
    ),
    Move(
        Event.GRANT,
        (State.ACCEPTED,),
        State.GRANTED,
        (Party.OFFICER, Party.DEPARTMENT),
        (Guard.NOT_SERIOUS,),
        effect=Effect.REPAIR,
    ),
    Move(
        Event.PROPOSE_GRANT,
        (State.ACCEPTED,),
        State.AWAITING_SECOND,
        (Party.OFFICER, Party.DEPARTMENT),
        (Guard.IS_SERIOUS,),
    ),
    Move(
        Event.APPROVE,
        (State.AWAITING_SECOND,),
        State.GRANTED,
        _SECOND,
        (Guard.OTHER_THAN_PROPOSER,),
        effect=Effect.REPAIR,
    ),
    Move(
        Event.SEND_BACK,
        (State.AWAITING_SECOND,),
        State.ACCEPTED,
        _SECOND,
        (Guard.OTHER_THAN_PROPOSER,),
        needs_reason=True,
    ),
    Move(
        Event.REFUSE,
        (State.ACCEPTED,),
        State.REFUSED,
        (Party.OFFICER, Party.DEPARTMENT),
        needs_reason=True,
    ),
    Move(Event.LAPSE, (State.DRAFT, State.MATERIALS_ASKED), State.LAPSED, _CLOCK, (Guard.IS_OVERDUE,)),
    Move(Event.SETTLED_OTHERWISE, (State.DRAFT, *_REPAIR_OPEN), State.LAPSED, _CLOCK),
    Move(Event.WITHDRAW, (State.DRAFT, *_REPAIR_OPEN), State.WITHDRAWN, _CITIZEN),
    Move(Event.TAKE, _WITH_US, None, _OFFICER),
    Move(Event.RELEASE, _WITH_US, None, _OFFICER),
    Move(Event.REMIND, _REPAIR_OPEN, None, _CLOCK, (Guard.NOT_REMINDED,)),
    Move(Event.ESCALATE, _WITH_US, None, _CLOCK, (Guard.IS_OVERDUE, Guard.NOT_ESCALATED)),
)

MACHINES: Mapping[CaseKind, Machine] = {
    CaseKind.DISPUTE: Machine(
        CaseKind.DISPUTE, _DISPUTE, frozenset({State.UPHELD, State.CLOSED, State.WITHDRAWN})
    ),
    CaseKind.REPAIR: Machine(
        CaseKind.REPAIR,
        _REPAIR,
        frozenset({State.GRANTED, State.REFUSED, State.NOT_ACCEPTED, State.LAPSED, State.WITHDRAWN}),
    ),
}
