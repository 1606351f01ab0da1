from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from backend.cards.ports import Busy, Link, Standing, StandingOutcome
from backend.platform.clock import SystemClock
from card_integration.sip2.endpoint import Endpoint
from card_integration.sip2.message import Charset
from card_integration.sip2.operator import Sip2Operator
from card_integration.sip2.session import DEFAULT_RETRY_SECONDS, Sip2Session, Terminal
from tests.contract.sip2.recorded import KOHA
from tests.contract.sip2.scripted_server import replay, scripted

CARD = "900000199001000000"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key and a certificate for 127.0.0.1, signed by itself, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "library.example")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "library.pem"
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(pem + signed.public_bytes(Encoding.PEM))
    return path


def standing_over(tls: ssl.SSLContext, certificate: Path, questions: int = 1) -> list[StandingOutcome]:
    served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    served.load_cert_chain(certificate)
    with scripted(replay(KOHA), tls=served) as server:
        session = Sip2Session(
            Endpoint("127.0.0.1", server.port, tls=tls),
            Terminal("creditapi", "pw", "CPL"),
            Charset.UTF_8,
            timeout_seconds=5.0,
        )
        operator = Sip2Operator(session, "CPL", SystemClock())
        outcomes = [operator.standing(Link("lnk_1", CARD)) for _ in range(questions)]
        operator.close()
        assert server.codes().count("93") in (0, 1)
        return outcomes


def test_the_library_is_spoken_to_over_one_verified_tls_connection(certificate: Path) -> None:
    trusting = ssl.create_default_context(cafile=str(certificate))
    outcomes = standing_over(trusting, certificate, questions=3)
    assert all(isinstance(outcome, Standing) for outcome in outcomes)


def test_a_server_that_nobody_vouches_for_is_told_nothing(certificate: Path) -> None:
    assert standing_over(ssl.create_default_context(), certificate) == [Busy(DEFAULT_RETRY_SECONDS)]
