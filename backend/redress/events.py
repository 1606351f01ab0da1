"""The words of the two state machines: kinds, states, events, parties, guards and deadlines."""

from __future__ import annotations

from enum import StrEnum


class CaseKind(StrEnum):
    """What a case is: an objection to a record, or a wish to have it repaired."""

    DISPUTE = "dispute"
    REPAIR = "repair"


class State(StrEnum):
    """Where a case stands; which of these a kind knows is in its machine."""

    START = "start"
    FILED = "filed"
    CHECKING = "checking"
    AT_SOURCE = "at_source"
    ANSWERED = "answered"
    UPHELD = "upheld"
    PARTLY = "partly"
    REJECTED = "rejected"
    IN_REVIEW = "in_review"
    CLOSED = "closed"
    DRAFT = "draft"
    APPLIED = "applied"
    MATERIALS_ASKED = "materials_asked"
    ACCEPTED = "accepted"
    AWAITING_SECOND = "awaiting_second"
    NOT_ACCEPTED = "not_accepted"
    GRANTED = "granted"
    REFUSED = "refused"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"


class Event(StrEnum):
    """What may happen to a case."""

    FILE = "file"
    CHECK = "check"
    FORWARD = "forward"
    ANSWER = "answer"
    EXTEND = "extend"
    UPHOLD_CORRECTED = "uphold_corrected"
    UPHOLD_WITHDRAWN = "uphold_withdrawn"
    UPHOLD_PARTLY = "uphold_partly"
    REJECT = "reject"
    ASK_REVIEW = "ask_review"
    CLOSE = "close"
    DRAFT = "draft"
    APPLY = "apply"
    ASK_MATERIALS = "ask_materials"
    SUPPLY = "supply"
    ACCEPT = "accept"
    NOT_ACCEPT = "not_accept"
    GRANT = "grant"
    PROPOSE_GRANT = "propose_grant"
    APPROVE = "approve"
    SEND_BACK = "send_back"
    REFUSE = "refuse"
    LAPSE = "lapse"
    SETTLED_OTHERWISE = "settled_otherwise"
    WITHDRAW = "withdraw"
    TAKE = "take"
    RELEASE = "release"
    REMIND = "remind"
    ESCALATE = "escalate"


class Party(StrEnum):
    """Who may move a case; `second_officer` is another officer than the one whose step it looks at again."""

    CITIZEN = "citizen"
    OFFICER = "officer"
    SECOND_OFFICER = "second_officer"
    DEPARTMENT = "department"
    CLOCK = "clock"


class Guard(StrEnum):
    """What must hold besides the state; each is a line of `machine.GUARDS`."""

    SOURCE_IS_LATE = "source_is_late"
    NOT_EXTENDED = "not_extended"
    NOT_REVIEWED = "not_reviewed"
    IS_COMPLETE = "is_complete"
    NOT_ASKED = "not_asked"
    IS_SERIOUS = "is_serious"
    NOT_SERIOUS = "not_serious"
    IS_OVERDUE = "is_overdue"
    OTHER_THAN_PROPOSER = "other_than_proposer"
    OTHER_THAN_DECIDER = "other_than_decider"
    NOT_REMINDED = "not_reminded"
    NOT_ESCALATED = "not_escalated"


class DueStep(StrEnum):
    """The deadlines of `config/redress.yaml`."""

    DISPUTE_FORWARD = "dispute_forward"
    DISPUTE_DECIDE = "dispute_decide"
    DISPUTE_DECIDE_EXTENDED = "dispute_decide_extended"
    DISPUTE_REVOKED = "dispute_revoked"
    DISPUTE_SOURCE = "dispute_source"
    REVIEW_WINDOW = "review_window"
    REVIEW_DECIDE = "review_decide"
    REPAIR_DRAFT = "repair_draft"
    REPAIR_ACCEPT = "repair_accept"
    REPAIR_MATERIALS = "repair_materials"
    REPAIR_DECIDE = "repair_decide"
    REPAIR_DECIDE_EXTENDED = "repair_decide_extended"


class Effect(StrEnum):
    """What a step does to the record, in the same transaction."""

    MARK_DISPUTED = "mark_disputed"
    PUT_BACK = "put_back"
    CORRECT = "correct"
    CORRECT_PARTLY = "correct_partly"
    TAKE_OFF = "take_off"
    REPAIR = "repair"


class DisputeReason(StrEnum):
    """What may be wrong with a record."""

    NOT_MINE = "not_mine"
    WRONG_CONTENT = "wrong_content"
    OUT_OF_DATE = "out_of_date"
    REVOKED = "revoked"
    DUTY_FULFILLED = "duty_fulfilled"
    OTHER = "other"


class RepairWay(StrEnum):
    """The two ways in which a record ends early (国办发〔2025〕22号)."""

    END_PUBLICATION = "end_publication"
    REMOVE_FROM_LIST = "remove_from_list"
