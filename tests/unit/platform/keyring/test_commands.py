from __future__ import annotations

import pytest
from click.testing import CliRunner, Result

from backend.platform.keyring.commands import keys_commands
from tests.unit.platform.keyring.entries import states_of


@pytest.fixture
def keys(key_ring):
    def run(*arguments: str) -> Result:
        return CliRunner().invoke(keys_commands(key_ring), arguments)

    return run


def listed(result: Result) -> dict[str, str]:
    """Return kid and state of each line about a key."""
    words = [line.split() for line in result.stdout.splitlines()]
    return {line[0]: line[1] for line in words if line[1] in {"current", "next", "retired", "revoked"}}


def test_the_list_shows_each_key_with_its_state_and_times(keys, path) -> None:
    result = keys("list")
    assert result.exit_code == 0
    assert listed(result) == states_of(path)
    assert "签发始于 signs since 2026-11-23 12:00:00+08:00" in result.stdout
    assert "可轮换于 may sign from 2026-11-24 12:00:00+08:00" in result.stdout


def test_a_rotation_says_which_key_signs_now(keys, key_ring, path, clock) -> None:
    [old, coming] = states_of(path)
    clock.pass_time(days=1)
    result = keys("rotate")
    assert result.exit_code == 0
    assert f"密钥 {coming} 开始签发" in result.stdout
    assert f"key {coming} signs from now on" in result.stdout
    assert listed(result) == states_of(path)
    assert states_of(path)[old] == "retired"
    assert "公布至 published until 2026-12-25 12:00:00+08:00" in result.stdout


def test_a_rotation_too_early_is_refused_in_words_and_changes_nothing(keys, path, clock) -> None:
    before = path.read_bytes()
    clock.pass_time(hours=23, minutes=59)
    result = keys("rotate")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "2026-11-24 12:00:00+08:00 起可以轮换" in result.stderr
    assert "rotate from 2026-11-24 12:00:00+08:00 on" in result.stderr
    assert path.read_bytes() == before


def test_revoking_the_key_that_signs_says_that_the_next_one_signs_at_once(keys, path) -> None:
    [old, coming] = states_of(path)
    result = keys("revoke", old)
    assert result.exit_code == 0
    assert f"密钥 {old} 已吊销" in result.stdout
    assert f"Key {coming} signs at once, and a new next key is published" in result.stdout
    assert listed(result) == states_of(path)
    assert (states_of(path)[old], states_of(path)[coming]) == ("revoked", "current")
    assert len(states_of(path)) == 3


def test_revoking_the_next_key_leaves_the_one_that_signs(keys, path) -> None:
    [current, coming] = states_of(path)
    result = keys("revoke", coming)
    assert result.exit_code == 0
    assert "signs at once" not in result.stdout
    assert (states_of(path)[current], states_of(path)[coming]) == ("current", "revoked")
    assert sorted(states_of(path).values()) == ["current", "next", "revoked"]


def test_an_unknown_and_a_revoked_kid_are_refused_in_words(keys, path) -> None:
    [old, _] = states_of(path)
    keys("revoke", old)
    before = path.read_bytes()
    for kid, zh, en in (
        (old, "已于", "was revoked already"),
        ("!!", "没有编号为 !!", "No key has the id !!"),
    ):
        result = keys("revoke", kid)
        assert (result.exit_code, result.stdout) == (1, "")
        assert zh in result.stderr
        assert en in result.stderr
    assert path.read_bytes() == before


def test_the_list_keeps_a_revoked_key(keys, path) -> None:
    [old, _] = states_of(path)
    keys("revoke", old)
    assert listed(keys("list"))[old] == "revoked"
