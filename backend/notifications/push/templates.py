"""The templates of subscribe messages as published data: of which news each tells, and what it says.

A lock screen is read by others. So a message says that there is news, never which: no name, no number, no
record, no kind of case. The same words go to everybody, and the page that it opens asks who is there.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from string import Formatter
from typing import Annotated

from pydantic import ConfigDict, Field, TypeAdapter, with_config

from backend.notifications.push.fields import fit_moment, fit_value, kind_of

_MOMENT = "{at}"
_MOMENTS = ("date", "time")
_FOR_CHECKS = datetime.fromisoformat("2026-11-27T12:00:00+00:00")
_MOST_FIELDS = 5

Words = Annotated[str, Field(min_length=1)]


@with_config(ConfigDict(extra="forbid", str_strip_whitespace=True))
@dataclass(frozen=True, slots=True)
class NewsOf:
    """A kind of news: an action of the access log, and of its outcomes those that count (none: all)."""

    action: Words
    outcomes: tuple[Words, ...] = ()

    def is_of(self, action: str, outcome: str | None) -> bool:
        """Tell whether an entry of the log is such news."""
        return action == self.action and (not self.outcomes or outcome in self.outcomes)


@with_config(ConfigDict(extra="forbid", str_strip_whitespace=True))
@dataclass(frozen=True, slots=True)
class PushTemplate:
    """One template: `fields` are WeChat's keys with what they say.

    There `{at}` is the moment and `{city}` the name of the city. `is_long_term` is a subscription for good
    (长期订阅), which WeChat opens to government accounts; otherwise each acceptance permits one message.
    """

    id: Annotated[str, Field(pattern=r"^[a-z_]{1,40}$")]
    title_zh: Words
    title_en: Words
    page: Annotated[
        str, Field(pattern=r"^[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*(\?path=/[a-z/]+)?$", max_length=128)
    ]
    is_long_term: Annotated[bool, Field(strict=True)]
    fields: Annotated[Mapping[str, Words], Field(min_length=1, max_length=_MOST_FIELDS)]
    tells_of: Annotated[tuple[NewsOf, ...], Field(min_length=1)]

    def __post_init__(self) -> None:
        # A text that WeChat would refuse stops the start, and not the message.
        self.values("城市", _FOR_CHECKS)

    def values(self, city: str, at: datetime) -> dict[str, str]:
        """Return what each field says, as WeChat takes it; raises `UnfitValue`."""
        return {key: _value(key, text, city, at) for key, text in self.fields.items()}


@with_config(ConfigDict(extra="forbid"))
@dataclass(frozen=True, slots=True)
class PushTemplates:
    """All templates. What could not be sent for `stale_after_hours` is not sent: the inbox has it."""

    stale_after_hours: Annotated[int, Field(gt=0, le=72, strict=True)]
    templates: tuple[PushTemplate, ...]

    def __post_init__(self) -> None:
        ids = [one.id for one in self.templates]
        if len({*ids}) < len(ids):
            raise ValueError("two templates have the same id")

    @property
    def stale_after(self) -> timedelta:
        """Return the age at which news is too old for a message."""
        return timedelta(hours=self.stale_after_hours)

    def find(self, template_id: str) -> PushTemplate | None:
        """Return the template of that name, or None."""
        return next((one for one in self.templates if one.id == template_id), None)

    def find_for(self, action: str, outcome: str | None) -> PushTemplate | None:
        """Return the first template that tells of such news, or None where the inbox alone does."""
        for template in self.templates:
            if any(news.is_of(action, outcome) for news in template.tells_of):
                return template
        return None


_FILE = TypeAdapter(PushTemplates)


def parse_push_templates(data: object, told_of: Collection[str]) -> PushTemplates:
    """Return the templates of a parsed `wechat_templates.yaml`; `told_of` are the actions the inbox tells of.

    Raises `ValueError` for a fault, for a value that WeChat would refuse, and for news that no inbox has.
    """
    templates = _FILE.validate_python(data)
    named = {news.action for template in templates.templates for news in template.tells_of}
    unknown = named - {*told_of}
    if unknown:
        raise ValueError(f"the inbox tells nothing of: {', '.join(sorted(unknown))}")
    return templates


def _value(key: str, text: str, city: str, at: datetime) -> str:
    if text == _MOMENT:
        return fit_moment(key, at)
    if kind_of(key) in _MOMENTS or {name for _, name, _, _ in Formatter().parse(text) if name} - {"city"}:
        raise ValueError(f"{key}: a date or time says {_MOMENT}, any other field words and {{city}}")
    return fit_value(key, text.replace("{city}", city))
