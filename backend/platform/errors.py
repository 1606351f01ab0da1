"""The few kinds of refusal that the whole service knows, each with a stable code and words for people."""

from __future__ import annotations

from typing import Any, ClassVar


class DomainError(Exception):
    """A refusal that explains itself; the doors turn its kind into a status once, for all.

    `code` is stable and becomes the last part of the problem's `type`; `zh` and `en` say what happened
    and what the person can do; `extra` holds machine-readable members of the answer.
    """

    kind: ClassVar[str] = "error"

    def __init__(
        self, code: str, *, zh: str, en: str, retry_after_seconds: int | None = None, **extra: Any
    ) -> None:
        super().__init__(code)
        self.code = code
        self.zh = zh
        self.en = en
        self.retry_after_seconds = retry_after_seconds
        self.extra = extra


class Unauthenticated(DomainError):
    """The caller did not prove who they are."""

    kind = "unauthenticated"


class NotFound(DomainError):
    """No such thing, or not the caller's: the two look the same from outside."""

    kind = "not-found"


class Conflict(DomainError):
    """The request is sound but what is stored stands against it."""

    kind = "conflict"


class Refused(DomainError):
    """The caller is known and may not do this now; the words say why and what helps."""

    kind = "refused"


class Malformed(DomainError):
    """The request cannot be read for what it should be; whoever sent it must mend it."""

    kind = "malformed"


class Invalid(DomainError):
    """The request itself is wrong; nothing was changed."""

    kind = "invalid"


class TooMany(DomainError):
    """The caller asked too often."""

    kind = "too-many"


class Unavailable(DomainError):
    """Something this service stands on does not answer; trying again later is right."""

    kind = "unavailable"
