"""What is said to a follower, and the parts in which WeChat carries it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

GENERATED_MARK = "（以上内容由人工智能生成，请以所注来源为准）"


@dataclass(frozen=True)
class Reply:
    """An answer to one push.

    `image` (PNG or JPEG) is shown first, the text after it; where WeChat does not take the picture, the text
    alone is said. `to_human` hands the conversation over to the account's customer service, with the text as
    a farewell. `is_generated` is true of what a model wrote: it is marked as such (duty D16). `tells_status`
    is true of what may be told later only to whoever still consents to that.
    """

    text: str
    image: bytes | None = field(default=None, repr=False)
    to_human: bool = False
    is_generated: bool = False
    tells_status: bool = False


@dataclass(frozen=True)
class TextPart:
    """A text, of any length, that nothing in it can turn into a link or a broken reply."""

    text: str
    is_generated: bool = False
    tells_status: bool = False

    @property
    def marked(self) -> str:
        """Return the text with the mark of what a model wrote, for where WeChat has no field for it."""
        return f"{self.text}\n{GENERATED_MARK}" if self.is_generated and self.text else self.text


@dataclass(frozen=True)
class ImagePart:
    """A picture that WeChat holds for three days under its media id."""

    media_id: str
    tells_status: bool = False


@dataclass(frozen=True)
class HandOverPart:
    """The word to WeChat that a person takes over; only a passive reply can carry it."""


Part = TextPart | ImagePart | HandOverPart


def part_to_data(part: Part) -> dict[str, Any]:
    """Return the part as data for JSON."""
    match part:
        case TextPart():
            told = {"text": part.text, "is_generated": part.is_generated}
            return {**told, "tells_status": part.tells_status}
        case ImagePart():
            return {"media_id": part.media_id, "tells_status": part.tells_status}
        case HandOverPart():
            return {}


def part_from_data(data: dict[str, Any]) -> Part:
    """Return the part that `part_to_data` described."""
    # What an older release kept did not say: then nothing is told without the consent.
    tells_status = data.get("tells_status", True)
    if "text" in data:
        return TextPart(data["text"], data["is_generated"], tells_status)
    return ImagePart(data["media_id"], tells_status) if "media_id" in data else HandOverPart()


def tells_status(part: Part) -> bool:
    """Tell whether a part follows from the sender's status."""
    return not isinstance(part, HandOverPart) and part.tells_status
