from __future__ import annotations

import pytest
from click.testing import CliRunner

from backend.cards.operator_access.models import OperatorKey
from backend.perks.operator_door.commands import operator_key_commands
from tests.functional.operator_door.conftest import GRANTS

pytestmark = pytest.mark.store


@pytest.fixture
def run(domain):
    group = operator_key_commands(domain.operator_door.keys)
    return lambda *arguments: CliRunner().invoke(group, arguments)


def test_keys_change_with_an_overlap_and_a_revoked_one_ends_at_once(run, client) -> None:
    (old_id, old), (_, new) = (run("open", "library").output.split() for _ in range(2))
    for key in (old, new):
        assert client.get(GRANTS, headers={"Authorization": f"Bearer {key}"}).status_code == 200
    assert run("revoke", "library", old_id).output == f"{old_id} revoked\n"
    assert client.get(GRANTS, headers={"X-Api-Key": old}).status_code == 401
    assert client.get(GRANTS, headers={"X-Api-Key": new}).status_code == 200


def test_the_list_names_keys_and_never_shows_one(run, domain) -> None:
    (key_id, key), (sandbox_id, sandbox_key) = (
        run("open", "bus", *flag).output.split() for flag in ((), ("--sandbox",))
    )
    run("revoke", "bus", key_id)
    listed = run("list", "bus").output
    assert {line.split()[0]: line.split()[1::2] for line in listed.splitlines()} == {
        key_id: ["live", "revoked"],
        sandbox_id: ["sandbox", "good"],
    }
    assert key not in listed
    assert sandbox_key not in listed
    with domain.ground.database.reading() as session:
        stored = session.get_one(OperatorKey, key_id)
    assert key.encode() not in stored.digest


def test_a_key_is_revoked_under_its_own_operator_only_and_again_changes_nothing(run) -> None:
    key_id, _ = run("open", "library").output.split()
    assert run("revoke", "bus", key_id).exit_code == 1
    assert [run("revoke", "library", key_id).exit_code for _ in range(2)] == [0, 0]
    assert run("open", "no_such_operator").exit_code == 1


@pytest.mark.parametrize("operator", ["medical_insurance", "tourism"])
def test_every_operator_may_have_a_sandbox(run, client, operator: str) -> None:
    _, key = run("open", operator, "--sandbox").output.split()
    assert client.get(GRANTS, headers={"X-Api-Key": key}).json == {"grants": [], "next_cursor": None}
