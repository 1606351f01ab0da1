from __future__ import annotations

import pytest

from backend.notifications.inbox import Inbox, Message
from tests.builders.clock import NOON
from tests.functional.http.fakes import AS_CITIZEN
from tests.functional.http.views import an_entry

NAMED = "范记发面店{shown}"
ENTRIES = {
    "certificate.verified/valid": "掃了你的信用碼，看到了：信用狀況。",
    "certificate.verified/blocked": "掃了你的信用碼；你已屏蔽它，它什麼也沒有看到。",
    "certificate.verified/expired": "在沒有網絡時讀了一張不是出示給它的信用碼，可能看到了：信用狀況。",
    "perk.redeemed/": "為你核銷了“",
    "perk.ended_by_operator/": "不再提供“",
    "perk.not_redeemed/limit_reached": "沒有核銷“",
    "perk.carried/active": "已為你辦好一項激勵，現在就可以用，見“我的激勵”。",
}


@pytest.mark.parametrize(("happened", "words"), ENTRIES.items())
def test_a_message_is_in_the_characters_asked_for_and_the_name_in_it_as_it_is_registered(
    client, told, happened: str, words: str
) -> None:
    action, _, outcome = happened.partition("/")
    perk = "library.deposit_free" if action.startswith("perk.") else "crt_1"
    entry = an_entry(action=action, outcome=outcome, actor_name=NAMED, object_id=perk, disclosed=["level"])
    told.inbox.answers["read"] = Inbox([Message(entry, False)], 1, NOON)
    headers = AS_CITIZEN | {"Accept-Language": "zh-TW"}
    [message] = client.get("/api/v1/me/inbox", headers=headers).json["messages"]
    assert message["words"].startswith(NAMED + words)
