"""The real-name port over HTTP; the ID number travels in the body alone, never in a URL, log or error."""

from __future__ import annotations

import httpx
import orjson

from backend.identity.ports import RealNameResult
from backend.platform.errors import Unavailable
from card_integration.outgoing import open_client

_RETRY_SECONDS = 30


class HttpRealName:
    """The government's real-name service, called with a bearer secret.

    Without an `http` of the caller's, it goes straight to the service, past any proxy of the environment.
    """

    def __init__(
        self, base_url: str, secret: str, timeout_seconds: float, http: httpx.Client | None = None
    ) -> None:
        self._url = base_url.rstrip("/") + "/checks"
        self._headers = {"Authorization": f"Bearer {secret}"}
        self._timeout_seconds = timeout_seconds
        self._http = http or open_client()

    def check(self, name: str, id_number: str, strong_proof: str | None) -> RealNameResult:
        """Return whether the name and the ID number belong together; raises `Unavailable`."""
        person = {"name": name, "id_number": id_number}
        result = self._ask(person if strong_proof is None else {**person, "strong_proof": strong_proof})
        # Raised here and not where it failed: the HTTP error holds the request, and with it the ID number.
        if result is None:
            raise Unavailable(
                "real-name-unavailable",
                zh="实名核验服务暂时没有响应，请稍后再试。",
                en="The real-name service does not answer. Please try again later.",
                retry_after_seconds=_RETRY_SECONDS,
            )
        return result

    def _ask(self, body: dict[str, str]) -> RealNameResult | None:
        try:
            response = self._http.post(
                self._url, json=body, headers=self._headers, timeout=self._timeout_seconds
            )
            if response.status_code != 200:
                return None
            return RealNameResult(orjson.loads(response.content)["result"])
        except (httpx.RequestError, ValueError, KeyError, TypeError):
            return None
