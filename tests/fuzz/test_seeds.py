"""Every seed and every former finding is taken or refused as documented, at each run of the suite."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fuzz.targets import TARGETS

# A library may warn of what it reads; what it raises is what counts here.
pytestmark = pytest.mark.filterwarnings("ignore")
_MOST_PLACES = 100
_FINDINGS = Path(__file__).parent / "findings"
FOUND = sorted(_FINDINGS.glob("*/*"))


@pytest.mark.parametrize("name", TARGETS)
def test_what_is_sound_is_taken(name: str) -> None:
    target = TARGETS[name]
    assert [target.accepts(seed) for seed in target.seeds[: target.good]] == [True] * target.good


@pytest.mark.parametrize("name", TARGETS)
def test_whatever_is_cut_out_of_a_seed_is_no_fault_of_ours(name: str) -> None:
    target = TARGETS[name]
    for seed in target.seeds:
        for place in range(0, len(seed), max(7, len(seed) // _MOST_PLACES)):
            target.accepts(seed[:place])
            target.accepts(seed[:place] + b"\x00\xff" + seed[place + 1 :])


@pytest.mark.parametrize("finding", FOUND, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_what_was_once_found_stays_mended(finding: Path) -> None:
    TARGETS[finding.parent.name].accepts(finding.read_bytes())
