"""How large our QR code is and how often a cheap camera reads it, beside two other formats of its content."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from statistics import median

from backend.certificates.format.content import CertificateContent, Claims, Kind
from backend.certificates.format.digits import certificate_url
from backend.certificates.qr import qr_version
from backend.certificates.token import CertificateCodec
from backend.platform.keyring.port import KeyRing
from bench.captures import draw_damages, share_decoded
from bench.rivals import dcc_style, shc_style
from bench.rows import Row, make_row

CAPTURES = 200

_SEED = 1
_CODES = 10
_ID_BYTES = 12
HOST_OF_20_CHARACTERS = "https://card.city.example.cn"
_ANY_TIME = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)


def code_rows(issuer: str, keys: KeyRing, captures: int = CAPTURES) -> Iterator[Row]:
    """Yield the versions and the shares of captures that are read; a capture damages every format alike."""
    contents = _draw_contents()
    codec, key = CertificateCodec(issuer, keys), keys.current()
    ours = [certificate_url(HOST_OF_20_CHARACTERS, codec.mint(content)) for content in contents]
    rivals = {
        "dcc": [dcc_style(content, issuer, key) for content in contents],
        "shc": [shc_style(content, issuer, key) for content in contents],
    }
    version = _version_of(ours)
    yield make_row("qr_version_dynamic", "version", version, 1, _CODES)
    for name, theirs in rivals.items():
        yield make_row(f"qr_version_vs_{name}", "version", version, _version_of(theirs), _CODES)
    damages = draw_damages(_SEED, captures)
    share = share_decoded(ours, damages)
    for name, theirs in rivals.items():
        yield make_row(f"qr_decoded_vs_{name}", "share", share, share_decoded(theirs, damages), captures)


def _draw_contents() -> list[CertificateContent]:
    """Return dynamic certificates with two claims; only their ids differ."""
    chance, claims = Random(_SEED), Claims(level=1, no_adverse=True)  # noqa: S311
    ends = _ANY_TIME + timedelta(minutes=1)
    return [
        CertificateContent(chance.randbytes(_ID_BYTES), Kind.DYNAMIC, ends, None, claims)
        for _ in range(_CODES)
    ]


def _version_of(texts: list[str]) -> float:
    return median(map(qr_version, texts))
