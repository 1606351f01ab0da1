"""What a clerk asks for at the command line."""

from __future__ import annotations

import json

import click
import pytest
from click.testing import CliRunner, Result

from backend.cards.ports import Unknown
from backend.perks.reconciliation.commands import reconciliation_commands
from tests.integration.reconciliation.conftest import Town

pytestmark = pytest.mark.store


def run(town: Town, *words: str) -> Result:
    group = click.Group(
        "perks", {one.name: one for one in reconciliation_commands(town.domain.reconciliation)}
    )
    return CliRunner().invoke(group, words)


def test_a_full_comparison_says_what_differed_and_the_workers_mend_it(town: Town) -> None:
    grant = town.grant()
    town.library.held.clear()
    said = run(town, "reconcile", "library", "--full")
    assert said.exit_code == 0
    assert "核对（全部）1 项，对方缺少 1，交办 1 项" in said.output
    town.work()
    assert town.state(grant) == "active"
    town.clock.pass_time(minutes=5)
    assert "没有差异" in run(town, "reconcile", "library", "--full").output


def test_without_a_name_every_operator_is_compared_with(town: Town) -> None:
    said = run(town, "reconcile")
    assert said.exit_code == 0
    assert said.output.startswith("library：核对（近期变动）0 项，没有差异")


def test_an_operator_that_there_is_not_is_no_operator_to_compare_with(town: Town) -> None:
    said = run(town, "reconcile", "pension")
    assert said.exit_code == 2
    assert "No operator to compare with: pension" in said.output


def test_an_operator_that_does_not_answer_ends_the_command_with_a_failure(town: Town) -> None:
    town.library.list_troubles = [Unknown()]
    said = run(town, "reconcile", "library")
    assert said.exit_code == 1
    assert "no answer: Unknown" in said.output


def test_differences_and_rounds_are_listed_for_people_and_for_machines(town: Town) -> None:
    grant = town.grant()
    town.library.held.clear()
    run(town, "reconcile", "library", "--full")
    assert "对方缺少" in run(town, "differences").output
    (found,) = json.loads(run(town, "differences", "--json", "--operator", "library").output)
    assert (found["kind"], found["grant_id"], found["our_state"]) == ("missing", grant.id, "active")
    assert json.loads(run(town, "differences", "--json", "--operator", "bus").output) == []
    assert json.loads(run(town, "differences", "--json", "--before", str(found["id"])).output) == []
    (of,) = json.loads(run(town, "rounds", "--json").output)
    assert (of["compared"], of["differences"], of["sent_to_mend"]) == (1, {"missing": 1}, 1)
    assert grant.citizen_id not in run(town, "rounds").output + run(town, "differences", "--json").output
