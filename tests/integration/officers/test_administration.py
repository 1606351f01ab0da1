from __future__ import annotations

from collections.abc import Callable

import pyotp
import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from backend.domain import Domain
from backend.officers.commands import officer_commands
from backend.officers.models import OfficerTie
from backend.platform.errors import Conflict, Invalid, NotFound, Unauthenticated
from tests.builders.citizens import an_id_number
from tests.builders.clock import StandingClock
from tests.builders.officers import a_session, admitted, an_officer

pytestmark = pytest.mark.store
Run = Callable[..., Result]


@pytest.fixture
def run(domain: Domain) -> Run:
    """Run a command of `records officers`, as in `run("lock", "lin")`; `typed` is what is asked for."""
    group = officer_commands(domain.officers)
    return lambda *words, typed="": CliRunner().invoke(group, words, input=typed)


def ties(domain: Domain) -> set[bytes]:
    with domain.ground.database.reading() as session:
        return {*session.scalars(select(OfficerTie.subject_index))}


def index_of(domain: Domain, id_number: str) -> bytes:
    return domain.ground.blind_index.of("id_number", id_number)


def test_adding_shows_both_factors_once_and_the_officer_signs_in_with_them(
    run: Run, domain: Domain, clock: StandingClock
) -> None:
    own, relative = an_id_number(), an_id_number()
    added = run("add", "lin", "--name", "林经办", typed=f"{own}\n{relative}\n\n")
    assert added.exit_code == 0, added.output
    words = added.output.split()
    password = words[words.index("初始密码") + 1].partition("（")[0]
    uri = next(word for word in words if word.startswith("otpauth://"))
    code = pyotp.parse_uri(uri).at(clock.now())
    entered = domain.officers.signing_in.sign_in("lin", password, code)
    assert entered.officer.must_change
    assert entered.officer.locked_subjects == {index_of(domain, own), index_of(domain, relative)}
    shown_again = run("list").output + run("log").output
    assert not {password, uri} & {*shown_again.split()}


def test_no_id_number_is_shown_or_stored(run: Run, domain: Domain) -> None:
    own = an_id_number()
    added = run("add", "lin", "--name", "林经办", typed=f"{own}\n\n")
    assert own not in added.output + run("list").output
    assert ties(domain) == {index_of(domain, own)}


@pytest.mark.parametrize("typed", ["\n", "123\n\n", "350299199001010000\n\n"])
def test_without_a_sound_id_number_nobody_is_added(run: Run, typed: str) -> None:
    refused = run("add", "lin", "--name", "林经办", typed=typed)
    assert refused.exit_code == 1
    assert run("list").output == ""


@pytest.mark.parametrize("username", ["", "ab", "Lin", "1lin", "lin lin", "林经办", "x" * 33])
def test_a_malformed_username_is_refused(domain: Domain, username: str) -> None:
    with pytest.raises(Invalid):
        domain.officers.administration.add(username, "林经办", [])


@pytest.mark.parametrize("name", ["", "  ", "名" * 51])
def test_an_officer_has_a_name_that_people_can_read(domain: Domain, name: str) -> None:
    with pytest.raises(Invalid):
        domain.officers.administration.add("lin", name, [])


def test_a_username_is_given_once(domain: Domain) -> None:
    taken = an_officer(domain).username
    with pytest.raises(Conflict):
        domain.officers.administration.add(taken, "另一人", [])


def test_a_relative_that_is_declared_later_counts_at_once(run: Run, domain: Domain) -> None:
    officer, relative = an_officer(domain), an_id_number()
    token = a_session(domain, officer)
    declared = run("declare", officer.username, typed=f"{relative}\n\n")
    assert declared.output.endswith("回避 1 人\n")
    assert run("declare", officer.username, typed=f"{relative}\n\n").output == declared.output
    assert admitted(domain, token).locked_subjects == {index_of(domain, relative)}


def test_locking_ends_sessions_and_unlocking_lets_in_again(
    run: Run, domain: Domain, clock: StandingClock
) -> None:
    officer = an_officer(domain)
    token = a_session(domain, officer)
    assert run("lock", officer.username).exit_code == 0
    assert "locked" in run("list").output
    with pytest.raises(Unauthenticated):
        admitted(domain, token)
    run("unlock", officer.username)
    clock.pass_time(seconds=30)
    assert a_session(domain, officer)


def test_a_reset_makes_both_anew_and_ends_sessions(run: Run, domain: Domain, clock: StandingClock) -> None:
    officer = an_officer(domain)
    token = a_session(domain, officer)
    reset = run("reset", officer.username).output
    assert "初始密码" in reset
    with pytest.raises(Unauthenticated):
        admitted(domain, token)
    clock.pass_time(seconds=30)
    with pytest.raises(Unauthenticated):
        a_session(domain, officer)


def test_a_new_phone_needs_a_new_code_and_the_password_stays(
    run: Run, domain: Domain, clock: StandingClock
) -> None:
    officer = an_officer(domain)
    shown = run("reenrol", officer.username).output
    assert "初始密码" not in shown
    uri = next(word for word in shown.split() if word.startswith("otpauth://"))
    with pytest.raises(Unauthenticated):
        a_session(domain, officer)
    code = pyotp.parse_uri(uri).at(clock.now())
    assert domain.officers.signing_in.sign_in(officer.username, officer.password, code).token


@pytest.mark.parametrize("command", ["lock", "unlock", "reset", "reenrol", "declare"])
def test_commands_for_nobody_say_so(run: Run, command: str) -> None:
    refused = run(command, "nobody", typed="\n")
    assert (refused.exit_code, "officers list" in refused.output) == (1, True)


def test_names_are_read_of_officers_alone(domain: Domain) -> None:
    officer = an_officer(domain, "刘经办")
    caller = admitted(domain, a_session(domain, officer))
    names = domain.officers.administration.read_names([caller.id, "mkt", None])
    assert names == {caller.id: "刘经办"}


def test_nobody_by_that_name_is_not_found(domain: Domain) -> None:
    with pytest.raises(NotFound):
        domain.officers.administration.lock("nobody")
