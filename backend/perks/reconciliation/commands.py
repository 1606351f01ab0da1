"""The commands `perks reconcile`, `perks rounds` and `perks differences`."""

from __future__ import annotations

import json
from datetime import datetime

import click

from backend.perks.reconciliation.models import RoundKind
from backend.perks.reconciliation.service import Reconciliation
from backend.perks.reconciliation.words import (
    describe_difference,
    describe_round,
    difference_as_data,
    round_as_data,
)
from backend.platform.commands import refusals_as_words
from backend.platform.ids import new_id

_STEPS_AT_ONCE = 100


def reconciliation_commands(reconciliation: Reconciliation) -> tuple[click.Command, ...]:
    """Return the commands for the group `perks`."""
    return (
        _reconcile_command(reconciliation),
        _rounds_command(reconciliation),
        _differences_command(reconciliation),
    )


def _reconcile_command(reconciliation: Reconciliation) -> click.Command:
    @click.command("reconcile", help="Compare with OPERATOR, or with each; workers mend what differs.")
    @click.argument("operator", metavar="[OPERATOR]", required=False)
    @click.option("--full", is_flag=True, help="Compare everything, not only what has changed.")
    def command(operator: str | None, full: bool) -> None:
        kind = RoundKind.FULL if full else RoundKind.CHANGES
        is_whole = True
        for operator_id in [operator] if operator else reconciliation.operator_ids:
            with refusals_as_words():
                is_whole &= _run(reconciliation, operator_id, kind)
        if not is_whole:
            raise SystemExit(1)

    return command


def _run(reconciliation: Reconciliation, operator_id: str, kind: RoundKind) -> bool:
    """Compare to the end, say what was found, and tell whether the end was reached."""
    reconciler = reconciliation.reconciler
    if operator_id not in reconciliation.operator_ids:
        raise click.UsageError(
            f"没有可核对的运营单位 {operator_id}。 No operator to compare with: {operator_id}."
        )
    round_id = reconciler.begin(operator_id, kind, new_id("command"))
    progress = reconciler.go_on(round_id, _STEPS_AT_ONCE)
    while not progress.is_over and progress.obstacle is None:
        progress = reconciler.go_on(round_id, _STEPS_AT_ONCE)
    if progress.obstacle is not None:
        reconciler.abandon(round_id, f"no answer: {type(progress.obstacle).__name__}")
    of = reconciliation.reports.get_round(round_id)
    click.echo(describe_round(of))
    return of.trouble is None


def _rounds_command(reconciliation: Reconciliation) -> click.Command:
    @click.command("rounds", help="The last comparisons with operators, the newest first.")
    @click.option("--operator", help="Only those with this operator.")
    @click.option("--json", "as_json", is_flag=True, help="As JSON.")
    def command(operator: str | None, as_json: bool) -> None:
        with refusals_as_words():
            found = reconciliation.reports.list_rounds(operator)
        if as_json:
            click.echo(_as_json([round_as_data(one) for one in found]))
            return
        for one in found:
            click.echo(describe_round(one))

    return command


def _differences_command(reconciliation: Reconciliation) -> click.Command:
    @click.command("differences", help="The last 200 differences of 90 days, the newest first.")
    @click.option("--operator", help="Only those with this operator.")
    @click.option("--before", type=int, help="Those found before the difference of this number.")
    @click.option("--json", "as_json", is_flag=True, help="As JSON.")
    def command(operator: str | None, before: int | None, as_json: bool) -> None:
        with refusals_as_words():
            found = reconciliation.reports.list_differences(operator, before=before)
        if as_json:
            click.echo(_as_json([difference_as_data(one) for one in found]))
            return
        for one in found:
            click.echo(describe_difference(one))
        click.echo(f"共 {len(found)} 条差异。 {len(found)} differences.")

    return command


def _as_json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1, default=_moment_as_text)


def _moment_as_text(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(type(value).__name__)
