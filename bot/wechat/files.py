"""Sending files to WeChat's API and fetching them, within limits of size and of time."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import requests

from bot.wechat.library import TIME_LIMITS_SECONDS, ApiTrouble

_WHOLE_SECONDS = 15.0
_CHUNK_BYTES = 64 * 1024
_ERROR_TYPES = ("application/json", "text/plain")
_LARGEST_ERROR_BYTES = 4096


@dataclass(frozen=True)
class ReceivedFile:
    """A file as WeChat sent it; its type is only what WeChat says of it."""

    content_type: str
    content: bytes


class TooLarge(Exception):
    """The file is larger than it may be; the rest of it was not read."""


class FileTransfers:
    """Speaks HTTP where wechatpy would read a whole answer whatever its size."""

    def __init__(
        self,
        base_url: str,
        limits_seconds: tuple[float, float] = TIME_LIMITS_SECONDS,
        whole_seconds: float = _WHOLE_SECONDS,
    ) -> None:
        self._base_url = base_url.rstrip("/")
        self._limits_seconds = limits_seconds
        self._whole_seconds = whole_seconds

    def upload(self, path: str, params: Mapping[str, str], name: str, file: ReceivedFile) -> dict[str, Any]:
        """Return the JSON object that answers a file. Raises `ApiTrouble`."""
        sent = {"media": (name, file.content, file.content_type)}
        return _checked(path, self._read(path, params, _LARGEST_ERROR_BYTES, sent).content)

    def download(self, path: str, params: Mapping[str, str], max_bytes: int) -> ReceivedFile:
        """Return the file that answers a GET. Raises `ApiTrouble` and `TooLarge`."""
        file = self._read(path, params, max_bytes, None)
        if file.content_type in _ERROR_TYPES:
            _checked(path, file.content)
            raise ApiTrouble(path, None)
        return file

    def _read(
        self, path: str, params: Mapping[str, str], max_bytes: int, sent: Mapping[str, Any] | None
    ) -> ReceivedFile:
        """Send and read; nothing that knows the access token hangs on what is raised (defect W5)."""
        try:
            with requests.request(
                "POST" if sent else "GET",
                self._base_url + path,
                params=dict(params),
                files=sent,
                timeout=self._limits_seconds,
                allow_redirects=False,
                stream=True,
            ) as response:
                content = self._within_limits(response, max_bytes) if response.status_code == 200 else None
                content_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        except requests.RequestException:
            content = None
        if content is None:
            raise ApiTrouble(path, None)
        return ReceivedFile(content_type, content)

    def _within_limits(self, response: requests.Response, max_bytes: int) -> bytes | None:
        """Return the body; None where it takes too long. Raises `TooLarge`."""
        ends = time.monotonic() + self._whole_seconds
        content = bytearray()
        for chunk in _chunks(response):
            content += chunk
            if len(content) > max_bytes:
                raise TooLarge
            if time.monotonic() > ends:
                return None
        return bytes(content)


def _chunks(response: requests.Response) -> Iterator[bytes]:
    chunks: Iterator[bytes] = response.iter_content(_CHUNK_BYTES)
    return chunks


def _checked(path: str, content: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(content)
    except (ValueError, RecursionError):
        answer = None
    if not isinstance(answer, dict):
        raise ApiTrouble(path, None)
    errcode = answer.get("errcode", 0)
    if errcode:
        raise ApiTrouble(path, errcode if isinstance(errcode, int) else None)
    return answer
