from __future__ import annotations

import hmac

from backend.cards.door_accounts import DoorAccount
from backend.cards.operators import CardFunction
from backend.cards.ports import Applied, Link, Linked, LinkRequest, Pending, Unsupported
from card_integration.door.operator import DoorOperator
from tests.unit.card_integration.scripted_http import MovableClock

REQUEST = LinkRequest("lnk_1", "6000000000000001", "林晓梅", "350299198506011022", "cns_1")


def test_a_link_keeps_what_the_operator_needs_to_judge_the_holder_by_itself() -> None:
    linked = DoorOperator("a shared secret", MovableClock()).link(REQUEST)
    assert isinstance(linked, Linked)
    assert linked.card_masked == "************0001"
    account = DoorAccount.of_text(linked.account or "")
    message = "6000000000000001:350299198506011022:林晓梅".encode()
    assert account.holder_proof == hmac.new(b"a shared secret", message, "sha256").hexdigest()
    assert account.card_number == "6000000000000001"


def test_neither_name_nor_id_number_is_kept_and_the_card_stands_in_no_log() -> None:
    linked = DoorOperator("a shared secret", MovableClock()).link(REQUEST)
    assert "林晓梅" not in str(vars(linked))
    assert "350299" not in str(vars(linked))
    assert "6000000000000001" not in repr(linked)
    assert "6000000000000001" not in repr(DoorAccount("6000000000000001", "proof"))


def test_a_wish_waits_for_the_operators_word_and_nobody_can_be_asked() -> None:
    door = DoorOperator("a shared secret", MovableClock())
    assert door.put(None) == Pending(will_tell=True)  # type: ignore[arg-type]
    assert door.read(None) == Pending(will_tell=True)  # type: ignore[arg-type]
    assert door.list_held(None, None) == door.standing(Link("lnk_1")) == Unsupported()
    assert door.services(Link("lnk_1"), CardFunction.LENDING) == Unsupported()
    assert isinstance(door.unlink(Link("lnk_1")), Applied)
