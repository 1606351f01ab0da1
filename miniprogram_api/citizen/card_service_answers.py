"""Card operators, and what one shows of a card function, as the door answers it."""

from __future__ import annotations

from typing import Any

from marshmallow import fields

from backend.cards.loans import RenewalWish, Renewed
from backend.cards.operators import FUNCTION_NAMES, CardFunction, Operator
from backend.cards.service_view import Deposit, DepositState, ItemKind, ItemState, ServiceItem
from backend.cards.showing import ShownService
from miniprogram_api.answer_fields import Answer, Named, day, flag, moment, number, part, parts, text, word
from miniprogram_api.language import Language
from miniprogram_api.moments import city_time, iso_day

_RIGHT_ZH = "这是你的基本权利：只给你本人查看，与信用状况无关，任何激励或条件都不会附加在它上面。"
_RIGHT_EN = "A right of yours: shown to you alone, apart from any status; no perk or condition ever attaches."
_OTHER_ZH = "由运营单位当场告知，只给你本人查看；我们不保存，用卡情况不会变成信用记录。"
_OTHER_EN = (
    "Told by the operator just now, to you alone; nothing is kept, and card use never becomes a record."
)


class CardOperatorAnswer(Answer):
    """A card operator, and the card functions that it serves."""

    id = text()
    name = text()
    basic_right = flag("A right: shown to its owner, and no perk or condition ever attaches to it.")
    services = parts(Named)


class CardOperatorsAnswer(Answer):
    """Every card operator of the city."""

    operators = parts(CardOperatorAnswer)


class DepositAnswer(Answer):
    """The deposit that the function asks for; `waived` is a perk."""

    state = word(DepositState)
    amount_fen = number("In fen.")


class ServiceItemAnswer(Answer):
    """One line: a ride, a loan, a bill."""

    kind = word(ItemKind)
    title = text("In the operator's words.")
    at = moment("When it happened or was issued; null where the operator does not tell.", nullable=True)
    month = text("The month it is for, as in 2026-10.", nullable=True)
    amount_fen = number("In fen.", nullable=True)
    due_on = day("Until when it is to be paid or brought back.", nullable=True)
    state = word(ItemState, nullable=True)
    id = text(
        "Of a loan: what to name it by when renewing; with none it cannot be renewed here.", nullable=True
    )
    renewable = flag("Of a loan: whether it would be renewed now; null is not told: try.", nullable=True)
    renewals_left = number("Of a loan: how many more times; null is not told.", nullable=True)


class CardServiceAnswer(Answer):
    """One card function as its operator shows it to the card's holder; null is what the function has not."""

    service = part(Named)
    operator = part(Named)
    basic_right = flag("A right: shown to its owner, and no perk or condition ever attaches to it.")
    note = text("Who sees this, and what never happens with it.")
    as_of = moment("When the operator looked.")
    balance_fen = number("The holder's money, in fen.", nullable=True)
    owed_fen = number("What the holder owes, in fen.", nullable=True)
    deposit = part(DepositAnswer, nullable=True)
    valid_from = day("First day of a pass.", nullable=True)
    valid_until = day("Last day of a pass.", nullable=True)
    items = fields.List(
        fields.Nested(ServiceItemAnswer), required=True, metadata={"description": "Newest first."}
    )


class RenewalAnswer(Answer):
    """The loan as it stands after a renewal."""

    id = text()
    due_on = day("Until when it runs now.")
    renewals_left = number("How many more times; null is not told.", nullable=True)
    message = text("The same in words.")


def render_renewal(wish: RenewalWish, renewed: Renewed, language: Language) -> dict[str, Any]:
    """Return what became of a renewal."""
    due_on = renewed.due_on
    return {
        "id": wish.loan_id,
        "due_on": iso_day(due_on),
        "renewals_left": renewed.renewals_left,
        "message": language.pick(
            zh=f"已续借，请在 {due_on.year} 年 {due_on.month} 月 {due_on.day} 日前归还。",
            en=f"Renewed. Please return it by {due_on}.",
        ),
    }


def render_operator(operator: Operator, language: Language) -> dict[str, Any]:
    """Return an operator as the list shows it."""
    return {
        "id": operator.id,
        "name": language.pick_name(operator.name_zh, operator.name_en),
        "basic_right": operator.basic_right,
        "services": [_named_function(function, language) for function in operator.services],
    }


def render_service(shown: ShownService, language: Language) -> dict[str, Any]:
    """Return what an operator showed of a card function."""
    operator, view = shown.operator, shown.view
    is_right = operator.basic_right
    return {
        "service": _named_function(shown.function, language),
        "operator": {"id": operator.id, "name": language.pick_name(operator.name_zh, operator.name_en)},
        "basic_right": is_right,
        "note": language.pick(
            zh=_RIGHT_ZH if is_right else _OTHER_ZH, en=_RIGHT_EN if is_right else _OTHER_EN
        ),
        "as_of": city_time(view.as_of),
        "balance_fen": view.balance_fen,
        "owed_fen": view.owed_fen,
        "deposit": _render_deposit(view.deposit) if view.deposit else None,
        "valid_from": iso_day(view.valid_from),
        "valid_until": iso_day(view.valid_until),
        "items": [_render_item(item) for item in view.items],
    }


def _named_function(function: CardFunction, language: Language) -> dict[str, str]:
    return {"id": function.value, "name": language.pick(*FUNCTION_NAMES[function])}


def _render_deposit(deposit: Deposit) -> dict[str, Any]:
    return {"state": deposit.state.value, "amount_fen": deposit.amount_fen}


def _render_item(item: ServiceItem) -> dict[str, Any]:
    return {
        "kind": item.kind.value,
        "title": item.title,
        "at": city_time(item.at),
        "month": item.month,
        "amount_fen": item.amount_fen,
        "due_on": iso_day(item.due_on),
        "state": item.state.value if item.state else None,
        "id": item.id,
        "renewable": item.renewable,
        "renewals_left": item.renewals_left,
    }
