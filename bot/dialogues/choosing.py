"""Steps that several dialogues share: choosing one of a list, and confirming."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.dialogues.choices import MOST_CHOICES, find_choice, numbered, plain, says_done, says_no, says_yes
from bot.dialogues.running import GIVEN
from bot.dialogues.step import Ask, Asked, End, Go, Heard, NotHeard, Outcome, Switch, Talk

_SOLEMN = re.compile(r"我?(?:确认|同意)|我?(?:确认|同意并?)?承诺")
_MORE = "（只列最近的{most}条，其余在“我的信用状况”（/status）里看）"


@dataclass(frozen=True)
class Option:
    """One thing to choose, and what it is called."""

    id: str
    label: str


class ChooseStep:
    """Asks for one of a list, which is kept, so that a number means what was shown.

    The choice is kept under `key` and leads to the step `then`. Where the list is empty, `empty` ends the
    dialogue. Where the dialogue begins with the choice given it goes on at once, and so it does with a single
    one where `skips_single` is set.
    """

    is_free_text = False

    def __init__(
        self,
        key: str,
        question: str,
        options: Callable[[Talk], Sequence[Option]],
        then: str,
        empty: str = "",
        *,
        skips_single: bool = False,
    ) -> None:
        self._key = key
        self._question = question
        self._options = options
        self._then = then
        self._empty = empty
        self._skips_single = skips_single

    def ask(self, talk: Talk) -> Asked:
        """Show the list."""
        if talk.kept.get(GIVEN) == self._key:
            return Go(self._then)
        found = self._options(talk)
        if not found:
            return End(self._empty)
        if self._skips_single and len(found) == 1:
            return Go(self._then, self._kept(found[0]))
        shown = found[:MOST_CHOICES]
        more = "\n" + _MORE.format(most=MOST_CHOICES) if len(found) > MOST_CHOICES else ""
        labels = tuple(option.label for option in shown)
        keep = {f"{self._key}.shown": json.dumps([[one.id, one.label] for one in shown], ensure_ascii=False)}
        return Ask(f"{self._question}\n{numbered(labels)}{more}", labels, keep)

    def hear(self, talk: Talk, heard: Heard) -> Outcome:
        """Take a number or the words of one line."""
        shown: list[list[str]] = json.loads(talk.kept.get(f"{self._key}.shown", "[]"))
        place = find_choice(heard.text, [label for _, label in shown])
        if place is None:
            return NotHeard(f"请回复 1 到 {len(shown)} 的数字。" if len(shown) > 1 else "请回复 1。")
        return Go(self._then, self._kept(Option(*shown[place])))

    def _kept(self, option: Option) -> dict[str, str]:
        return {self._key: option.id, f"{self._key}.label": option.label}


class ConfirmStep:
    """Shows what is about to happen, and does it once that is confirmed in so many words.

    A solemn one, without `any_yes`, takes only words that say what they mean: 好的 or a number is none.
    """

    is_free_text = False

    def __init__(
        self,
        describe: Callable[[Talk], str],
        act: Callable[[Talk], Go | End | Switch],
        *,
        word: str = "确认",
        any_yes: bool = True,
    ) -> None:
        self._describe = describe
        self._act = act
        self._word = word
        self._any_yes = any_yes

    def ask(self, talk: Talk) -> Asked:
        """Show it."""
        # What to reply stands first: a long text goes on in a next message.
        return Ask(
            f"读完后，回复“{self._word}”继续，回复“取消”就不办。\n\n{self._describe(talk)}",
            (self._word, "取消"),
        )

    def hear(self, talk: Talk, heard: Heard) -> Outcome:
        """Do it, or say what is wanted."""
        said = plain(heard.text)
        if (
            said == self._word
            or _SOLEMN.fullmatch(said)
            or (self._any_yes and (said == "1" or says_yes(said)))
        ):
            return self._act(talk)
        if says_done(said):
            # It may be the word of the step before, sent twice: nothing is done by it.
            return NotHeard(f"还差最后一步：看过没有问题，请回复“{self._word}”。")
        if says_no(said):
            return NotHeard("没有提交。不想办了请回复“取消”，想改前面的请回复“返回”。")
        return NotHeard(f"同意请回复“{self._word}”，不同意请回复“取消”。")
