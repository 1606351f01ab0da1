"""The proxy in front, judged by a linter of others and by nginx itself where it is."""

from __future__ import annotations

import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.architecture.deploy.manifests import DEPLOY, run_tool, verdict_of

PROXY = DEPLOY / "nginx.conf"


def write_certificate(folder: Path) -> None:
    """Write what nginx needs to read the file; nobody is shown it."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "card.example.org")])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(now).not_valid_after(now + timedelta(days=1))
    signed = made.sign(key, hashes.SHA256())
    (folder / "fullchain.pem").write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    (folder / "privkey.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )


def test_gixy_finds_no_fault() -> None:
    assert verdict_of(run_tool("gixy", PROXY)) == (0, "")


def test_gixy_would_find_one(tmp_path: Path) -> None:
    wrong = tmp_path / "nginx.conf"
    text = PROXY.read_text(encoding="utf-8")
    wrong.write_text(
        text.replace("https://card.example.org$request_uri", "https://$host$uri"), encoding="utf-8"
    )
    assert run_tool("gixy", wrong).returncode != 0


def test_nginx_takes_it(tmp_path: Path) -> None:
    nginx = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
    if nginx is None:
        pytest.skip("nginx is not on this machine")
    write_certificate(tmp_path)
    text = PROXY.read_text(encoding="utf-8").replace("/etc/citizen-card/tls", str(tmp_path))
    (tmp_path / "site.conf").write_text(text.replace("/var/log/nginx", str(tmp_path)), encoding="utf-8")
    whole = f"pid {tmp_path}/pid; events {{}} http {{ include {tmp_path}/site.conf; }}"
    (tmp_path / "nginx.conf").write_text(whole, encoding="utf-8")
    command = [
        nginx,
        "-t",
        "-p",
        str(tmp_path),
        "-e",
        str(tmp_path / "log"),
        "-c",
        str(tmp_path / "nginx.conf"),
    ]
    judged = subprocess.run(command, capture_output=True, text=True, check=False)
    assert judged.returncode == 0, judged.stderr


def test_the_proxy_hands_on_what_the_service_believes_and_writes_no_address_down() -> None:
    text = PROXY.read_text(encoding="utf-8")
    for line in (
        "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;",
        "proxy_set_header X-Forwarded-Proto https;",
        "proxy_set_header X-Request-Id $request_id;",
        "ssl_protocols TLSv1.2 TLSv1.3;",
    ):
        assert line in text
    # Of the log's format: an address may hold an id, a query where somebody is.
    (form,) = [part.split(";")[0] for part in text.split("log_format")[1:]]
    assert not [
        name for name in ("$request ", "$request_uri", "$uri", "$args", "$remote_addr") if name in form
    ]
