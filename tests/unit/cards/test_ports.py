from __future__ import annotations

from datetime import date

from backend.cards.loans import RenewalWish
from backend.cards.operators import CardFunction
from backend.cards.ports import Link, ShowsNoServices, Unsupported


def test_an_adapter_whose_protocol_shows_nothing_says_so() -> None:
    adapter = ShowsNoServices()
    assert adapter.capabilities() == Unsupported()
    assert adapter.renew(Link("lnk_1"), RenewalWish("L-1", date(2026, 12, 1))) == Unsupported()
    assert {type(adapter.services(Link("lnk_1"), one)) for one in CardFunction} == {Unsupported}
