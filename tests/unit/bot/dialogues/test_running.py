from __future__ import annotations

from collections.abc import Callable

import pytest

from backend.platform.errors import Conflict, DomainError, Invalid, Refused, Unavailable
from bot.dialogues.choosing import ChooseStep, ConfirmStep, Option
from bot.dialogues.running import GIVEN, DialogueRunner, Place, Progress
from bot.dialogues.step import Dialogue, End, Go, Heard, NotHeard, Outcome, Talk, a_look
from bot.turns import Door

TALK = Talk("cit_1", Door.WECHAT, "key-1")
FRUITS = [Option("a", "苹果"), Option("p", "梨")]


def order(
    act: Callable[[Talk], Go | End] = lambda talk: End(f"订了{talk.kept['fruit.label']}"),
) -> Dialogue:
    """Return a dialogue that chooses, confirms and acts."""
    return Dialogue(
        "order",
        "订水果",
        "greeting",
        "fruit",
        {
            "fruit": ChooseStep("fruit", "要哪一种？", lambda _: FRUITS, "confirm", "没有了"),
            "confirm": ConfirmStep(lambda talk: f"订{talk.kept['fruit.label']}", act),
        },
        cancel=lambda talk: f"记得：{talk.kept.get('fruit', '')}",
    )


def run(runner: DialogueRunner, place: Place | None, text: str) -> Progress:
    assert place is not None
    progress = runner.hear(place, TALK, Heard(text))
    assert isinstance(progress, Progress)
    return progress


@pytest.fixture
def runner() -> DialogueRunner:
    return DialogueRunner({"order": order()})


def test_a_dialogue_goes_from_step_to_step_to_its_end(runner: DialogueRunner) -> None:
    begun = runner.begin("order", TALK)
    assert begun.said.choices == ("苹果", "梨")
    chosen = run(runner, begun.place, "2")
    assert "订梨" in chosen.said.text
    done = run(runner, chosen.place, "确认")
    assert (done.place, done.said.text) == (None, "订了梨")


def test_all_that_a_dialogue_says_is_personal(runner: DialogueRunner) -> None:
    begun = runner.begin("order", TALK)
    assert begun.place is not None
    assert begun.said.is_personal
    assert runner.cancel(begun.place, TALK).is_personal


def test_what_does_not_fit_is_not_heard(runner: DialogueRunner) -> None:
    place = runner.begin("order", TALK).place
    assert place is not None
    assert runner.hear(place, TALK, Heard("香蕉")) == NotHeard("请回复 1 到 2 的数字。")


def test_going_back_keeps_what_was_answered_before(runner: DialogueRunner) -> None:
    chosen = run(runner, runner.begin("order", TALK).place, "2")
    assert chosen.place is not None
    back = runner.go_back(chosen.place, TALK)
    assert back.said.text.startswith("要哪一种")
    assert run(runner, back.place, "1").said.text.endswith("订苹果")


def test_there_is_nothing_before_the_first_step(runner: DialogueRunner) -> None:
    place = runner.begin("order", TALK).place
    assert place is not None
    assert runner.go_back(place, TALK).said.text.startswith("这已经是第一步")


def test_a_choice_that_was_given_is_not_asked_for_until_one_goes_back(runner: DialogueRunner) -> None:
    given = {"fruit": "p", "fruit.label": "梨", GIVEN: "fruit"}
    begun = runner.begin("order", Talk("cit_1", Door.WECHAT, "key-1", given))
    assert begun.said.text.endswith("订梨")


def test_an_empty_list_ends_the_dialogue() -> None:
    empty = ChooseStep("fruit", "要哪一种？", lambda _: [], "confirm", "没有了")
    runner = DialogueRunner({"order": Dialogue("order", "订", "greeting", "fruit", {"fruit": empty})})
    assert runner.begin("order", TALK).said.text == "没有了"


def test_cancelling_undoes_with_what_was_kept(runner: DialogueRunner) -> None:
    chosen = run(runner, runner.begin("order", TALK).place, "2")
    assert chosen.place is not None
    assert runner.cancel(chosen.place, TALK).text == "已取消“订水果”。记得：p"


def refuse(refusal: DomainError) -> Callable[[Talk], End]:
    def act(_talk: Talk) -> End:
        raise refusal

    return act


@pytest.mark.parametrize("kind", [Invalid, Unavailable])
def test_what_can_be_mended_leaves_the_dialogue_where_it_is(kind: type[DomainError]) -> None:
    runner = DialogueRunner({"order": order(refuse(kind("x", zh="你再试一次。", en="Again.")))})
    chosen = run(runner, runner.begin("order", TALK).place, "2")
    refused = run(runner, chosen.place, "确认")
    assert refused.said.text == "你再试一次。"
    assert refused.place == chosen.place


@pytest.mark.parametrize("kind", [Conflict, Refused])
def test_what_cannot_ends_it_in_words(kind: type[DomainError]) -> None:
    runner = DialogueRunner({"order": order(refuse(kind("x", zh="已经订过了。", en="Ordered.")))})
    chosen = run(runner, runner.begin("order", TALK).place, "2")
    done = run(runner, chosen.place, "确认")
    assert (done.place, done.said.text) == (None, "已经订过了。")


def test_a_missing_consent_says_where_it_can_be_given() -> None:
    refusal = Refused("consent-required/card.link", zh="需要你先同意。", en="Consent.")
    runner = DialogueRunner({"look": a_look("look", "看", "greeting", refuse(refusal))})
    assert "授权管理" in runner.begin("look", TALK).said.text


@pytest.mark.parametrize("text", ["完成", "发完了", "好了"])
def test_the_word_of_the_step_before_sent_again_confirms_nothing(runner: DialogueRunner, text: str) -> None:
    place = run(runner, runner.begin("order", TALK).place, "2").place
    assert place is not None
    assert runner.hear(place, TALK, Heard(text)) == NotHeard("还差最后一步：看过没有问题，请回复“确认”。")


def test_what_to_reply_stands_before_what_may_be_long(runner: DialogueRunner) -> None:
    chosen = run(runner, runner.begin("order", TALK).place, "2")
    assert chosen.said.text.index("“取消”") < chosen.said.text.index("订梨")


@pytest.mark.parametrize(
    ("text", "is_done"),
    [
        *((text, True) for text in ("确认", "“确认”", "我承诺", "同意", "我同意。", "确认承诺")),
        *(
            (text, False)
            for text in ("好", "好的", "嗯", "1", "完成", "确认一下是什么", "不同意", "我不承诺")
        ),
    ],
)
def test_a_solemn_confirmation_takes_only_words_that_say_it(text: str, is_done: bool) -> None:
    step = ConfirmStep(lambda _: "承诺", lambda _: End("好"), any_yes=False)
    outcome: Outcome = step.hear(TALK, Heard(text))
    assert isinstance(outcome, End) is is_done
