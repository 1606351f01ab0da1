"""The `keys fields` commands, as whoever changes a key uses them."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from backend.domain import Domain
from backend.platform.database import Database
from backend.platform.field_encryption import FieldCipher
from backend.platform.field_keys.commands import field_keys_commands
from tests.integration.field_keys.conftest import Rotate
from tests.integration.field_keys.everything import something_everywhere
from tests.integration.field_keys.rings import BOTH, F1, F2, FOREIGN
from tests.integration.field_keys.test_rotation import people, put, spoil

pytestmark = pytest.mark.store
NAMES = "citizen.name_encrypted"


@pytest.fixture
def keys(rotation: Rotate):
    def run(ring: FieldCipher, *arguments: str) -> Result:
        return CliRunner().invoke(field_keys_commands(rotation(ring)), arguments)

    return run


def test_status_counts_by_place_and_key(keys, database: Database) -> None:
    put(database, people(3))
    put(database, {"cit_a": "甲"}, BOTH)
    told = keys(BOTH, "status")
    assert told.exit_code == 0
    assert f"{NAMES}\tf1\t3\n{NAMES}\tf2\t1\n" in told.output
    assert "Key f1 still protects 3 values and must stay" in told.output


def test_a_key_that_rows_need_and_the_ring_lacks_ends_with_code_1(keys, database: Database) -> None:
    put(database, people(3))
    told = keys(F2, "status")
    assert told.exit_code == 1
    assert "密钥 f1 不在密钥组中，3 个值无法读取。" in told.output


def test_a_sample_never_says_that_a_key_may_be_dropped(keys) -> None:
    assert "it may be dropped" in keys(BOTH, "status").output
    told = keys(BOTH, "status", "--sample", "1").output
    assert "count everything before you drop it" in told
    assert "it may be dropped" not in told


def test_once_all_is_brought_over_the_former_key_may_be_dropped(keys, database: Database) -> None:
    put(database, people(30))
    told = keys(BOTH, "reencrypt", "--batch", "10", "--pause", "0")
    assert told.exit_code == 0, told.output
    assert f"{NAMES}\tf2\t30\n" in told.output
    assert "Nothing is under key f1; it may be dropped" in told.output
    assert keys(F2, "status").exit_code == 0


def test_while_something_damaged_is_left_it_may_not(keys, database: Database) -> None:
    put(database, people(3))
    spoil(lambda sealed: sealed[:-1] + bytes([sealed[-1] ^ 1]), database, "cit_0001")
    told = keys(BOTH, "reencrypt")
    assert told.exit_code == 1
    assert f"{NAMES} cit_0001 cannot be opened: altered" in told.output
    assert "Key f1 still protects 1 values and must stay" in told.output
    assert "may be dropped" not in told.output


def test_values_of_an_unknown_key_are_told_and_end_with_code_1(keys, database: Database) -> None:
    put(database, people(2))
    put(database, {"cit_a": "甲"}, FOREIGN)
    told = keys(BOTH, "reencrypt")
    assert told.exit_code == 1
    assert "Key f9 is not in the ring: 1 values cannot be read" in told.output
    assert f"{NAMES}\tf2\t2\n" in told.output


def test_bytes_that_are_no_ciphertext_are_told(keys, database: Database) -> None:
    put(database, people(1))
    spoil(lambda _: b"plain text", database, "cit_0000")
    told = keys(F1, "status")
    assert told.exit_code == 1
    assert "1 values are no ciphertext" in told.output


def test_after_a_whole_town_was_brought_over_the_former_key_may_go(
    keys, domain: Domain, tmp_path: Path
) -> None:
    something_everywhere(domain, tmp_path)
    told = keys(BOTH, "reencrypt", "--pause", "0")
    assert told.exit_code == 0
    assert "Nothing is under key f1; it may be dropped in a day" in told.output
