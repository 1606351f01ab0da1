from __future__ import annotations

import pytest

from backend.cards.operators import FUNCTION_NAMES, CardFunction
from bot.dialogues.own_cards import LOOKS, where_to_see

_SHOWN_HERE = {function for _, _, functions in LOOKS.values() for function in functions}


@pytest.mark.parametrize("function", sorted(_SHOWN_HERE))
def test_what_the_bot_shows_is_offered_by_the_words_that_show_it(function: CardFunction) -> None:
    told = where_to_see((function,))
    assert told.startswith("现在可以回复“")
    assert "/mine" not in told


@pytest.mark.parametrize("function", sorted(set(CardFunction) - _SHOWN_HERE))
def test_what_the_bot_does_not_show_is_to_be_seen_on_the_page(function: CardFunction) -> None:
    assert where_to_see((function,)) == f"{FUNCTION_NAMES[function].zh}在我的页面（/mine）的“我的卡”里看。"
