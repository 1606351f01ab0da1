"""The citizen's cards: linking one, and what their operators show of loans, bills and rides."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from backend.cards.models import CardState, LinkedCard
from backend.cards.operators import FUNCTION_NAMES, CardFunction, Operators
from backend.cards.service import CardService
from backend.cards.service_view import ItemKind, ItemState, ServiceItem, ServiceView
from backend.cards.showing import ShownService
from backend.platform.clock import city_date
from backend.platform.errors import DomainError
from bot.dialogues.choosing import ChooseStep, Option
from bot.dialogues.step import Ask, Asked, Dialogue, End, Heard, NotHeard, Outcome, Step, Talk, a_look
from bot.dialogues.wording import in_chinese, yuan

LINK, LOANS, RIDES, BILLS, BALANCE = "link_card", "my_loans", "my_rides", "my_bills", "my_balance"
_ID_NUMBER = re.compile(r"\d{17}[\dXx]")
_CARD_NUMBER = re.compile(r"[0-9A-Za-z-]{4,40}")
_PASSWORD = re.compile(r"密码|验证码|password", re.IGNORECASE)
_SHOWN_ITEMS = 4
_OPEN_LOAN = "未还"
_STATES = {
    ItemState.OPEN: "未完成",
    ItemState.READY: "可以来取",
    ItemState.UNPAID: "未付",
    ItemState.OVERDUE: "已逾期",
    ItemState.PAID: "已付",
}
LOOKS: Mapping[str, tuple[str, str, tuple[CardFunction, ...]]] = {
    LOANS: ("我的借阅", "library.loans", (CardFunction.LENDING,)),
    RIDES: ("我的乘车", "transit.rides", (CardFunction.BUS, CardFunction.PUBLIC_BIKE)),
    BALANCE: ("公交卡余额", "card.balance", (CardFunction.BUS,)),
    BILLS: ("我的账单", "utility.bills", (CardFunction.WATER, CardFunction.ELECTRICITY, CardFunction.GAS)),
}


class CardNumberStep:
    """Takes a card's number, hands it to the operator, and keeps it nowhere."""

    is_free_text = False

    def __init__(self, cards: CardService, operators: Operators) -> None:
        self._cards = cards
        self._operators = operators

    def ask(self, talk: Talk) -> Asked:
        """Ask for the number and nothing else."""
        name = self._operators.get(talk.kept["operator"]).name_zh
        return Ask(f"请发“{name}”的卡号。只要卡号：不要发密码、验证码和身份证号，我永远不会要。")

    def hear(self, talk: Talk, heard: Heard) -> Outcome:
        """Link the card, where its operator confirms that it is this citizen's."""
        number = "".join(heard.text.split())
        if _PASSWORD.search(number) or _ID_NUMBER.fullmatch(number):
            return NotHeard("请不要发密码、验证码或身份证号，建议马上撤回那条消息。我只要卡号。")
        if not _CARD_NUMBER.fullmatch(number):
            return NotHeard("卡号只有数字和字母，印在卡面上。请再发一次。")
        card = self._cards.link(talk.citizen_id, talk.kept["operator"], number, talk.key)
        operator = self._operators.get(card.operator)
        return End(
            f"关联好了：{operator.name_zh}，卡号 {card.card_masked}。{where_to_see(operator.services)}"
            "解除关联在我的页面（/mine）的“我的卡”里。"
        )


class CardLook:
    """Shows what the operators of linked cards tell of some functions."""

    def __init__(
        self,
        cards: CardService,
        operators: Operators,
        title: str,
        functions: Sequence[CardFunction],
        describe: Callable[[ShownService], str],
    ) -> None:
        self._cards = cards
        self._operators = operators
        self._title = title
        self._functions = functions
        self._describe = describe

    def show(self, talk: Talk) -> End:
        """Ask each operator; one that does not answer is said to be so."""
        found = [*self._list_shown(talk)]
        if not found:
            return End(f"你还没有关联能看“{self._title}”的卡。回复“关联卡”现在关联；不关联，卡照常使用。")
        return End("\n\n".join(found) + "\n来源：运营单位刚刚的答复，只给你看，不会变成信用记录")

    def _list_shown(self, talk: Talk) -> Iterator[str]:
        for card in self._cards.list_of_citizen(talk.citizen_id):
            if card.state == CardState.LINKED:
                for function in self._operators.get(card.operator).services:
                    if function in self._functions:
                        yield self._show_one(talk, card, function)

    def _show_one(self, talk: Talk, card: LinkedCard, function: CardFunction) -> str:
        try:
            return self._describe(self._cards.show_service(talk.citizen_id, card.id, function))
        except DomainError as refusal:
            return f"{FUNCTION_NAMES[function].zh}：{refusal.zh}"


def where_to_see(functions: Sequence[CardFunction]) -> str:
    """Say what to reply to see functions of a card, or where those are that are not shown here."""
    looks = [f"“{title}”" for title, _, shown in LOOKS.values() if set(shown) & set(functions)]
    if looks:
        return f"现在可以回复{'、'.join(looks)}看。"
    names = "、".join(FUNCTION_NAMES[function].zh for function in functions)
    return f"{names}在我的页面（/mine）的“我的卡”里看。"


def describe_service(shown: ShownService) -> str:
    """Return what an operator shows of one function."""
    view = shown.view
    lines = [f"{shown.operator.name_zh}（{FUNCTION_NAMES[shown.function].zh}）", *_sums(view)]
    lines += [_item_line(item) for item in view.items[:_SHOWN_ITEMS]]
    if len(view.items) > _SHOWN_ITEMS:
        lines.append(f"· 还有 {len(view.items) - _SHOWN_ITEMS} 条，在我的页面（/mine）的“我的卡”里看")
    return "\n".join(lines if len(lines) > 1 else [*lines, "目前没有记录。"])


def describe_balance(shown: ShownService) -> str:
    """Return the balance alone, as an operator shows it."""
    name = f"{shown.operator.name_zh}（{FUNCTION_NAMES[shown.function].zh}）"
    balance = shown.view.balance_fen
    return f"{name}：余额 {yuan(balance)}" if balance is not None else f"{name}：没有提供余额。"


def _sums(view: ServiceView) -> Iterator[str]:
    if view.balance_fen is not None:
        yield f"余额 {yuan(view.balance_fen)}"
    if view.owed_fen:
        yield f"待付 {yuan(view.owed_fen)}"
    if view.valid_until is not None:
        yield f"有效期到 {in_chinese(view.valid_until)}"


def _item_line(item: ServiceItem) -> str:
    facts = [item.month] if item.month is not None else _day_of(item)
    if item.amount_fen is not None:
        facts.append(yuan(item.amount_fen))
    if item.due_on is not None:
        facts.append(f"{in_chinese(item.due_on)}到期")
    if item.state is not None:
        facts.append(_OPEN_LOAN if _is_open_loan(item) else _STATES[item.state])
    return f"· {item.title}：{'，'.join(facts)}" if facts else f"· {item.title}"


def _day_of(item: ServiceItem) -> list[str]:
    """Return the day on which it happened, if its operator tells."""
    return [] if item.at is None else [in_chinese(city_date(item.at))]


def _is_open_loan(item: ServiceItem) -> bool:
    return item.kind is ItemKind.LOAN and item.state is ItemState.OPEN


def card_dialogues(cards: CardService, operators: Operators) -> tuple[Dialogue, ...]:
    """Return the dialogues about cards."""
    options = [Option(operator.id, operator.name_zh) for operator in operators.all()]
    linking: dict[str, Step] = {
        "operator": ChooseStep(
            "operator", "关联哪一家的卡？回复数字，或者直接写名称。", lambda _: options, "number"
        ),
        "number": CardNumberStep(cards, operators),
    }
    looks = []
    for name, (title, topic, functions) in LOOKS.items():
        describe = describe_balance if name == BALANCE else describe_service
        looks.append(a_look(name, title, topic, CardLook(cards, operators, title, functions, describe).show))
    return (Dialogue(LINK, "关联卡", "card.bind", "operator", linking), *looks)
