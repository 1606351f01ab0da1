"""How outside systems are called over HTTP: under the usual authorities, past the environment's proxies."""

from __future__ import annotations

import ssl
from functools import cache

import httpx


def open_client(timeout_seconds: float = 5.0) -> httpx.Client:
    """Return a client of its own connections, which follows no redirects; safe to share among threads."""
    return httpx.Client(trust_env=False, verify=_authorities(), timeout=timeout_seconds)


@cache
def _authorities() -> ssl.SSLContext:
    # Reading the authorities takes 20 ms and half a megabyte: once a process, not once an operator.
    return httpx.create_ssl_context(trust_env=False)
