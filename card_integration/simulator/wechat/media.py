"""Temporary media (临时素材): kept for three days under an id."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass

from card_integration.simulator.wechat.errors import WeChatError

MEDIA_SECONDS = 3 * 86400
LARGEST_IMAGE_BYTES = 10 * 1024 * 1024
_IMAGES = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg", b"GIF8": "image/gif"}


@dataclass(frozen=True)
class Medium:
    """A file, its type and when it ends."""

    content: bytes
    content_type: str
    until: float


class MediaStore:
    """Holds what followers and the account have sent."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._media: dict[str, Medium] = {}

    def add(self, content: bytes, content_type: str) -> str:
        """Keep a file as it is and return its id."""
        media_id = secrets.token_urlsafe(48)
        with self._lock:
            self._media[media_id] = Medium(content, content_type, self._now() + MEDIA_SECONDS)
        return media_id

    def upload_image(self, content: bytes) -> str:
        """Keep a picture of the account. Raises `WeChatError` for what WeChat does not take."""
        if len(content) > LARGEST_IMAGE_BYTES:
            raise WeChatError(40009)
        known = (kind for start, kind in _IMAGES.items() if content.startswith(start))
        content_type = next(known, None)
        if content_type is None:
            raise WeChatError(40005)
        return self.add(content, content_type)

    def get(self, media_id: str) -> Medium:
        """Return a file that has not ended. Raises `WeChatError`."""
        with self._lock:
            medium = self._media.get(media_id)
        if medium is None or medium.until < self._now():
            raise WeChatError(40007)
        return medium
