from __future__ import annotations

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select, text, update
from sqlalchemy.exc import DatabaseError

from backend.domain import Domain
from backend.officers.log import Entered, Refusal
from backend.officers.models import Officer, OfficerLogEntry, OfficerSession
from backend.officers.passwords import Passwords
from backend.officers.signing_in import SigningIn
from backend.platform.attempts import Attempts
from backend.platform.errors import Invalid, Refused, TooMany, Unauthenticated
from tests.builders.clock import StandingClock
from tests.builders.officers import TestOfficer, a_session, admitted, an_officer

pytestmark = pytest.mark.store
NEW_PASSWORD = "白鹭洲-夜灯-很亮-2026"


@pytest.fixture
def officer(domain: Domain) -> TestOfficer:
    return an_officer(domain)


def sign_in(domain: Domain, officer: TestOfficer, **changed: str) -> str:
    given = {
        "username": officer.username,
        "password": officer.password,
        "code": officer.code_at(domain.ground.clock.now()),
    }
    return domain.officers.signing_in.sign_in(**(given | changed)).token


def acts(domain: Domain, officer: TestOfficer | None = None) -> list[tuple[str, str | None]]:
    """Return what the log has, the oldest first."""
    lines = domain.officers.log.list_newest(officer.username if officer else None)
    return [(line.act, line.about) for line in reversed(lines)]


def test_both_factors_together_let_an_officer_in(domain: Domain, officer: TestOfficer) -> None:
    signed_in = admitted(domain, sign_in(domain, officer))
    assert (signed_in.username, signed_in.name) == (officer.username, "陈经办")


def test_the_username_may_be_typed_in_any_case(domain: Domain, officer: TestOfficer) -> None:
    assert sign_in(domain, officer, username=f" {officer.username.upper()} ")


@pytest.mark.parametrize(
    "wrong", [{"password": "not-the-password"}, {"code": "no-code"}, {"username": "nobody"}]
)
def test_whatever_is_wrong_the_answer_is_the_same(
    domain: Domain, officer: TestOfficer, wrong: dict[str, str]
) -> None:
    with pytest.raises(Unauthenticated) as refused:
        sign_in(domain, officer, **wrong)
    assert refused.value.code == "officer-sign-in-wrong"


def test_a_code_works_once(domain: Domain, officer: TestOfficer, clock: StandingClock) -> None:
    sign_in(domain, officer)
    with pytest.raises(Unauthenticated):
        sign_in(domain, officer)
    # An older code, which was never used, would be one that somebody had looked at.
    with pytest.raises(Unauthenticated):
        sign_in(domain, officer, code=officer.code_at(clock.now(), -1))
    assert acts(domain, officer)[-1] == (Entered.SIGN_IN_REFUSED, Refusal.CODE_USED)
    clock.pass_time(seconds=30)
    assert sign_in(domain, officer)


def test_a_wrong_password_does_not_use_up_the_code(domain: Domain, officer: TestOfficer) -> None:
    with pytest.raises(Unauthenticated):
        sign_in(domain, officer, password="not-the-password")
    assert sign_in(domain, officer)


def test_ten_failures_close_a_name_for_an_hour_and_say_so(
    domain: Domain, officer: TestOfficer, clock: StandingClock
) -> None:
    for _ in range(10):
        with pytest.raises(Unauthenticated):
            sign_in(domain, officer, password="not-the-password")
    with pytest.raises(TooMany) as refused:
        sign_in(domain, officer)
    assert refused.value.code == "officer-name-closed"
    assert "60 分钟" in refused.value.zh
    assert refused.value.retry_after_seconds
    # Another officer is not touched, wherever the failures came from.
    assert a_session(domain, an_officer(domain, "刘经办"))
    domain.officers.administration.unlock(officer.username)
    assert sign_in(domain, officer)


def test_a_name_that_nobody_has_is_closed_alike(domain: Domain) -> None:
    for _ in range(10):
        with pytest.raises(Unauthenticated):
            domain.officers.signing_in.sign_in("nobody", "x", "000000")
    with pytest.raises(TooMany):
        domain.officers.signing_in.sign_in("nobody", "x", "000000")


def test_success_lets_the_count_begin_anew(
    domain: Domain, officer: TestOfficer, clock: StandingClock
) -> None:
    for _ in range(3):
        for _ in range(6):
            with pytest.raises(Unauthenticated):
                sign_in(domain, officer, password="not-the-password")
        clock.pass_time(seconds=30)
        entered = domain.officers.signing_in.sign_in(
            officer.username, officer.password, officer.code_at(clock.now())
        )
        assert entered.refused_before == 6


def test_a_session_ends_after_half_an_hour_without_use(
    domain: Domain, officer: TestOfficer, clock: StandingClock
) -> None:
    token = a_session(domain, officer)
    for _ in range(3):
        clock.pass_time(minutes=29)
        admitted(domain, token)
    clock.pass_time(minutes=30)
    with pytest.raises(Unauthenticated):
        admitted(domain, token)


def test_a_session_ends_after_twelve_hours_however_it_is_used(
    domain: Domain, officer: TestOfficer, clock: StandingClock
) -> None:
    token = a_session(domain, officer)
    for _ in range(35):
        clock.pass_time(minutes=20)
        admitted(domain, token)
    clock.pass_time(minutes=20)
    with pytest.raises(Unauthenticated):
        admitted(domain, token)


def test_signing_out_ends_this_session_and_no_other(
    domain: Domain, officer: TestOfficer, clock: StandingClock
) -> None:
    here = a_session(domain, officer)
    clock.pass_time(seconds=30)
    there = a_session(domain, officer)
    domain.officers.sessions.sign_out(admitted(domain, here))
    with pytest.raises(Unauthenticated):
        admitted(domain, here)
    assert admitted(domain, there)


@pytest.mark.parametrize("token", ["", "os_", "os_forged", "mk_key", "eyJhbGciOiJIUzI1NiJ9.e30.x"])
def test_what_is_no_token_of_ours_admits_nobody(domain: Domain, token: str) -> None:
    with pytest.raises(Unauthenticated):
        admitted(domain, token)


def test_neither_token_nor_secret_nor_password_lies_in_the_store(
    domain: Domain, officer: TestOfficer
) -> None:
    token = a_session(domain, officer)
    with domain.ground.database.reading() as session:
        [row], [kept] = session.scalars(select(OfficerSession)).all(), session.scalars(select(Officer)).all()
    assert token.encode() not in row.digest
    assert officer.totp_secret.encode() not in kept.totp_encrypted
    assert officer.password not in kept.password_hash


def test_a_new_password_ends_every_other_session(
    domain: Domain, officer: TestOfficer, clock: StandingClock
) -> None:
    there = a_session(domain, officer)
    clock.pass_time(seconds=30)
    here = a_session(domain, officer)
    domain.officers.signing_in.change_password(admitted(domain, here), officer.password, NEW_PASSWORD)
    assert admitted(domain, here)
    with pytest.raises(Unauthenticated):
        admitted(domain, there)
    clock.pass_time(seconds=30)
    with pytest.raises(Unauthenticated):
        sign_in(domain, officer)
    assert sign_in(domain, officer, password=NEW_PASSWORD)


def test_a_password_is_changed_by_who_knows_it_and_to_a_good_one(
    domain: Domain, officer: TestOfficer
) -> None:
    caller = admitted(domain, a_session(domain, officer))
    change = domain.officers.signing_in.change_password
    with pytest.raises(Invalid):
        change(caller, officer.password, "weak")
    # Judging a wish takes its time, so it counts like a wrong password.
    for _ in range(9):
        with pytest.raises(Refused):
            change(caller, "not-the-password", NEW_PASSWORD)
    with pytest.raises(TooMany):
        change(caller, officer.password, NEW_PASSWORD)


def test_who_was_given_a_password_must_change_it(domain: Domain) -> None:
    new = an_officer(domain, must_change=True)
    token = a_session(domain, new)
    caller = admitted(domain, token)
    assert caller.must_change
    domain.officers.signing_in.change_password(caller, new.password, NEW_PASSWORD)
    assert not admitted(domain, token).must_change


def test_a_locked_officer_is_told_so_only_with_both_factors_right(
    domain: Domain, officer: TestOfficer
) -> None:
    token = a_session(domain, officer)
    domain.officers.administration.lock(officer.username)
    with pytest.raises(Unauthenticated):
        admitted(domain, token)
    with pytest.raises(Unauthenticated):
        sign_in(domain, officer, password="not-the-password")
    with pytest.raises(Unauthenticated):
        sign_in(domain, officer)


def test_a_locked_officer_with_a_fresh_code_learns_of_the_lock(
    domain: Domain, officer: TestOfficer, clock: StandingClock
) -> None:
    domain.officers.administration.lock(officer.username)
    with pytest.raises(Refused) as refused:
        sign_in(domain, officer)
    assert refused.value.code == "officer-locked"
    domain.officers.administration.unlock(officer.username)
    clock.pass_time(seconds=30)
    assert sign_in(domain, officer)


def test_every_sign_in_failure_and_request_is_in_the_log(domain: Domain, officer: TestOfficer) -> None:
    with pytest.raises(Unauthenticated):
        sign_in(domain, officer, password="not-the-password")
    caller = admitted(domain, a_session(domain, officer))
    domain.officers.sessions.sign_out(caller)
    assert acts(domain, officer) == [
        (Entered.ADDED, None),
        (Entered.SIGN_IN_REFUSED, Refusal.PASSWORD),
        (Entered.SIGNED_IN, None),
        ("GET /test", None),
        (Entered.SIGNED_OUT, None),
    ]


def test_what_was_typed_for_a_name_is_nowhere_in_the_log(domain: Domain) -> None:
    typed = "my-password-typed-into-the-wrong-field"
    with pytest.raises(Unauthenticated):
        domain.officers.signing_in.sign_in(typed, "x", "000000")
    assert acts(domain) == [(Entered.SIGN_IN_REFUSED, Refusal.UNKNOWN)]
    assert typed not in repr(domain.officers.log.list_newest())


@pytest.mark.parametrize("change", ["UPDATE officer_log SET act = 'nothing'", "DELETE FROM officer_log"])
def test_the_database_refuses_to_change_the_log(domain: Domain, officer: TestOfficer, change: str) -> None:
    with pytest.raises(DatabaseError), domain.ground.database.engine.begin() as connection:
        connection.execute(text(change))
    assert acts(domain, officer) == [(Entered.ADDED, None)]


class ResetMeanwhile(Passwords):
    """Checks a password, and meanwhile an administrator resets it."""

    def __init__(self, domain: Domain, username: str) -> None:
        super().__init__()
        self._reset = lambda: domain.officers.administration.reset(username)

    def is_right(self, password_hash: str | None, password: str) -> bool:
        self._reset()
        return super().is_right(password_hash, password)


def test_a_password_that_changed_while_it_was_checked_lets_nobody_in(
    domain: Domain, officer: TestOfficer, clock: StandingClock
) -> None:
    ground = domain.ground
    signing_in = SigningIn(
        ground.database,
        clock,
        ground.cipher,
        Attempts(ground.short_lived),
        ResetMeanwhile(domain, officer.username),
        domain.officers.sessions,
    )
    with pytest.raises(Unauthenticated):
        signing_in.sign_in(officer.username, officer.password, officer.code_at(clock.now()))
    assert acts(domain, officer)[-1] == (Entered.SIGN_IN_REFUSED, Refusal.PASSWORD)


def test_an_older_hash_is_renewed_at_the_next_sign_in(domain: Domain, officer: TestOfficer) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(officer.password)
    with domain.ground.database.transaction() as session:
        session.execute(update(Officer).values(password_hash=weak))
    sign_in(domain, officer)
    with domain.ground.database.reading() as session:
        assert "m=65536" in session.scalars(select(Officer.password_hash)).one()


def test_nobody_is_in_the_log_by_more_than_an_id(domain: Domain, officer: TestOfficer) -> None:
    with domain.ground.database.reading() as session:
        [entry] = session.scalars(select(OfficerLogEntry)).all()
    assert entry.officer_id
    assert entry.officer_id.startswith("off_")
