from __future__ import annotations

import pytest

from bot.control_words import Control, find_control, find_judgement, is_thanks
from bot.dialogues.table import find_command, own_data_of


@pytest.mark.parametrize(
    ("text", "dialogue"),
    [
        ("提异议", "start_dispute"),
        ("我要提异议。", "start_dispute"),
        ("帮我提出异议吧", "start_dispute"),
        ("申请修复", "start_repair"),
        ("我想申请信用修复", "start_repair"),
        ("查进度", "track_case"),
        ("看我的异议进度", "track_case"),
        ("查一下我的案子进度", "track_case"),
        ("案件到哪了", "track_case"),
        ("我的案子办到哪一步", "track_case"),
        ("我的信用码", "show_code"),
        ("出示信用码", "show_code"),
        ("我的信用状况", "my_status"),
        ("查一下我的信用", None),
        ("我的记录", "my_records"),
        ("我能享受的激励", "my_perks"),
        ("绑卡", "link_card"),
        ("我的借阅", "my_loans"),
        ("我的乘车记录", "my_rides"),
        ("我的账单", "my_bills"),
        ("Y2026-7K3M-9QXD", "track_case"),
        ("x20267k3m9qxd", "track_case"),
        ("怎么提异议", None),
        ("提异议要多久", None),
        ("帮我妈申请修复", None),
        ("我的信用码被人截图了", None),
        ("", None),
    ],
)
def test_a_dialogue_begins_where_it_is_asked_for_and_not_where_it_is_asked_about(
    text: str, dialogue: str | None
) -> None:
    command = find_command(text)
    assert (command.dialogue if command else None) == dialogue


def test_a_number_is_looked_up_as_it_is_stored() -> None:
    command = find_command("y2026 7k3m 9qxd")
    assert command is not None
    assert command.keep["case"] == "Y2026-7K3M-9QXD"


@pytest.mark.parametrize(
    ("text", "control"),
    [
        ("返回", Control.BACK),
        ("上一步", Control.BACK),
        ("取消！", Control.CANCEL),
        ("Cancel", Control.CANCEL),
        ("重新开始", Control.RESTART),
        ("转人工", Control.HUMAN),
        ("人工怎么收费", None),
        ("取消授权", None),
        ("返回多少钱", None),
    ],
)
def test_control_words_stand_alone(text: str, control: Control | None) -> None:
    assert find_control(text) is control


@pytest.mark.parametrize(
    ("text", "judged"),
    [("有用", True), ("👍🏻", True), ("没用", False), ("👎", False), ("没用过", None), ("有用吗", None)],
)
def test_a_judgement_is_a_word_of_its_own(text: str, judged: bool | None) -> None:
    assert find_judgement(text) is judged


@pytest.mark.parametrize(
    ("text", "thanks"), [("谢谢！", True), ("谢谢，怎么申请修复", False), ("感谢信", False)]
)
def test_thanks_is_said_alone(text: str, thanks: bool) -> None:
    assert is_thanks(text) is thanks


@pytest.mark.parametrize(
    ("topic", "text", "dialogue"),
    [
        ("status.explain", "我为什么是中等", "why_my_status"),
        ("status.explain", "为什么我的等级这么低", "why_my_status"),
        ("status.explain", "凭什么给我评待提升", "why_my_status"),
        ("status.explain", "我怎么就成中等了", "why_my_status"),
        ("status.explain", "等级是怎么算出来的", None),
        ("status.explain", "中等是什么意思", None),
        ("status.explain", "停车罚单会不会影响我的信用", None),
        ("card.balance", "公交卡还有多少钱", "my_balance"),
        ("card.balance", "我的余额", "my_balance"),
        ("card.balance", "卡里剩多少", "my_balance"),
        ("card.balance", "公交卡怎么充值", None),
        ("card.balance", "余额不对怎么办", None),
        ("card.balance", "余额能退吗", None),
        ("library.loans", "我借的书", "my_loans"),
        ("repair.fee", "修复多少钱", None),
    ],
)
def test_the_askers_own_data_answer_what_is_asked_of_the_asker(
    topic: str, text: str, dialogue: str | None
) -> None:
    assert own_data_of(topic, text) == dialogue
