"""Pictures: those that followers send, and those that are shown to them (临时素材)."""

from __future__ import annotations

import logging
import re

from backend.platform.errors import DomainError, Invalid, NotFound
from bot.wechat.account import wechat_busy
from bot.wechat.account_api import AccountApi
from bot.wechat.files import ReceivedFile, TooLarge
from bot.wechat.library import ApiTrouble

MAX_IMAGE_BYTES = 10 * 1024 * 1024
_MEDIA_ID = re.compile(r"[0-9A-Za-z_-]{1,128}")
_INVALID_MEDIA_ID = 40007
_SIGNATURES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}

logger = logging.getLogger(__name__)


class MediaClient:
    """Fetches pictures from WeChat and hands it those to show."""

    def __init__(self, api: AccountApi) -> None:
        self._api = api

    def download_image(self, media_id: str) -> bytes:
        """Return the PNG or JPEG that a follower sent within the last three days.

        Raises `NotFound` (`media-gone`), `Invalid` (`image-too-large`, `not-an-image`) and `Unavailable`
        (`wechat-busy`): each is a `DomainError` whose words the follower may read.
        """
        if not _MEDIA_ID.fullmatch(media_id):
            raise _gone()
        try:
            file = self._api.download("/cgi-bin/media/get", {"media_id": media_id}, MAX_IMAGE_BYTES)
        except TooLarge:
            raise _too_large() from None
        except ApiTrouble as trouble:
            raise _trouble(trouble) from None
        _type_of(file.content)
        return file.content

    def upload_image(self, content: bytes) -> str:
        """Return the media id under which WeChat shows a PNG or JPEG for three days.

        Raises `Invalid` (`image-too-large`, `not-an-image`) and `Unavailable` (`wechat-busy`).
        """
        if len(content) > MAX_IMAGE_BYTES:
            raise _too_large()
        content_type = _type_of(content)
        name = f"image.{content_type.removeprefix('image/')}"
        try:
            answer = self._api.upload(
                "/cgi-bin/media/upload", {"type": "image"}, name, ReceivedFile(content_type, content)
            )
        except ApiTrouble as trouble:
            raise _trouble(trouble) from None
        media_id = answer.get("media_id")
        if not isinstance(media_id, str) or not _MEDIA_ID.fullmatch(media_id):
            raise wechat_busy()
        return media_id


def _type_of(content: bytes) -> str:
    """Return the type that the first bytes tell of. Raises `Invalid`."""
    for signature, content_type in _SIGNATURES.items():
        if content.startswith(signature):
            return content_type
    raise Invalid(
        "not-an-image",
        zh="这不是能识别的图片，请发 JPG 或 PNG 图片。",
        en="This is no picture that can be read; please send a JPEG or a PNG.",
    )


def _trouble(trouble: ApiTrouble) -> DomainError:
    if trouble.errcode == _INVALID_MEDIA_ID:
        return _gone()
    logger.error("a picture cannot be exchanged with WeChat: %s", trouble)
    return wechat_busy()


def _gone() -> NotFound:
    return NotFound(
        "media-gone",
        zh="这张图片已经取不到了，请重新发一次。",
        en="This picture is no longer there; please send it again.",
    )


def _too_large() -> Invalid:
    return Invalid(
        "image-too-large",
        zh="图片太大，请发 10 MB 以内的图片。",
        en="The picture is too large; please send one of at most 10 MB.",
    )
