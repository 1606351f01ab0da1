"""What a look at a card function rests on, leaves behind, and ends as."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from backend.audit.models import AccessEntry
from backend.audit.service import the_citizen
from backend.cards.models import CardState, LinkedCard
from backend.cards.operators import CardFunction, Operator
from backend.cards.ports import Busy, RefusedByOperator, ServiceOutcome, Unsupported
from backend.cards.service_view import ServiceView
from backend.platform.errors import NotFound, Refused, Unavailable
from backend.platform.ids import new_id

_RETRY_SECONDS = 5


@dataclass(frozen=True)
class ShownService:
    """One card function as its operator shows it to the card's holder."""

    operator: Operator
    function: CardFunction
    view: ServiceView


def require_shown(card: LinkedCard, operator: Operator, function_id: str) -> CardFunction:
    """Return the function that a linked card's operator serves; raises `NotFound` or `Unavailable`."""
    if function_id not in operator.services:
        raise _not_shown()
    if card.state != CardState.LINKED:
        raise Unavailable(
            "card-pending",
            zh="运营单位还没有确认这张卡，请重新提交一次关联，稍后再看。",
            en="The operator has not confirmed this card yet; please send the link again, then look later.",
            retry_after_seconds=_RETRY_SECONDS,
        )
    return CardFunction(function_id)


def enter_look(
    session: Session,
    card: LinkedCard,
    function: CardFunction,
    outcome: ServiceOutcome,
    *,
    purpose: str,
    at: datetime,
) -> None:
    """Write the look into the access log (rule 6): which function was shown, never what it held."""
    actor, was_shown = the_citizen(card.citizen_id), isinstance(outcome, ServiceView)
    session.add(
        AccessEntry(
            id=new_id("acc"),
            citizen_id=card.citizen_id,
            occurred_at=at,
            actor_kind=actor.kind,
            actor_id=actor.id,
            actor_name=actor.name,
            action="card.service_seen",
            purpose=purpose,
            object_id=card.id,
            disclosed=[function.value] if was_shown else [],
            outcome="shown" if was_shown else "not_shown",
        )
    )


def shown_or_raise(outcome: ServiceOutcome) -> ServiceView:
    """Return what the operator showed; raises `Refused`, `NotFound` or `Unavailable` for all else."""
    if isinstance(outcome, ServiceView):
        return outcome
    if isinstance(outcome, RefusedByOperator):
        raise Refused(f"card-service-refused/{outcome.reason}", zh=outcome.zh, en=outcome.en)
    if isinstance(outcome, Unsupported):
        raise _not_shown()
    raise Unavailable(
        "operator-unavailable",
        zh="运营单位暂时没有答复，卡照常使用，请稍后再看。",
        en="The operator does not answer just now; the card works as ever, please look again shortly.",
        retry_after_seconds=outcome.retry_after_seconds if isinstance(outcome, Busy) else _RETRY_SECONDS,
    )


def _not_shown() -> NotFound:
    return NotFound(
        "card-service-unknown",
        zh="这家运营单位没有这项卡服务可看，请在卡服务列表中选择。",
        en="This operator shows no such service; please choose one from the list of card services.",
    )
