"""Calls that schemathesis makes up from docs/operator_contract.yaml, at the operators that serve it.

Each run has a seed, so that it is the same every time. For a longer one, raise the number of examples and
change the seed:

    SCHEMATHESIS_EXAMPLES=2000 SCHEMATHESIS_SEED=7 pytest -k generated_calls tests/contract/operators
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.contract.operators.conftest import House
from tests.contract.operators.published_contract import DOCUMENT
from tests.contract.operators.test_wire import token_of

EXAMPLES = os.environ.get("SCHEMATHESIS_EXAMPLES", "20")
SEED = os.environ.get("SCHEMATHESIS_SEED", "1")
# A card that nobody has is well formed and refused: 422. What is well formed is never called malformed: 400.
SETTINGS = """
[checks.positive_data_acceptance]
expected-statuses = ["2xx", 404, 409, 422]
"""


def write_contract(folder: Path) -> Path:
    """Write the contract with its token as a plain bearer's, the same on the wire.

    For OAuth 2 schemathesis would leave out the calls without a token, in silence.
    """
    schemes = {"oauth": {"type": "http", "scheme": "bearer"}}
    components = {**DOCUMENT["components"], "securitySchemes": schemes}
    path = folder / "contract.json"
    path.write_text(json.dumps({**DOCUMENT, "components": components}))
    return path


def make_calls(
    house: House, http: httpx.Client, folder: Path, settings: str = SETTINGS, *options: str
) -> None:
    """Make the calls with a living token and without; fail with all that was found."""
    config = folder / "schemathesis.toml"
    config.write_text(settings)
    token = token_of(house, http)["Authorization"]
    command = [
        *(str(Path(sys.executable).with_name("st")), "--config-file", str(config)),
        *("run", str(write_contract(folder)), "--url", house.base_url),
        *("--header", f"Authorization: {token}", "--checks", "all", "--mode", "all", *options),
        *("--phases", "examples,coverage,fuzzing", "--max-examples", EXAMPLES, "--seed", SEED),
        *("--generation-database", "none", "--continue-on-failure", "--no-color"),
    ]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


# The same door: one of the two is enough here.
@pytest.mark.parametrize("house", ["bike"], indirect=True)
def test_no_call_finds_a_fault_at_an_operator_that_knows_none_of_the_ids(
    house: House, direct: httpx.Client, tmp_path: Path
) -> None:
    make_calls(house, direct, tmp_path)


def test_no_call_finds_a_fault_behind_a_link_that_is_open(
    house: House, direct: httpx.Client, link_id: str, tmp_path: Path
) -> None:
    known = f'[parameters]\n"path.link_id" = "{link_id}"\n{SETTINGS}'
    make_calls(house, direct, tmp_path, known, "--exclude-method", "DELETE")
    assert "entitlement.active" in {effect for effect, _ in house.effects_of(link_id)}
