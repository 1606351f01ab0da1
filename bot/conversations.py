"""What a conversation remembers for half an hour: its topics, and where it stands in a dialogue."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

import redis
from redis.exceptions import LockError

from backend.platform.clock import Clock
from backend.platform.errors import Unavailable
from backend.platform.field_encryption import BlindIndex, CannotDecrypt, FieldCipher
from backend.platform.short_lived import short_lived_unavailable
from backend.platform.traces import Traces
from bot.dialogues.running import Place
from bot.turns import Door, Turn

KEPT_FOR = timedelta(minutes=30)
_LOCK_SECONDS, _WAIT_SECONDS = 30, 3.0
_KEYS_KEPT = 12


@dataclass(frozen=True)
class Conversation:
    """What is remembered.

    `offers` are what a number answers: topics and dialogues, as in `topic:repair.fee`. `question` is the last
    one and `topic` what it was taken for, in case the answer was of no use. `told` is the topic
    whose article was told last, `all_told` the one of which nothing is left to tell.
    """

    topics: tuple[str, ...] = ()
    place: Place | None = None
    offers: tuple[str, ...] = ()
    question: str = ""
    topic: str = ""
    was_asked_back: bool = False
    told: str = ""
    all_told: str = ""


@dataclass
class OpenConversation:
    """A conversation while one turn of it is worked on: `now` is kept at the end.

    `is_stale` says that the turn repeats one after which others were heard: it must do nothing.
    """

    now: Conversation
    is_stale: bool = False


@dataclass(frozen=True)
class _Stored:
    """The conversation after the last turn, and before it: a repeat of that turn begins there again.

    `keys` are those of the last turns, the newest first.
    """

    now: Conversation
    before: Conversation
    keys: tuple[str, ...]
    until: str


_NOTHING_STORED = _Stored(Conversation(), Conversation(), (), "")


class Conversations:
    """Keeps conversations in Redis, encrypted, under a digest of who talks; one turn of each at a time."""

    def __init__(
        self, short_lived: redis.Redis, clock: Clock, cipher: FieldCipher, blind_index: BlindIndex
    ) -> None:
        self._traces = Traces(short_lived, blind_index)
        self._redis = short_lived
        self._clock = clock
        self._cipher = cipher
        self._blind_index = blind_index

    @contextmanager
    def open(self, turn: Turn) -> Iterator[OpenConversation]:
        """Hold the conversation of `turn`, and keep what is made of it.

        A repeat of the last turn finds what that turn found, so that it is answered alike and its writes are
        known by their key. Raises `Unavailable` where Redis is away or another turn takes long.
        """
        name = self._name_of(turn.door, turn.conversation)
        lock = self._redis.lock(
            f"{name}:lock", timeout=_LOCK_SECONDS, blocking_timeout=_WAIT_SECONDS, sleep=0.05
        )
        try:
            with lock:
                yield from self._held(name, turn.key)
        except LockError as error:
            raise _busy() from error
        except redis.RedisError as error:
            raise short_lived_unavailable() from error

    def note_whose(self, citizen_id: str, door: Door, conversation: str) -> None:
        """Note that a conversation is this citizen's, so that it goes with them. Raises `Unavailable`."""
        self._traces.note(citizen_id, self._name_of(door, conversation))

    def forget(self, door: Door, conversation: str) -> None:
        """Delete what is remembered of a conversation; raises `Unavailable` where Redis is away."""
        try:
            self._redis.delete(self._name_of(door, conversation))
        except redis.RedisError as error:
            raise short_lived_unavailable() from error

    def _held(self, name: str, key: str) -> Iterator[OpenConversation]:
        stored = self._find(name)
        is_repeat = key in stored.keys
        held = OpenConversation(stored.now, is_stale=is_repeat and key != stored.keys[0])
        if is_repeat:
            held.now = stored.before
        before = held.now
        yield held
        if not held.is_stale:
            keys = stored.keys if is_repeat else (key, *stored.keys)[:_KEYS_KEPT]
            self._keep(name, _Stored(held.now, before, keys, self._until()))

    def _find(self, name: str) -> _Stored:
        kept = self._redis.get(name)
        if not isinstance(kept, bytes):
            return _NOTHING_STORED
        try:
            stored = _read(self._cipher.decrypt(kept, name))
        except (CannotDecrypt, ValueError, TypeError, KeyError):
            # A key that was taken out, or the shape of an older release: the talk begins anew.
            return _NOTHING_STORED
        return stored if datetime.fromisoformat(stored.until) > self._clock.now() else _NOTHING_STORED

    def _keep(self, name: str, stored: _Stored) -> None:
        text = json.dumps(asdict(stored), ensure_ascii=False)
        self._redis.set(name, self._cipher.encrypt(text, name), ex=KEPT_FOR)

    def _name_of(self, door: Door, conversation: str) -> str:
        return f"bot:{{{self._blind_index.of('bot.conversation', f'{door}/{conversation}').hex()}}}"

    def _until(self) -> str:
        return (self._clock.now() + KEPT_FOR).isoformat()


def _read(text: str) -> _Stored:
    told: dict[str, Any] = json.loads(text)
    return _Stored(
        _conversation(told["now"]), _conversation(told["before"]), tuple(told["keys"]), told["until"]
    )


def _conversation(told: dict[str, Any]) -> Conversation:
    place = told["place"]
    return Conversation(
        topics=tuple(told["topics"]),
        place=Place(place["dialogue"], place["step"], place["kept"], tuple(place["trail"]))
        if place
        else None,
        offers=tuple(told["offers"]),
        question=told["question"],
        topic=told["topic"],
        was_asked_back=told["was_asked_back"],
        told=told["told"],
        all_told=told["all_told"],
    )


def _busy() -> Unavailable:
    return Unavailable(
        "conversation-busy",
        zh="上一条还在处理，请稍等几秒再发。",
        en="The message before is still being worked on; please wait a few seconds.",
        retry_after_seconds=3,
    )
