"""Runs dialogues: begins one, hears an answer, goes back, asks again, cancels."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from backend.platform.errors import DomainError
from bot.dialogues.step import (
    Ask,
    Asked,
    Dialogue,
    End,
    Go,
    Heard,
    Kept,
    NotHeard,
    Outcome,
    Step,
    Switch,
    Talk,
)
from bot.turns import Said

GIVEN = "given"
"""Kept where a dialogue is begun with its first answer known; going back asks for that after all."""

WAYS_OUT = "（随时可以说“返回”“取消”“人工”）"
_TRY_AGAIN = frozenset({"invalid", "unavailable", "too-many"})
_CONSENT = "consent-required/"
_HOW_TO_CONSENT = "在我的页面（/mine）的“授权管理”里可以同意，也可以不同意，由你决定。"


@dataclass(frozen=True)
class Place:
    """Where a conversation stands in a dialogue: `trail` are the steps that were answered."""

    dialogue: str
    step: str
    kept: Kept = field(default_factory=dict)
    trail: tuple[str, ...] = ()


@dataclass(frozen=True)
class Progress:
    """What became of a dialogue: where it stands, None where it is over, and what is said."""

    place: Place | None
    said: Said


class DialogueRunner:
    """Takes conversations through the dialogues of a table; holds nothing that changes."""

    def __init__(self, dialogues: Mapping[str, Dialogue]) -> None:
        self._dialogues = dialogues

    def get(self, name: str) -> Dialogue:
        """Return the dialogue; raises `KeyError`."""
        return self._dialogues[name]

    def __contains__(self, name: object) -> bool:
        return name in self._dialogues

    def begin(self, name: str, talk: Talk) -> Progress:
        """Begin a dialogue with what `talk` keeps."""
        place = Place(name, self._dialogues[name].first, talk.kept)
        return self._go_on(place, talk, self._ask)

    def hear(self, place: Place, talk: Talk, heard: Heard) -> Progress | NotHeard:
        """Take an answer, or say that it is none."""
        at_place = replace(talk, kept=place.kept)
        try:
            outcome = self._step(place).hear(at_place, heard)
        except DomainError as refusal:
            return _refused(place, refusal)
        if isinstance(outcome, NotHeard):
            return outcome
        progress = self._go_on(place, talk, lambda _place, _talk: outcome)
        reached = progress.place
        if reached is None or reached.dialogue != place.dialogue or reached.step == place.step:
            return progress
        return replace(progress, place=replace(reached, trail=(*place.trail, place.step)))

    def takes_any_words(self, place: Place) -> bool:
        """Tell whether any words are an answer here."""
        return self._step(place).is_free_text

    def glance(self, name: str, talk: Talk) -> Said | None:
        """Return what can be seen of a dialogue without beginning it, or None."""
        look = self._dialogues[name].glance
        if look is None:
            return None
        try:
            return _progress(Place(name, "", talk.kept), look(talk), []).said
        except DomainError as refusal:
            return _refused(None, refusal).said

    def ask_again(self, place: Place, talk: Talk) -> Progress:
        """Ask what was asked."""
        return self._go_on(place, talk, self._ask)

    def go_back(self, place: Place, talk: Talk) -> Progress:
        """Ask for the answer before once more."""
        if not place.trail:
            again = self.ask_again(place, talk)
            return replace(again, said=replace(again.said, text=f"这已经是第一步。\n{again.said.text}"))
        kept = {key: value for key, value in place.kept.items() if key != GIVEN}
        *before, last = place.trail
        return self._go_on(Place(place.dialogue, last, kept, tuple(before)), talk, self._ask)

    def cancel(self, place: Place, talk: Talk) -> Said:
        """End the dialogue and undo what it has begun."""
        dialogue = self._dialogues[place.dialogue]
        words = ""
        if dialogue.cancel is not None:
            try:
                words = dialogue.cancel(replace(talk, kept=place.kept))
            except DomainError as refusal:
                words = refusal.zh
        return Said(f"已取消“{dialogue.title}”。{words}", is_personal=True)

    def _go_on(self, place: Place, talk: Talk, first: Callable[[Place, Talk], Outcome]) -> Progress:
        """Follow what steps say until one waits for an answer, or all is over."""
        says: list[str] = []
        try:
            outcome = first(place, talk)
            while isinstance(outcome, Go | Switch):
                place = _moved(place, outcome, self._dialogues)
                says += [outcome.says] if isinstance(outcome, Go) and outcome.says else []
                outcome = self._ask(place, talk)
        except DomainError as refusal:
            return _refused(None, refusal)
        return _progress(place, outcome, says)

    def _ask(self, place: Place, talk: Talk) -> Asked:
        return self._step(place).ask(replace(talk, kept=place.kept))

    def _step(self, place: Place) -> Step:
        return self._dialogues[place.dialogue].steps[place.step]


def _moved(place: Place, outcome: Go | Switch, dialogues: Mapping[str, Dialogue]) -> Place:
    if isinstance(outcome, Switch):
        return Place(outcome.dialogue, dialogues[outcome.dialogue].first, outcome.keep)
    return replace(place, step=outcome.step, kept={**place.kept, **outcome.keep})


def _progress(place: Place, outcome: Outcome, says: list[str]) -> Progress:
    if isinstance(outcome, Ask):
        text = "\n\n".join([*says, outcome.text])
        said = Said(text, is_personal=True, choices=outcome.choices, upload_path=outcome.upload_path)
        return Progress(replace(place, kept={**place.kept, **outcome.keep}), said)
    if isinstance(outcome, End):
        text = "\n\n".join(part for part in [*says, outcome.text] if part)
        said = Said(text, is_personal=True, picture=outcome.picture, tells_status=outcome.tells_status)
        return Progress(None, said)
    raise TypeError(f"{type(outcome).__name__} neither asks nor ends")


def _refused(place: Place | None, refusal: DomainError) -> Progress:
    """Say why; what the person or some time can mend leaves the dialogue where it is."""
    words = refusal.zh
    if refusal.code.startswith(_CONSENT):
        words = f"{words}\n{_HOW_TO_CONSENT}"
    stays = place is not None and refusal.kind in _TRY_AGAIN
    return Progress(place if stays else None, Said(words, is_personal=True))
