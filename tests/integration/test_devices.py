from __future__ import annotations

from datetime import timedelta

import pytest
import redis
from sqlalchemy import select

from backend.domain import Domain
from backend.identity.access_tokens import SignedInCitizen
from backend.identity.device_kind import DeviceKind, device_kind_of
from backend.identity.models import SignIn
from backend.identity.sign_ins import Tokens
from backend.platform.errors import NotFound, Unauthenticated, Unavailable
from backend.rights.export.person import read_accounts
from tests.builders.citizens import TestCitizen, a_citizen, a_visitor
from tests.builders.clock import NOON, StandingClock

pytestmark = pytest.mark.store
PHONE = device_kind_of("Mozilla/5.0 (iPhone; CPU iPhone OS 18_1) MicroMessenger/8.0.53")
TABLET = device_kind_of("Mozilla/5.0 (iPad; CPU OS 17_5)")


def sign_in(domain: Domain, code: str, kind: DeviceKind) -> tuple[SignedInCitizen, Tokens]:
    tokens = domain.sessions.sign_in(code, kind)
    return domain.sessions.read_access_token(tokens.access_token), tokens


def is_signed_out(domain: Domain, tokens: Tokens) -> bool:
    """Tell whether both tokens are refused; one that is refused alone fails the test."""
    refused = []
    for use, token in (
        (domain.sessions.read_access_token, tokens.access_token),
        (domain.sessions.refresh, tokens.refresh_token),
    ):
        try:
            use(token)
        except Unauthenticated:
            refused.append(token)
    assert len(refused) in (0, 2)
    return bool(refused)


def signed_out_entries(domain: Domain, citizen_id: str) -> list[tuple[str, str | None]]:
    entries = domain.access_log.list_of_citizen(citizen_id)
    return [(one.action, one.object_id) for one in entries if one.action.startswith("device")]


def test_each_sign_in_is_a_device_with_its_kind_and_the_one_that_asks_is_marked(domain: Domain) -> None:
    phone, _ = sign_in(domain, "code-d1", PHONE)
    tablet, _ = sign_in(domain, "code-d1", TABLET)
    shown = {one.id: (one.kind, one.is_current) for one in domain.devices.list_of_caller(tablet)}
    assert shown == {phone.sign_in_id: (PHONE, False), tablet.sign_in_id: (TABLET, True)}


def test_a_device_was_seen_when_it_last_took_tokens_in_whole_hours(
    domain: Domain, clock: StandingClock
) -> None:
    phone, tokens = sign_in(domain, "code-d1", PHONE)
    clock.pass_time(days=2, minutes=59)
    domain.sessions.refresh(tokens.refresh_token)
    [device] = domain.devices.list_of_caller(phone)
    assert (device.signed_in_at, device.seen_at) == (NOON, NOON + timedelta(days=2))


def test_the_device_that_was_seen_last_stands_first(domain: Domain, clock: StandingClock) -> None:
    phone, tokens = sign_in(domain, "code-d1", PHONE)
    clock.pass_time(hours=1)
    tablet, _ = sign_in(domain, "code-d1", TABLET)
    clock.pass_time(hours=1)
    domain.sessions.refresh(tokens.refresh_token)
    listed = [one.id for one in domain.devices.list_of_caller(tablet)]
    assert listed == [phone.sign_in_id, tablet.sign_in_id]


def test_a_device_that_signed_out_or_was_away_for_a_month_is_listed_no_more(
    domain: Domain, clock: StandingClock
) -> None:
    sign_in(domain, "code-d1", PHONE)
    clock.pass_time(days=30)
    gone, _ = sign_in(domain, "code-d1", TABLET)
    domain.sessions.sign_out(gone)
    here, _ = sign_in(domain, "code-d1", PHONE)
    assert [one.id for one in domain.devices.list_of_caller(here)] == [here.sign_in_id]


def test_a_device_is_signed_out_at_once_and_the_other_stays(domain: Domain) -> None:
    phone, phone_tokens = sign_in(domain, "code-d1", PHONE)
    tablet, tablet_tokens = sign_in(domain, "code-d1", TABLET)
    domain.devices.sign_out(tablet, phone.sign_in_id)
    assert is_signed_out(domain, phone_tokens)
    assert not is_signed_out(domain, tablet_tokens)
    assert signed_out_entries(domain, tablet.citizen_id) == [("device.signed_out", phone.sign_in_id)]


def test_tokens_that_were_refreshed_go_with_the_device_too(domain: Domain) -> None:
    phone, tokens = sign_in(domain, "code-d1", PHONE)
    tablet, _ = sign_in(domain, "code-d1", TABLET)
    fresh = domain.sessions.refresh(tokens.refresh_token)
    domain.devices.sign_out(tablet, phone.sign_in_id)
    assert is_signed_out(domain, fresh)


def test_signing_the_same_device_out_again_changes_nothing(domain: Domain) -> None:
    phone, _ = sign_in(domain, "code-d1", PHONE)
    tablet, _ = sign_in(domain, "code-d1", TABLET)
    for _ in range(2):
        domain.devices.sign_out(tablet, phone.sign_in_id)
    assert len(signed_out_entries(domain, tablet.citizen_id)) == 1


def test_one_may_sign_out_the_device_in_ones_hand(domain: Domain) -> None:
    phone, tokens = sign_in(domain, "code-d1", PHONE)
    domain.devices.sign_out(phone, phone.sign_in_id)
    assert is_signed_out(domain, tokens)


def test_anothers_device_looks_like_one_that_is_not_there(domain: Domain) -> None:
    phone, tokens = sign_in(domain, "code-d1", PHONE)
    stranger, _ = sign_in(domain, "code-d2", TABLET)
    refusals = []
    for device_id in (phone.sign_in_id, "sin_" + "0" * 22):
        with pytest.raises(NotFound) as caught:
            domain.devices.sign_out(stranger, device_id)
        refusals.append((caught.value.code, caught.value.zh))
    assert refusals[0] == refusals[1]
    assert not is_signed_out(domain, tokens)


def test_all_others_are_signed_out_and_nobody_elses(domain: Domain) -> None:
    others = [sign_in(domain, "code-d1", PHONE)[1] for _ in range(3)]
    here, tokens = sign_in(domain, "code-d1", TABLET)
    _, strangers = sign_in(domain, "code-d2", TABLET)
    domain.devices.sign_out_others(here)
    assert [is_signed_out(domain, one) for one in others] == [True] * 3
    assert [is_signed_out(domain, one) for one in (tokens, strangers)] == [False, False]
    assert [one.id for one in domain.devices.list_of_caller(here)] == [here.sign_in_id]
    assert signed_out_entries(domain, here.citizen_id) == [("devices.signed_out", None)]


def test_nothing_has_ended_where_access_tokens_cannot_be_ended_too(
    domain: Domain, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone, tokens = sign_in(domain, "code-d1", PHONE)
    tablet, _ = sign_in(domain, "code-d1", TABLET)

    def is_away(*_args: object, **_named: object) -> None:
        raise redis.ConnectionError

    with monkeypatch.context() as while_away:
        while_away.setattr(domain.ground.short_lived, "set", is_away)
        with pytest.raises(Unavailable, match="short-lived-state-unavailable"):
            domain.devices.sign_out(tablet, phone.sign_in_id)
    assert not is_signed_out(domain, tokens)
    assert signed_out_entries(domain, tablet.citizen_id) == []


def test_an_account_that_moves_to_its_person_keeps_the_kind_of_its_device(domain: Domain) -> None:
    earlier: TestCitizen = a_citizen(domain)
    phone, _ = sign_in(domain, "code-d9", PHONE)
    proof = domain.identity.prove(phone, "王小明", earlier.id_number, "face")
    assert proof.tokens is not None
    moved = domain.sessions.read_access_token(proof.tokens.access_token)
    assert [one.kind for one in domain.devices.list_of_caller(moved)] == [PHONE]


def test_of_a_device_nothing_but_its_kind_is_kept(domain: Domain) -> None:
    phone, _ = sign_in(domain, "code-d1", PHONE)
    with domain.ground.database.reading() as session:
        row = session.execute(select(SignIn.__table__).where(SignIn.id == phone.sign_in_id)).mappings().one()
    assert set(row) == {
        *("id", "account_id", "citizen_id", "started_at", "ended_at", "ended_because", "device")
    }
    assert row["device"] == "wechat.iphone"


def test_the_copy_names_the_kind_of_each_sign_in(domain: Domain) -> None:
    phone, _ = sign_in(domain, "code-d1", PHONE)
    a_visitor(domain, "code-d1")
    with domain.ground.database.reading() as session:
        sign_ins = read_accounts(session, phone.citizen_id)["sign_ins"]
    assert sorted(one["device"] for one in sign_ins) == ["其他程序 · 其他设备", "微信 · iPhone"]
