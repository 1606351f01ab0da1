"""Where a SIP2 server is reached, never in the open."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import urlsplit

_SECURE, _PLAIN = "sip2+tls", "sip2"


@dataclass(frozen=True)
class Endpoint:
    """The address of a SIP2 server.

    `tls` has no default: who connects must choose. In production it is a context that verifies the server;
    None speaks plain text, and only to this same machine, where a tunnel or a simulator listens.
    """

    host: str
    port: int
    tls: ssl.SSLContext | None = field(repr=False)

    def __post_init__(self) -> None:
        if self.tls is None and not _is_loopback(self.host):
            raise ValueError(
                f"SIP2 to {self.host} needs TLS: names and passwords would cross the network in plain"
            )


def endpoint_at(address: str) -> Endpoint:
    """Return the endpoint of `sip2+tls://host:port`, or of `sip2://127.0.0.1:port` for a tunnel.

    Raises `ValueError` for any other address.
    """
    parts = urlsplit(address)
    if parts.scheme not in (_SECURE, _PLAIN) or not parts.hostname or not parts.port:
        raise ValueError(f"a SIP2 address is {_SECURE}://host:port or {_PLAIN}://127.0.0.1:port")
    tls = ssl.create_default_context() if parts.scheme == _SECURE else None
    return Endpoint(parts.hostname, parts.port, tls)


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
