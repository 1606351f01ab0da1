"""Standard Webhooks, held against the library of its authors in both directions, and against its faults."""

from __future__ import annotations

import base64
import hmac
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook, WebhookVerificationError

from backend.platform.errors import Malformed
from backend.platform.webhooks import new_secret, parse_secret, sign, verify

SECRET, OTHER_SECRET = new_secret(), new_secret()
KEY, OTHER_KEY = parse_secret(SECRET), parse_secret(OTHER_SECRET)
NOW = datetime(2026, 11, 23, 4, 0, 0, 700_000, tzinfo=UTC)
BODY = '{"type":"entitlement.changed","data":{"link_id":"lnk_1"},"说明":"测试"}'.encode()
PRINTABLE = st.text(st.sampled_from([chr(code) for code in range(33, 127) if chr(code) not in ",."]))


def signed(**changes: str) -> list[tuple[str, str]]:
    headers = {**sign([KEY], "msg_1", NOW, BODY), **changes}
    return [(name, value) for name, value in headers.items() if value is not None]


def part_refused(headers: list[tuple[str, str]], body: bytes = BODY, now: datetime = NOW) -> str:
    with pytest.raises(Malformed) as refused:
        verify([KEY], headers, body, now)
    assert refused.value.code == "webhook-invalid"
    return refused.value.extra["part"]


def test_what_we_sign_the_library_believes() -> None:
    now = datetime.now(UTC)
    Webhook(SECRET).verify(BODY, dict(sign([KEY], "msg_1", now, BODY)))


def test_the_library_does_not_believe_another_secret_or_another_body() -> None:
    now = datetime.now(UTC)
    headers = dict(sign([OTHER_KEY], "msg_1", now, BODY))
    with pytest.raises(WebhookVerificationError):
        Webhook(SECRET).verify(BODY, headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(OTHER_SECRET).verify(BODY + b" ", headers)


def test_what_the_library_signs_we_believe() -> None:
    headers = {
        "Webhook-Id": "msg_2",
        "Webhook-Timestamp": str(int(NOW.timestamp())),
        "Webhook-Signature": Webhook(SECRET).sign("msg_2", NOW, BODY.decode()),
    }
    proven = verify([KEY], headers.items(), BODY, NOW)
    assert (proven.id, proven.sent_at) == ("msg_2", NOW.replace(microsecond=0))


@given(body=st.binary(max_size=200), message_id=PRINTABLE.filter(lambda text: 0 < len(text) <= 128))
def test_whatever_is_signed_is_believed_and_any_change_of_it_is_not(body: bytes, message_id: str) -> None:
    headers = sign([KEY], message_id, NOW, body)
    assert verify([KEY], headers.items(), body, NOW).id == message_id
    for changed in (
        ({**headers, "webhook-id": message_id + "x"}, body),
        ({**headers, "webhook-timestamp": str(int(NOW.timestamp()) + 1)}, body),
        (headers, body + b"x"),
    ):
        assert part_refused([*changed[0].items()], changed[1]) in ("signature", "headers")


@given(text=st.text(max_size=60))
def test_no_signature_header_of_a_stranger_breaks_anything(text: str) -> None:
    assert part_refused(signed(**{"webhook-signature": text or " "})) == "signature"


@pytest.mark.parametrize(
    "signature",
    [
        "nocomma",
        "v1,a,b",
        "v1,%%%not-base64%%%",
        "v1,abc",
        "v1,",
        ",AAAA",
        "v1,签名",
        " ",
        "v1,AAAA  v1,AAAA",
        "v2,AAAA",
    ],
)
def test_a_signature_that_makes_the_library_stumble_is_only_refused(signature: str) -> None:
    """It raises `ValueError` or `binascii.Error` for some of these, which a door would answer with 500."""
    assert part_refused(signed(**{"webhook-signature": signature})) == "signature"


def test_one_malformed_signature_spoils_a_header_with_a_good_one() -> None:
    good = sign([KEY], "msg_1", NOW, BODY)["webhook-signature"]
    assert part_refused(signed(**{"webhook-signature": f"{good} v1,a,b"})) == "signature"


def test_a_body_that_is_no_text_is_signed_and_believed_like_any_other() -> None:
    """The library raises `UnicodeDecodeError` here; that it is no event is found out by who reads it."""
    body = b"\xff\xfe\x00"
    assert verify([KEY], sign([KEY], "msg_1", NOW, body).items(), body, NOW).id == "msg_1"


@pytest.mark.parametrize("hours", [8, -5, 0, 14])
def test_a_time_of_any_zone_signs_the_moment_that_it_means(hours: int) -> None:
    """The library reads the wall clock of Shanghai as UTC and signs a moment that is eight hours off."""
    local = NOW.astimezone(timezone(timedelta(hours=hours)))
    headers = sign([KEY], "msg_1", local, BODY)
    assert headers == sign([KEY], "msg_1", NOW, BODY)
    assert verify([KEY], headers.items(), BODY, NOW).sent_at == NOW.replace(microsecond=0)
    library = Webhook(SECRET).sign("msg_1", local, BODY.decode())
    assert (library == headers["webhook-signature"]) is (hours == 0)


def test_a_time_without_a_zone_is_never_signed() -> None:
    with pytest.raises(ValueError, match="zone"):
        sign([KEY], "msg_1", NOW.replace(tzinfo=None), BODY)


@pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_a_missing_an_empty_or_a_repeated_header_is_refused(name: str) -> None:
    headers = signed()
    others = [header for header in headers if header[0] != name]
    own = next(header for header in headers if header[0] == name)
    assert part_refused(others) == "headers"
    assert part_refused([*others, (name, "")]) == "headers"
    assert part_refused([*headers, (name.upper(), own[1])]) == "headers"


def test_repeated_headers_that_a_server_joined_with_a_comma_are_refused() -> None:
    assert part_refused(signed(**{"webhook-id": "msg_1,msg_1"})) == "headers"
    moment = str(int(NOW.timestamp()))
    assert part_refused(signed(**{"webhook-timestamp": f"{moment},{moment}"})) == "headers"


@pytest.mark.parametrize("moment", ["now", "-1", "1e9", "1795406400.5", " 1795406400", "٣", "9" * 40])
def test_a_timestamp_is_whole_seconds_in_plain_digits(moment: str) -> None:
    assert part_refused(signed(**{"webhook-timestamp": moment})) == "headers"


@pytest.mark.parametrize(("seconds", "is_taken"), [(300, True), (-299, True), (302, False), (-302, False)])
def test_five_minutes_either_way_are_taken_and_no_more(seconds: int, is_taken: bool) -> None:
    now = NOW.replace(microsecond=0) + timedelta(seconds=seconds)
    if is_taken:
        assert verify([KEY], signed(), BODY, now).id == "msg_1"
    else:
        assert part_refused(signed(), now=now) == "timestamp"


def test_an_id_with_a_dot_cannot_be_cut_elsewhere_to_fit_the_same_signature() -> None:
    moment = str(int(NOW.timestamp()))
    whole = f"msg.{moment}.{moment}.{{}}".encode()
    mac = base64.b64encode(hmac.digest(KEY, whole, "sha256")).decode()
    headers = {"webhook-id": f"msg.{moment}", "webhook-timestamp": moment, "webhook-signature": f"v1,{mac}"}
    assert part_refused([*headers.items()], b"{}") == "headers"
    with pytest.raises(ValueError, match="dot"):
        sign([KEY], "msg.1", NOW, BODY)


def test_while_a_secret_changes_both_sides_understand_each_other() -> None:
    both = sign([OTHER_KEY, KEY], "msg_1", NOW, BODY)
    assert both["webhook-signature"].count("v1,") == 2
    for known in ([KEY], [OTHER_KEY], [KEY, OTHER_KEY]):
        assert verify(known, both.items(), BODY, NOW).id == "msg_1"
    assert verify([OTHER_KEY, KEY], signed(), BODY, NOW).id == "msg_1"


def test_a_signature_of_a_later_version_is_passed_over() -> None:
    good = sign([KEY], "msg_1", NOW, BODY)["webhook-signature"]
    assert verify([KEY], signed(**{"webhook-signature": f"v1a,AAAA {good}"}), BODY, NOW).id == "msg_1"


def test_who_knows_no_secret_believes_nothing() -> None:
    with pytest.raises(Malformed):
        verify([], signed(), BODY, NOW)


def test_a_new_secret_is_another_each_time_and_as_the_standard_writes_it() -> None:
    assert SECRET.startswith("whsec_")
    assert len({new_secret() for _ in range(20)}) == 20
    assert len(KEY) == 32


TOO_LONG = "whsec_" + base64.b64encode(b"k" * 65).decode()


@pytest.mark.parametrize("written", ["", "whsec_", "whsec_%%%", "whsec_YWJj", "6b" * 32, TOO_LONG])
def test_what_is_no_secret_is_told_and_never_repeated(written: str) -> None:
    with pytest.raises(ValueError, match="webhook secret") as refused:
        parse_secret(written)
    assert not written or written not in str(refused.value)
