"""A rotation killed at any moment leaves every value whole, and the next run goes on from there."""

from __future__ import annotations

import subprocess
import sys

import pytest

from backend.platform.database import Database
from tests.architecture.our_code import ROOT
from tests.integration.field_keys.conftest import Rotate
from tests.integration.field_keys.rings import BOTH, F2
from tests.integration.field_keys.test_rotation import opened, people, put

pytestmark = pytest.mark.store
PEOPLE, KILLS = 2000, 3


def rotating(database: Database) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.integration.field_keys.rotation_process", database.url]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)


def test_a_rotation_killed_three_times_on_its_way_is_finished_by_the_next(
    database: Database, rotation: Rotate
) -> None:
    put(database, people(PEOPLE))
    done = 0
    for kill in range(1, KILLS + 1):
        process = rotating(database)
        try:
            while done < kill * PEOPLE // (KILLS + 1):
                assert process.poll() is None, "it ended before it could be killed"
                done = rotation(BOTH).count().under("f2")
        finally:
            process.kill()
            process.wait()
        assert opened(database, BOTH) == people(PEOPLE)
    assert 0 < rotation(BOTH).count().under("f1") < PEOPLE
    assert rotating(database).wait(120) == 0
    assert opened(database, F2) == people(PEOPLE)
    assert [*rotation(F2).count().unknown] == []
