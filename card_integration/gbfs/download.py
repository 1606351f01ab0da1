"""Fetching one file of a feed within bounds: of size, of time, and of where it comes from."""

from __future__ import annotations

import time
from dataclasses import dataclass

import httpx

_LARGEST_BYTES = 8 * 1024 * 1024


class DownloadFailed(Exception):
    """No usable file came; the text says why, and holds nothing of what was sent."""


@dataclass(frozen=True)
class Downloads:
    """Fetches files without redirects and without compression, which could hide any size.

    `timeout_seconds` bounds the whole of it, so that a feed that drips holds no worker.
    """

    http: httpx.Client
    timeout_seconds: float
    largest_bytes: int = _LARGEST_BYTES

    def fetch(self, address: str) -> bytes:
        """Return the file's bytes; raises `DownloadFailed`."""
        headers = {"Accept": "application/json", "Accept-Encoding": "identity"}
        ends_at = time.monotonic() + self.timeout_seconds
        try:
            with self.http.stream(
                "GET", address, headers=headers, timeout=self.timeout_seconds, follow_redirects=False
            ) as response:
                if response.status_code != 200:
                    raise DownloadFailed(f"status {response.status_code}")
                if response.headers.get("Content-Encoding", "identity") != "identity":
                    raise DownloadFailed("compressed")
                return self._read(response, ends_at)
        except (httpx.RequestError, httpx.InvalidURL) as error:
            raise DownloadFailed(type(error).__name__) from None

    def _read(self, response: httpx.Response, ends_at: float) -> bytes:
        body = bytearray()
        for piece in response.iter_raw():
            body += piece
            if len(body) > self.largest_bytes:
                raise DownloadFailed("too large")
            if time.monotonic() > ends_at:
                raise DownloadFailed("too slow")
        return bytes(body)
