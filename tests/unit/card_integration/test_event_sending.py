from __future__ import annotations

import ipaddress
from collections.abc import Callable

import httpx
import pytest

from backend.cards.operator_access.ports import Gone, NotTaken, Taken
from card_integration.event_sending import HttpEventSender
from card_integration.public_addresses import is_public, resolve
from tests.unit.card_integration.scripted_http import MovableClock

PUBLIC = "93.184.215.14"
URL = "https://hooks.operator.example/events?from=card"


class Endpoint:
    """Answers as it is told, and keeps what came."""

    def __init__(self, answer: httpx.Response | Exception) -> None:
        self.requests: list[httpx.Request] = []
        self._answer = answer

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        if isinstance(self._answer, Exception):
            raise self._answer
        return self._answer


def sender(endpoint: Callable, *addresses: str, allow_private: bool = False) -> HttpEventSender:
    found = [ipaddress.ip_address(address) for address in addresses or (PUBLIC,)]
    http = httpx.Client(transport=httpx.MockTransport(endpoint))
    return HttpEventSender(
        MovableClock(), allow_private=allow_private, http=http, look_up=lambda _host, _port: found
    )


def test_the_event_goes_to_the_address_that_was_judged_under_the_name_that_was_registered() -> None:
    endpoint = Endpoint(httpx.Response(204))
    assert sender(endpoint).send(URL, {"webhook-id": "msg_1"}, b"{}") == Taken()
    (request,) = endpoint.requests
    assert str(request.url) == f"https://{PUBLIC}/events?from=card"
    assert (request.headers["host"], request.headers["webhook-id"]) == ("hooks.operator.example", "msg_1")
    assert request.extensions["sni_hostname"] == "hooks.operator.example"
    assert request.content == b"{}"


def test_a_port_stays_in_the_name_and_in_the_address() -> None:
    endpoint = Endpoint(httpx.Response(200))
    sender(endpoint, "2606:4700::1").send("https://hooks.operator.example:8443/", {}, b"")
    (request,) = endpoint.requests
    assert str(request.url) == "https://[2606:4700::1]:8443/"
    assert request.headers["host"] == "hooks.operator.example:8443"


@pytest.mark.parametrize(
    "private",
    [
        *("127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.0.1", "169.254.169.254", "100.64.0.1", "0.1.2.3"),
        *("224.0.0.1", "255.255.255.255", "::1", "fe80::1", "fc00::1", "::ffff:10.0.0.1", "64:ff9b::a00:1"),
        *("2002:a00:1::1", "ff02::1", "::", "::7f00:1", "fec0::1", "64:ff9b:1::a00:1"),
    ],
)
def test_no_address_of_a_private_network_is_called_however_it_is_written(private: str) -> None:
    assert not is_public(ipaddress.ip_address(private))
    endpoint = Endpoint(httpx.Response(204))
    assert isinstance(sender(endpoint, private).send(URL, {}, b""), NotTaken)
    assert isinstance(sender(endpoint, PUBLIC, private).send(URL, {}, b""), NotTaken)
    assert endpoint.requests == []


@pytest.mark.parametrize("public", [PUBLIC, "2606:4700::1", "::ffff:93.184.215.14"])
def test_addresses_of_the_internet_are_called(public: str) -> None:
    assert is_public(ipaddress.ip_address(public))


def test_the_demo_may_call_this_machine() -> None:
    endpoint = Endpoint(httpx.Response(204))
    sending = sender(endpoint, "127.0.0.1", allow_private=True)
    assert sending.send("http://127.0.0.1:9000/", {}, b"") == Taken()


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed(status: int) -> None:
    endpoint = Endpoint(httpx.Response(status, headers={"Location": "http://169.254.169.254/"}))
    assert sender(endpoint).send(URL, {}, b"") == NotTaken(f"answered {status}")
    assert len(endpoint.requests) == 1


def test_gone_is_gone() -> None:
    assert sender(Endpoint(httpx.Response(410))).send(URL, {}, b"") == Gone()


@pytest.mark.parametrize(
    ("status", "header", "seconds"), [(429, "17", 17), (503, "60", 60), (500, None, None), (404, None, None)]
)
def test_who_asks_for_a_pause_gets_it(status: int, header: str | None, seconds: int | None) -> None:
    headers = {"Retry-After": header} if header else {}
    outcome = sender(Endpoint(httpx.Response(status, headers=headers))).send(URL, {}, b"")
    assert outcome == NotTaken(f"answered {status}", seconds)


@pytest.mark.parametrize(
    "trouble", [httpx.ConnectError("no"), httpx.ReadTimeout("slow"), httpx.RemoteProtocolError("odd")]
)
def test_trouble_on_the_way_is_told_by_its_name_alone(trouble: Exception) -> None:
    assert sender(Endpoint(trouble)).send(URL, {}, b"") == NotTaken(type(trouble).__name__)


def test_a_name_that_means_nothing_is_trouble_and_no_failure() -> None:
    def look_up(_host: str, _port: int) -> list[ipaddress.IPv4Address]:
        raise OSError("no such host")

    http = httpx.Client(transport=httpx.MockTransport(Endpoint(httpx.Response(204))))
    sending = HttpEventSender(MovableClock(), allow_private=False, http=http, look_up=look_up)
    assert sending.send(URL, {}, b"") == NotTaken("OSError")


def test_an_address_that_is_written_out_is_looked_up_as_itself() -> None:
    assert resolve("127.0.0.1", 80) == [ipaddress.ip_address("127.0.0.1")]
