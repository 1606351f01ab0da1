"""The `records officers` commands: accounts of those who handle disputes and repairs."""

from __future__ import annotations

from collections.abc import Iterator

import click

from backend.officers.administration import Enrolment, OfficerAdministration
from backend.officers.building import Officers
from backend.officers.log import OfficersLog
from backend.platform.clock import CITY_ZONE
from backend.platform.commands import refusals_as_words


def officer_commands(officers: Officers) -> click.Group:
    """Return the command group `officers`."""

    @click.group("officers", help="Officers who handle disputes and repairs at /officer.")
    def group() -> None:
        """Hold the commands together."""

    administration = officers.administration
    for command in (
        _add_command(administration),
        _list_command(administration),
        *_lock_commands(administration),
        *_renewing_commands(administration),
        _declare_command(administration),
        _log_command(officers.log),
    ):
        group.add_command(command)
    return group


def _add_command(administration: OfficerAdministration) -> click.Command:
    @click.command("add", help="Add an officer; asks for the ID numbers whose cases are closed to them.")
    @click.argument("username")
    @click.option("--name", required=True, help="The full name: people read it in their access log.")
    def add(username: str, name: str) -> None:
        own = _ask("本人证件号码（不显示，只存不可还原的索引）")
        with refusals_as_words():
            enrolment = administration.add(username, name, [own, *_ask_relatives()])
        _show(enrolment)

    return add


def _list_command(administration: OfficerAdministration) -> click.Command:
    @click.command("list", help="List officers; never a password, a code or an ID number.")
    def list_all() -> None:
        for one in administration.list_all():
            state = "locked" if one.locked_at else "new" if one.must_change else "good"
            added = one.added_at.astimezone(CITY_ZONE).isoformat(timespec="seconds")
            click.echo(f"{one.username} {one.name} {state} {added} 回避 {one.ties} 人")

    return list_all


def _lock_commands(administration: OfficerAdministration) -> Iterator[click.Command]:
    @click.command("lock", help="Let USERNAME in no more, and end every session at once.")
    @click.argument("username")
    def lock(username: str) -> None:
        with refusals_as_words():
            administration.lock(username)
        click.echo(f"{username} locked")

    @click.command("unlock", help="Let USERNAME in again, also after too many failures.")
    @click.argument("username")
    def unlock(username: str) -> None:
        with refusals_as_words():
            administration.unlock(username)
        click.echo(f"{username} unlocked")

    yield lock
    yield unlock


def _renewing_commands(administration: OfficerAdministration) -> Iterator[click.Command]:
    @click.command("reset", help="Make a fresh password and a fresh code for USERNAME, shown this once.")
    @click.argument("username")
    def reset(username: str) -> None:
        with refusals_as_words():
            enrolment = administration.reset(username)
        _show(enrolment)

    @click.command("reenrol", help="Make a fresh code alone, as for a new phone; the password stays.")
    @click.argument("username")
    def reenrol(username: str) -> None:
        with refusals_as_words():
            enrolment = administration.reenrol(username)
        _show(enrolment)

    yield reset
    yield reenrol


def _declare_command(administration: OfficerAdministration) -> click.Command:
    @click.command("declare", help="Close the cases of further relatives to USERNAME.")
    @click.argument("username")
    def declare(username: str) -> None:
        with refusals_as_words():
            count = administration.declare(username, _ask_relatives())
        click.echo(f"{username} 回避 {count} 人")

    return declare


def _log_command(log: OfficersLog) -> click.Command:
    @click.command("log", help="Show what officers did and tried, the newest first; of USERNAME or of all.")
    @click.argument("username", required=False)
    @click.option("--limit", default=100, show_default=True, type=click.IntRange(1, 500))
    def show_log(username: str | None, limit: int) -> None:
        for one in log.list_newest(username, limit):
            at = one.at.astimezone(CITY_ZONE).isoformat(timespec="seconds")
            click.echo(" ".join(part for part in (at, one.username or "?", one.act, one.about) if part))

    return show_log


def _ask(words: str) -> str:
    """Ask without showing what is typed: an ID number belongs in no command line and on no screen."""
    answer: str = click.prompt(words, hide_input=True, default="", show_default=False, err=True)
    return answer.strip()


def _ask_relatives() -> Iterator[str]:
    while number := _ask("近亲属证件号码，一次一个；没有了直接回车"):
        yield number


def _show(enrolment: Enrolment) -> None:
    click.echo(f"用户名 {enrolment.username}")
    if enrolment.password is not None:
        click.echo(f"初始密码 {enrolment.password}（首次登录后必须修改）")
    click.echo(f"动态码密钥 {enrolment.totp_secret}")
    click.echo(enrolment.uri)
    click.echo("以上只显示这一次；请当面交给本人，用验证器应用扫描上面的 otpauth 地址。")
