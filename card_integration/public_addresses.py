"""Which addresses of the internet a stranger may have us call: none of our own network, however written."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Sequence

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
# All that is given out for the internet (RFC 4291 section 2.4); what else a library calls global, such as the
# local translators of RFC 8215, old site-local addresses, and IPv4 in the lowest bits, leads into a network.
_GIVEN_OUT = ipaddress.ip_network("2000::/3")


def resolve(host: str, port: int) -> Sequence[Address]:
    """Return every address of a host; raises `OSError` where it has none, `UnicodeError` for no name."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    # The zone of a link-local address follows a percent sign.
    return [ipaddress.ip_address(str(place[0]).partition("%")[0]) for *_, place in found]


def is_public(address: Address) -> bool:
    """Tell whether an address leads to the internet; one that carries another is judged by that too."""
    if not address.is_global or address.is_multicast:
        return False
    if isinstance(address, ipaddress.IPv4Address):
        return True
    inner = _inside(address)
    return is_public(inner) if inner is not None else address in _GIVEN_OUT


def _inside(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
