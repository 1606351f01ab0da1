from __future__ import annotations

import ssl

import pytest

from card_integration.sip2.endpoint import Endpoint, endpoint_at


@pytest.mark.parametrize("host", ["library.example", "192.0.2.7", "10.0.0.1"])
def test_plain_text_does_not_leave_the_machine(host: str) -> None:
    with pytest.raises(ValueError, match="TLS"):
        Endpoint(host, 6001, tls=None)
    with pytest.raises(ValueError, match="TLS"):
        endpoint_at(f"sip2://{host}:6001")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_plain_text_reaches_a_tunnel_on_the_same_machine(host: str) -> None:
    assert Endpoint(host, 6001, tls=None).tls is None


def test_a_secure_address_verifies_the_server() -> None:
    endpoint = endpoint_at("sip2+tls://library.example:6443")
    assert (endpoint.host, endpoint.port) == ("library.example", 6443)
    assert endpoint.tls is not None
    assert endpoint.tls.verify_mode is ssl.CERT_REQUIRED
    assert endpoint.tls.check_hostname


@pytest.mark.parametrize(
    "address", ["https://library.example:1", "sip2+tls://library.example", "sip2+tls://:6001", "library:6001"]
)
def test_any_other_address_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="sip2"):
        endpoint_at(address)


def test_the_choice_of_tls_cannot_be_left_out() -> None:
    with pytest.raises(TypeError):
        Endpoint("127.0.0.1", 6001)
