"""Who asks, as limits and logs know it: a kind of caller and an id, never a name."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network

from flask import g, request

from backend.platform.clock import Clock, city_date
from backend.platform.field_encryption import BlindIndex

ANONYMOUS = "anonymous"
# Their ids stand for an office or a business, and whoever keeps the service must be able to ring them up.
_ORGANISATIONS = frozenset({"merchant", "department", "operator"})
_HOUSEHOLD_BITS = 64
_PSEUDONYM_BYTES = 8


@dataclass(frozen=True, slots=True)
class Caller:
    """A kind of caller and which one it is; an anonymous one by its network address."""

    kind: str
    id: str


def anonymous_caller() -> Caller:
    """Return who asks without proving anything: an address, or the network of an IPv6 address."""
    return Caller(ANONYMOUS, _network_of(request.remote_addr or ""))


def noted_caller() -> Caller | None:
    """Return who asks in this request, once the guard of its route knows."""
    found: Caller | None = g.get("edge_caller")
    return found


def note_caller(caller: Caller) -> None:
    """Let the rest of the request know who asks."""
    g.edge_caller = caller


def _network_of(address: str) -> str:
    """Return an IPv6 address as its first 64 bits: a household has all the others."""
    if ":" not in address:
        return address
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is None:
        return str(ip_network((parsed, _HOUSEHOLD_BITS), strict=False))
    return address


class Pseudonyms:
    """Names callers in logs: people under another name every day, organisations by their own id."""

    def __init__(self, blind_index: BlindIndex, clock: Clock) -> None:
        self._blind_index = blind_index
        self._clock = clock

    def of(self, caller: Caller) -> str:
        """Return the name under which the caller's requests of one day belong together."""
        if caller.kind in _ORGANISATIONS:
            return caller.id
        day = city_date(self._clock.now())
        index = self._blind_index.of("logs", f"{day}|{caller.kind}|{caller.id}")
        return index[:_PSEUDONYM_BYTES].hex()

    def key_of(self, caller: Caller) -> str:
        """Return the name under which a caller is counted in Redis, where no address and no id stands."""
        return self._blind_index.of("limits", f"{caller.kind}|{caller.id}")[: 2 * _PSEUDONYM_BYTES].hex()
