"""Carrying an event to an operator's endpoint: one post, no redirect, no address of our own network."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import httpx

from backend.cards.operator_access.ports import EventOutcome, Gone, NotTaken, Taken
from backend.platform.clock import Clock
from card_integration.outgoing import open_client
from card_integration.public_addresses import Address, is_public, resolve
from card_integration.retry_after import retry_after_seconds

_TIMEOUT_SECONDS = 5.0
_UNREACHED = (httpx.HTTPError, httpx.InvalidURL, OSError, UnicodeError)


class HttpEventSender:
    """Posts events; safe to share among threads.

    The host is looked up here and every address that it has must be public; the call then goes to the address
    that was judged, so that a name cannot mean another by then. The certificate is still held against the
    name. `allow_private` is for the demo, whose endpoints are on this machine.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        allow_private: bool,
        http: httpx.Client | None = None,
        look_up: Callable[[str, int], Sequence[Address]] = resolve,
    ) -> None:
        self._clock = clock
        self._allow_private = allow_private
        self._http = http or open_client(_TIMEOUT_SECONDS)
        self._look_up = look_up

    def send(self, url: str, headers: Mapping[str, str], body: bytes) -> EventOutcome:
        """Post the body once and tell what came of it; the answer's own body is never read."""
        try:
            named = httpx.URL(url)
            address = self._judge(named)
            if address is None:
                return NotTaken("the address is not public")
            return self._post(named, address, headers, body)
        except _UNREACHED as error:
            return NotTaken(type(error).__name__)

    def _judge(self, url: httpx.URL) -> Address | None:
        addresses = self._look_up(url.host, url.port or (443 if url.scheme == "https" else 80))
        if not addresses or not (self._allow_private or all(map(is_public, addresses))):
            return None
        return addresses[0]

    def _post(
        self, named: httpx.URL, address: Address, headers: Mapping[str, str], body: bytes
    ) -> EventOutcome:
        host = named.netloc.decode("ascii")
        with self._http.stream(
            "POST",
            named.copy_with(host=str(address)),
            headers={**headers, "host": host},
            content=body,
            extensions={"sni_hostname": named.host},
        ) as response:
            if response.is_success:
                return Taken()
            if response.status_code == httpx.codes.GONE:
                return Gone()
            wait = retry_after_seconds(response.headers.get("Retry-After"), self._clock.now())
            return NotTaken(f"answered {response.status_code}", wait)
