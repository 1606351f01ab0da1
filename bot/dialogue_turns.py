"""One turn of a conversation that stands in a dialogue, or begins one."""

from __future__ import annotations

from dataclasses import replace

from bot.control_words import Control
from bot.conversations import Conversation
from bot.dialogues.running import WAYS_OUT, DialogueRunner, Place, Progress
from bot.dialogues.step import Heard as Answer
from bot.dialogues.step import Kept, NotHeard, Talk
from bot.telling import who_are_you
from bot.turns import Said, Turn
from bot.understanding.reading import Context, Reading, Verdict

Heard = tuple[Conversation, Said]
_ONE_MESSAGE_BYTES = 1800


class DialogueTurns:
    """Moves conversations through dialogues, for whoever is known at that moment."""

    def __init__(self, runner: DialogueRunner) -> None:
        self._runner = runner

    def __contains__(self, name: object) -> bool:
        return name in self._runner

    def topic_of(self, name: str) -> str:
        """Return the topic whose article says what the dialogue does."""
        return self._runner.get(name).topic

    def title_of(self, place: Place) -> str:
        """Return how the dialogue is spoken of."""
        return self._runner.get(place.dialogue).title

    def holds(self, place: Place) -> bool:
        """Tell whether the dialogue is left by cancelling alone."""
        return self._runner.get(place.dialogue).holds

    def takes_any_words(self, place: Place) -> bool:
        """Tell whether any words are an answer to what was asked."""
        return self._runner.takes_any_words(place)

    def begin_if_known(
        self, before: Conversation, turn: Turn, name: str, keep: Kept | None = None
    ) -> Heard | None:
        """Begin a dialogue; None where nobody is known. Raises what `turn.find_citizen` raises."""
        citizen_id = turn.find_citizen()
        if citizen_id is None:
            return None
        progress = self._runner.begin(name, Talk(citizen_id, turn.door, turn.key, keep or {}))
        topic = self._runner.get(name).topic
        topics = Context(before.topics).after(Reading(topic, 1.0, (), Verdict.ANSWER)).topics
        before = replace(before, topics=topics, topic=topic, offers=(), was_asked_back=False, told="")
        return _after(before, progress, is_new=True)

    def hear(
        self, before: Conversation, place: Place, turn: Turn, control: Control | None
    ) -> Heard | NotHeard:
        """Take the turn as an answer, or say that it is none."""
        citizen_id = turn.find_citizen()
        if citizen_id is None:
            return replace(before, place=None), Said(who_are_you(turn.door))
        talk = Talk(citizen_id, turn.door, turn.key)
        if control is Control.CANCEL:
            return replace(before, place=None), self._runner.cancel(place, talk)
        if control is Control.BACK:
            return _after(before, self._runner.go_back(place, talk))
        if control is Control.RESTART:
            undone = self._runner.cancel(place, talk)
            progress = self._runner.begin(place.dialogue, talk)
            text = f"{undone.text}\n重新开始。\n\n{progress.said.text}"
            return _after(before, replace(progress, said=replace(progress.said, text=text)))
        progress_or_not = self._runner.hear(place, talk, Answer(turn.text, turn.load_photo))
        if isinstance(progress_or_not, NotHeard):
            return progress_or_not
        return _after(before, progress_or_not)

    def glance(self, turn: Turn, name: str, keep: Kept) -> Said | None:
        """Return what can be seen of a dialogue in the middle of another, or None."""
        citizen_id = turn.find_citizen()
        if citizen_id is None:
            return None
        return self._runner.glance(name, Talk(citizen_id, turn.door, turn.key, keep))

    def ask_again(self, before: Conversation, place: Place, turn: Turn, aside: Said, hint: str) -> Heard:
        """Say something in between, and ask again what was asked.

        Where both together are too long for one message, what to reply goes first: it is never cut off.
        """
        citizen_id = turn.find_citizen() or ""
        progress = self._runner.ask_again(place, Talk(citizen_id, turn.door, turn.key))
        said, going_on = progress.said, f"接着办“{self.title_of(place)}”："
        text = f"{aside.text}\n\n{going_on}\n{said.text}"
        if len(text.encode()) > _ONE_MESSAGE_BYTES:
            text = f"{going_on}{hint}\n\n{aside.text}"
        tells_status = said.tells_status or aside.tells_status
        return _after(before, replace(progress, said=replace(said, text=text, tells_status=tells_status)))

    def say_waiting(self, before: Conversation) -> str:
        """Return a word about a dialogue that waits, '' where none does."""
        if before.place is None:
            return ""
        return f"\n你在办的“{self.title_of(before.place)}”留着 30 分钟，随时可以接着回答。"


def _after(before: Conversation, progress: Progress, *, is_new: bool = False) -> Heard:
    place = progress.place
    if place is not None and is_new:
        said = replace(progress.said, text=f"{progress.said.text}\n{WAYS_OUT}")
        return replace(before, place=place), said
    # Going back and asking again keep the trail that the place before had.
    return replace(before, place=place), progress.said
