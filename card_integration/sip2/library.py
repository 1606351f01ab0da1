"""One library as its operator line and its access describe it, put together."""

from __future__ import annotations

from dataclasses import dataclass

from backend.platform.clock import Clock
from card_integration.sip2.deposit import DepositWaiver
from card_integration.sip2.endpoint import endpoint_at
from card_integration.sip2.message import Charset
from card_integration.sip2.operator import Sip2Operator
from card_integration.sip2.session import Sip2Session, Terminal


@dataclass(frozen=True)
class LibrarySetup:
    """How a library set its SIP2 server up for us: its own id (AO), the location it files us under (CP),
    its character set, and, where it opened that way, how a deposit is written off."""

    institution: str
    location: str
    charset: Charset
    waiver: DepositWaiver | None = None


def connect_library(
    address: str, user: str, password: str, setup: LibrarySetup, timeout_seconds: float, clock: Clock
) -> Sip2Operator:
    """Return the adapter of a library; the connection opens with the first question.

    The address is `sip2+tls://host:port`, or `sip2://127.0.0.1:port` where a tunnel ends on this machine.
    Raises `ValueError` for any other one, and for a login that this character set cannot write.
    """
    terminal = Terminal(user, password, setup.location)
    session = Sip2Session(endpoint_at(address), terminal, setup.charset, timeout_seconds)
    return Sip2Operator(session, setup.institution, clock, setup.waiver)
