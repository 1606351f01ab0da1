"""The targets: whatever the bytes, a parser accepts them or refuses them in the way that it documents.

Any other exception is a finding. Where something is accepted and has a written form, that form must mean
the same again.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable

from backend.cards.operator_access.incoming import EventSignatures
from backend.certificates.challenge import parse_challenge
from backend.certificates.format.digits import digits_of, from_digits, to_digits
from backend.certificates.format.payload import decode as decode_payload
from backend.certificates.format.payload import encode as encode_payload
from backend.certificates.format.reading import TokenRejected, read
from backend.certificates.format.status_list import compress, expand
from backend.certificates.token import seal
from backend.platform.errors import DomainError, Invalid, Malformed
from backend.platform.webhooks import sign, verify
from bot.wechat.library import UnreadableMessage, read_envelope
from bot.wechat.push import HostilePush, read_push
from card_integration.sip2 import answers
from card_integration.sip2.framing import FrameTooLong, Framing
from card_integration.sip2.message import Charset, NotSendable, decode, encode
from card_integration.sip2.message import Malformed as MalformedFrame
from card_integration.sip2.patron import patron_in
from tests.builders.clock import StandingClock
from tests.fuzz.callers import CALLERS
from tests.fuzz.deliveries import DELIVERIES
from tests.fuzz.operators import OPERATORS
from tests.fuzz.published_files import PUBLISHED_FILES
from tests.fuzz.questions import QUESTIONS
from tests.fuzz.sealed_pushes import SEALED_PUSHES
from tests.fuzz.target import Target
from tests.fuzz.uploads import UPLOADS
from tests.unit.certificates.samples import ISSUER, NOW, MemoryKeyRing, a_certificate

_LEEWAY = NOW - NOW
_RING = MemoryKeyRing()
_SECRET = bytes(range(32))


def _token(data: bytes) -> bool:
    """A scanned text: digits, or a link; and the signed part alone, which no forger reaches."""
    text = digits_of(data.decode("utf-8", "replace"))
    with contextlib.suppress(Invalid):
        parse_challenge(text)
    with contextlib.suppress(TokenRejected):
        read(text, _RING.find_public_key, NOW, leeway=_LEEWAY, issuer=ISSUER)
    try:
        assert to_digits(from_digits(text)) == text
    except ValueError:
        return False
    return True


def _sealed(data: bytes) -> bool:
    """The bytes that a code's digits stand for."""
    try:
        read(to_digits(data), _RING.find_public_key, NOW, leeway=_LEEWAY, issuer=ISSUER)
    except TokenRejected:
        return False
    return True


def _payload(data: bytes) -> bool:
    """What a good signature covers, of whoever holds a key that we believe."""
    try:
        issuer, content = decode_payload(data)
    except ValueError:
        return False
    assert encode_payload(issuer, content) == data
    return True


def _status_list(data: bytes) -> bool:
    try:
        statuses = expand(data.decode("ascii"))
    except ValueError:
        return False
    assert isinstance(statuses, bytes)
    return True


def _wechat(data: bytes) -> bool:
    text = data.decode("utf-8", "replace")
    with contextlib.suppress(UnreadableMessage):
        read_envelope(text)
    try:
        push = read_push(text, "proof")
    except HostilePush:
        return False
    assert isinstance(push.scene, str)
    assert isinstance(push.choice, str)
    return True


def _sip2(data: bytes) -> bool:
    """Answers of a library system, however the network cuts them; of each what every answer may hold."""
    framing, charset = Framing(), list(Charset)[len(data) % len(Charset)]
    try:
        frames = [frame for cut in (data[:7], data[7:]) for frame in framing.feed(cut)]
    except FrameTooLong:
        return False
    return any([_is_message(frame, charset) for frame in frames])


def _is_message(frame: bytes, charset: Charset) -> bool:
    try:
        message = decode(frame, charset)
    except MalformedFrame:
        return False
    for of_code, reading in _SIP2_ANSWERS.items():
        if message.code in of_code:
            with contextlib.suppress(MalformedFrame):
                reading(message)
    try:
        again = encode(message, charset)
    except NotSendable:
        return True
    assert decode(again.rstrip(b"\r"), charset) == message
    return True


_SIP2_ANSWERS: dict[tuple[str, ...], Callable[..., object]] = {
    ("94",): answers.is_logged_in,
    ("98",): answers.server_status_in,
    ("38",): answers.payment_in,
    ("18",): answers.item_in,
    ("30",): answers.renewal_in,
    ("36",): answers.is_session_ended,
    ("24", "64"): patron_in,
}


def _webhook(data: bytes) -> bool:
    """Headers of a stranger, and bodies of an operator whose signature is good."""
    stranger, _, body = data.partition(b"\n\n")
    headers = [
        (name.strip(), value.strip())
        for line in stranger.decode("latin-1").split("\n")
        for name, _, value in [line.partition(":")]
    ]
    with contextlib.suppress(Malformed):
        verify([_SECRET], headers, body, NOW)
    events = EventSignatures(StandingClock(NOW), {"library": [_SECRET]})
    try:
        events.read("library", sign([_SECRET], "msg_1", NOW, body).items(), body)
    except DomainError:
        return False
    return True


def _xml(inside: str, kind: str = "text") -> bytes:
    return (
        "<xml><ToUserName><![CDATA[gh_a]]></ToUserName><FromUserName><![CDATA[oA]]></FromUserName>"
        f"<CreateTime>1795399200</CreateTime><MsgType><![CDATA[{kind}]]></MsgType>{inside}</xml>"
    ).encode()


def _frame(body: str) -> bytes:
    begun = body.encode() + b"AY1AZ"
    return begun + b"%04X" % (-sum(begun) & 0xFFFF) + b"\r"


_PAYLOADS = [encode_payload(ISSUER, a_certificate(level=3, no_adverse=flag)) for flag in (True, False)]
_EVENT = (
    b'{"type":"entitlement.changed","timestamp":"2026-11-23T08:30:00Z","data":{"entitlement_id":"ent_1"}}'
)

TARGETS = {
    "token": Target(_token, [to_digits(bytes(range(120))).encode(), b"https://card.example/v#0"]),
    "sealed": Target(_sealed, [seal(payload, _RING.current()) for payload in _PAYLOADS], good=2),
    "payload": Target(_payload, _PAYLOADS, good=2),
    "status_list": Target(_status_list, [compress([1, 5]).encode(), b"eJw"]),
    "wechat_xml": Target(
        _wechat,
        [
            _xml("<Content><![CDATA[怎么修复]]></Content><MsgId>1</MsgId>"),
            _xml("<Event><![CDATA[CLICK]]></Event><EventKey>topic:status.view</EventKey>", "event"),
            _xml("<Location_X>24.4</Location_X><Location_Y>118.1</Location_Y><Label>x</Label>", "location"),
            b'<!DOCTYPE x [<!ENTITY a "b">]><xml>&a;</xml>',
        ],
        good=3,
    ),
    "sip2": Target(
        _sip2,
        [
            _frame(
                "64" + " " * 14 + "00120261123    083000" + "0000" * 6 + "AOxm|AA350|AE王|BLY|BHCNY|BV1.50|"
            ),
            _frame("98YYYYNN600003" + "20261123    083000" + "2.00AOxm|BXYYYYYYYYYYYYYYYY|"),
            _frame("941"),
        ],
    ),
    "webhook": Target(
        _webhook, [b"webhook-id: msg_1\nwebhook-timestamp: 1795399200\n\n" + _EVENT, b"\n\n[]"]
    ),
    **DELIVERIES,
    **UPLOADS,
    **OPERATORS,
    **SEALED_PUSHES,
    **PUBLISHED_FILES,
    **CALLERS,
    **QUESTIONS,
}
