"""The `audit` commands."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import click

from backend.audit.building import Audit
from backend.audit.findings import Head, Verified, describe_finding
from backend.audit.models import Seal
from backend.platform.clock import CITY_ZONE
from backend.platform.commands import refusals_as_words

_MOST_TOLD = 20
_SEALS_BETWEEN_WORDS = 50
# What `audit head` prints, and what a worker's log says after each seal.
_HEAD = re.compile(r"\b(\d{1,10}) ([0-9a-f]{64})\b")


def audit_commands(audit: Audit) -> click.Group:
    """Return the command group `audit`."""

    @click.group("audit", help="The audit logs: seal them, and verify that nothing was changed.")
    def group() -> None:
        """Hold the commands together."""

    for command in (_seal_command(audit), _head_command(audit), _verify_command(audit)):
        group.add_command(command)
    return group


def _seal_command(audit: Audit) -> click.Command:
    @click.command("seal", help="Seal everything that no seal names yet; workers do it all the time.")
    @click.option("--late", is_flag=True, help="Also what `verify` tells as not sealed, once explained.")
    def command(late: bool) -> None:
        entries, is_whole = 0, False
        while not is_whole:
            with refusals_as_words():
                sealed = audit.sealing.run(also_late=late)
            entries, is_whole = entries + sealed.entries, sealed.is_whole
        click.echo(f"已封存 {entries} 条。 {entries} entries sealed.")

    return command


def _head_command(audit: Audit) -> click.Command:
    @click.command("head", help="Print number and hash of the newest seal, to be kept elsewhere.")
    def command() -> None:
        with refusals_as_words():
            head = audit.verification.find_head()
        # On the first day there is none, and the backup that asks for it shall not fail for that.
        if head is None:
            click.echo("还没有封条。 Nothing is sealed yet.", err=True)
        else:
            click.echo(_as_line(head))

    return command


def _verify_command(audit: Audit) -> click.Command:
    @click.command("verify", help="Verify every seal and every entry; exit code 1 where anything is wrong.")
    @click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Only what was sealed from this day on.")
    @click.option(
        *("--head", "kept"),
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help="A file of heads that were kept elsewhere, one a line: each must be in the chain.",
    )
    def command(since: datetime | None, kept: Path | None) -> None:
        begin = since.replace(tzinfo=CITY_ZONE) if since else None
        heads = _read_heads(kept) if kept else ()
        with refusals_as_words():
            found = audit.verification.verify(begin, heads, _telling_progress())
        _tell(found, audit.verification.find_head())
        if not found.is_sound:
            raise SystemExit(1)

    return command


def _read_heads(kept: Path) -> list[Head]:
    text = kept.read_text(encoding="utf-8")
    heads = [Head(int(number), bytes.fromhex(told)) for number, told in _HEAD.findall(text)]
    if not heads:
        raise click.UsageError(f"{kept} 里没有封条。 There is no head in {kept}.")
    return heads


def _telling_progress() -> Callable[[int, int], None]:
    def tell(number: int, last: int) -> None:
        if number % _SEALS_BETWEEN_WORDS == 0:
            click.echo(f"{number}/{last}", err=True)

    return tell


def _tell(found: Verified, head: Seal | None) -> None:
    erased = ", ".join(f"{reason} {count}" for reason, count in sorted(found.erased.items())) or "0"
    gone = sum(found.erased.values())
    click.echo(
        f"封条 {found.seals}，日志 {found.entries} 条，依法删除 {gone} 条，待封存 {found.waiting} 条。"
        f" {found.seals} seals, {found.entries} entries, erased lawfully: {erased}; {found.waiting} wait."
    )
    for finding in found.findings[:_MOST_TOLD]:
        click.echo(describe_finding(finding))
    if found.is_sound:
        click.echo("完好。 Sound.")
        if head is not None:
            click.echo(_as_line(head))
    else:
        click.echo(f"发现 {len(found.findings)} 处问题。 {len(found.findings)} faults.")


def _as_line(head: Seal) -> str:
    return f"{head.number} {head.hash.hex()} {head.sealed_at.isoformat(timespec='seconds')}"
