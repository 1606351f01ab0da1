"""What every dialogue is made of: named steps that ask, hear, and say where to go."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from bot.turns import Door, Picture

Kept = Mapping[str, str]


@dataclass(frozen=True)
class Talk:
    """What a step knows: with whom, at which door, under which key a write is made once, what was kept."""

    citizen_id: str
    door: Door
    key: str
    kept: Kept = field(default_factory=dict)


@dataclass(frozen=True)
class Heard:
    """What the citizen answered: a text, or a picture that is loaded when it is wanted."""

    text: str
    load_photo: Callable[[], bytes] | None = None


@dataclass(frozen=True)
class Ask:
    """Wait for an answer to this; `keep` is remembered."""

    text: str
    choices: tuple[str, ...] = ()
    keep: Kept = field(default_factory=dict)
    upload_path: str | None = None


@dataclass(frozen=True)
class Go:
    """Go on to another step; `says` stands before what that step asks."""

    step: str
    keep: Kept = field(default_factory=dict)
    says: str = ""


@dataclass(frozen=True)
class Switch:
    """Go over to another dialogue, which begins with what is kept here."""

    dialogue: str
    keep: Kept = field(default_factory=dict)


@dataclass(frozen=True)
class End:
    """The dialogue is over; `tells_status` says that the text or picture follows from the status."""

    text: str
    picture: Picture | None = None
    tells_status: bool = False


@dataclass(frozen=True)
class NotHeard:
    """The answer does not fit: it may be a question of its own, after which this one is asked again."""

    hint: str


Asked = Ask | Go | Switch | End
Outcome = Asked | NotHeard


class Step(Protocol):
    """One step. Either method may raise `DomainError`, whose words the citizen then reads."""

    @property
    def is_free_text(self) -> bool:
        """Tell whether any words are an answer, so that none of them is taken for another question."""
        ...

    def ask(self, talk: Talk) -> Asked:
        """Return what to ask, or where to go at once."""
        ...

    def hear(self, talk: Talk, heard: Heard) -> Outcome:
        """Return where an answer leads."""
        ...


class Cancel(Protocol):
    """Undoes what a dialogue has begun and that nobody has confirmed."""

    def __call__(self, talk: Talk) -> str:
        """Return what to say of it."""
        ...


@dataclass(frozen=True)
class Dialogue:
    """A dialogue: its name, how it is spoken of, and its steps by name.

    `topic` is the article for whoever has no account yet; `cancel` undoes what was begun. One that `holds` is
    left by cancelling alone; any other also by asking for something else. `glance` is what can be seen of it
    in the middle of another, without beginning it.
    """

    name: str
    title: str
    topic: str
    first: str
    steps: Mapping[str, Step]
    cancel: Cancel | None = None
    holds: bool = False
    glance: Callable[[Talk], End] | None = None


class LookStep:
    """The one step of a dialogue that asks nothing: it shows something and is over."""

    is_free_text = False

    def __init__(self, look: Callable[[Talk], End]) -> None:
        self._look = look

    def ask(self, talk: Talk) -> Asked:
        """Return what is to be seen."""
        return self._look(talk)

    def hear(self, talk: Talk, heard: Heard) -> Outcome:
        """Show it again: nothing was asked."""
        return self._look(talk)


def a_look(name: str, title: str, topic: str, look: Callable[[Talk], End]) -> Dialogue:
    """Return a dialogue that shows something and asks nothing."""
    return Dialogue(name, title, topic, "show", {"show": LookStep(look)}, glance=look)
