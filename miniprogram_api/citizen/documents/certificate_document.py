"""A printed certificate on one page: what it says, the code that proves it, and how to check it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from backend.certificates.qr import modules_of
from backend.platform.city import City
from backend.platform.clock import CITY_ZONE
from backend.status.explanation import in_chinese
from miniprogram_api.citizen.documents.layout import (
    BODY,
    HEADING,
    MARGINAL,
    MM,
    STRONG,
    TITLE,
    Block,
    Placed,
    Row,
    english,
    in_both,
    labelled,
    paginate,
    paragraph,
)
from miniprogram_api.citizen.documents.pages import FOOT, HEIGHT, WIDTH, Page, PlacedCode, write_pdf

DEMO_MARK = "演示，无效力 DEMO, OF NO EFFECT"
TITLE_ZH, TITLE_EN = "信用证书", "QR credit certificate"
CODE_SIDE = 38 * MM
"""The side of the code itself; its quiet zone stands around it (35 to 40 mm read well from paper)."""

_QUIET_MODULES = 4
_COLUMN = WIDTH - CODE_SIDE - 16 * MM
_LABELS = 38 * MM
_GAP = Row((), 5)


@dataclass(frozen=True)
class CertificateFacts:
    """What a printed certificate tells; `claims` are the words of each claim in Chinese and in English."""

    city: City
    certificate_id: str
    claims: Sequence[tuple[str, str]]
    audience: str | None
    issued_at: datetime
    expires_at: datetime
    url: str
    made_at: datetime


_BY_ANYONE = (
    "手机相机：扫描二维码，打开 {host} 上的核验页。以页面显示的为准，纸上印的字不能作为依据。",
    "Any phone camera: scan the code; the page that opens is on {host}. What that page says is what counts, "
    "not what is printed here.",
)
_BY_ONE_MERCHANT = (
    "本证书只供上面写明的一家商户核验，其他人扫描看到的，不能作为依据。",
    "It is for the one merchant named above; what anybody else sees by scanning it proves nothing.",
)
_HOW_TO_VERIFY = (
    (
        "商户：用核验页 {host}/scan 扫描，没有网络也能核验真伪。",
        "Merchants: scan it at {host}/scan, which also works without a network.",
    ),
    (
        "纸质证书可以复印：请核对姓名或证件号码后四位（如写有），确认出示人就是本人。",
        "Paper can be copied: compare the masked name or the ID’s last four, if there, and make sure that "
        "it is the holder’s own.",
    ),
)
_NOTES = (
    (
        "持证人随时可以作废本证书，作废后不再有效。",
        "Its holder may end this certificate at any time; it is then no longer valid.",
    ),
    (
        "本证书只说明以上内容，不说明持证人的其他任何情况；没有写的，不表示好，也不表示不好。",
        "It says what stands above and nothing else about the person; what it does not say means neither "
        "good nor bad.",
    ),
    (
        "出示完全自愿。任何人不得以提供基本服务为条件要求出示。",
        "Showing it is wholly voluntary. Nobody may demand it for a basic service.",
    ),
)


def draw_certificate(facts: CertificateFacts) -> bytes:
    """Return the certificate as a PDF file: one page, unless somebody's name fills many lines."""
    modules = modules_of(facts.url)
    side = CODE_SIDE * len(modules) / (len(modules) - 2 * _QUIET_MODULES)
    first, *others = paginate(_blocks(facts, side + MARGINAL.leading), HEIGHT)
    code = PlacedCode(modules, WIDTH - side, first[1].y, side)
    foot = Placed(Block(paragraph(_foot(facts), MARGINAL, WIDTH)), FOOT)
    return write_pdf(
        [Page([*first, _caption(code), foot], code), *(Page([*other, foot]) for other in others)],
        title=f"{facts.city.name_zh}{TITLE_ZH} {TITLE_EN}",
        author=f"{facts.city.name_zh} {facts.city.name_en}",
        made_at=facts.made_at,
    )


def _blocks(facts: CertificateFacts, code_height: float) -> Iterator[Block]:
    yield Block(_head(facts.city))
    claims = Block(tuple(_claims(facts.claims)), 16)
    # The code stands beside the claims, and may be higher than they are.
    room = Row((), max(0.0, code_height - claims.height))
    yield replace(claims, rows=(*claims.rows, room))
    yield Block(tuple(_facts(facts)), 14, is_ruled=True)
    host = facts.city.base_url.partition("//")[2]
    yield _heading("怎样核验", "How to verify")
    for zh, en in (_BY_ONE_MERCHANT if facts.audience else _BY_ANYONE, *_HOW_TO_VERIFY):
        yield Block(in_both((zh.format(host=host), en.format(host=host)), WIDTH), 4)
    yield _heading("说明", "Please note")
    for note in _NOTES:
        yield Block(in_both(note, WIDTH), 4)


def _head(city: City) -> tuple[Row, ...]:
    return (
        *(paragraph(DEMO_MARK, HEADING, WIDTH) if city.is_demo else ()),
        *paragraph(f"{city.name_zh} {city.name_en}", HEADING, WIDTH),
        *paragraph(TITLE_ZH, TITLE, WIDTH),
        *english(TITLE_EN, WIDTH),
    )


def _claims(claims: Sequence[tuple[str, str]]) -> Iterator[Row]:
    yield from paragraph("本证书说明 It says", HEADING, _COLUMN)
    for zh, en in claims:
        yield _GAP
        yield from paragraph(zh, STRONG, _COLUMN)
        yield from english(en, _COLUMN)


def _caption(code: PlacedCode) -> Placed:
    """Place the words below the code, in the middle."""
    words = "扫码核验 Scan to verify"
    left = (code.side - MARGINAL.typeface.measure(words, MARGINAL.size)) / 2
    return Placed(Block(paragraph(words, MARGINAL, code.side)), code.y + code.side, code.x + left)


def _facts(facts: CertificateFacts) -> Iterator[Row]:
    lines = (
        (("签发时间", "Issued"), _moment(facts.issued_at)),
        (("有效期至", "Valid until"), _moment(facts.expires_at)),
        (("出示给", "For"), facts.audience or "任何商户 any merchant"),
        (("证书编号", "Id"), facts.certificate_id),
    )
    for label, value in lines:
        yield from labelled(label, paragraph(value, BODY, WIDTH, indent=_LABELS))


def _moment(moment: datetime) -> str:
    local = moment.astimezone(CITY_ZONE)
    return f"{in_chinese(local.date())} {local:%H:%M:%S}（北京时间，UTC+8）"


def _heading(zh: str, en: str) -> Block:
    return Block(paragraph(f"{zh} {en}", HEADING, WIDTH), 12, leads_in=True)


def _foot(facts: CertificateFacts) -> str:
    local = facts.made_at.astimezone(CITY_ZONE)
    return (
        f"{facts.city.name_zh} · 市民诚信卡 · 打印于 Printed {local:%Y-%m-%d %H:%M} · {facts.certificate_id}"
    )
