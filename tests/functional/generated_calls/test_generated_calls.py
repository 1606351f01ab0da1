"""Calls that schemathesis makes up from our own document, at the whole service in the process.

Each run has a seed, so that it is the same every time. For a longer one, raise the number of examples and
change the seed; 150 of them are more than 20,000 calls:

    SCHEMATHESIS_EXAMPLES=150 SCHEMATHESIS_SEED=7 pytest -s tests/functional/generated_calls -k no_call
"""

from __future__ import annotations

import os
from typing import Any

from tests.functional.generated_calls.calls import make_calls
from tests.functional.generated_calls.door import PretendersDoor
from tests.functional.generated_calls.town import Town
from tests.functional.http.documented import openapi_of

EXAMPLES = int(os.environ.get("SCHEMATHESIS_EXAMPLES", "1"))
PHASES = {"examples", "coverage", "fuzzing", "stateful"}
SEED = int(os.environ.get("SCHEMATHESIS_SEED", "1"))


def without_defaults(document: dict[str, Any]) -> dict[str, Any]:
    """Return the document without what stands for any failure anywhere: it would let every status pass."""
    for methods in document["paths"].values():
        for name, operation in methods.items():
            if name != "parameters":
                del operation["responses"]["default"]
    return document


def test_no_call_finds_a_fault(town: Town, event_key: bytes) -> None:
    document = without_defaults(openapi_of(town.app))
    findings = make_calls(PretendersDoor(town, event_key), document, examples=EXAMPLES, seed=SEED)
    print(f"\n{findings.calls.total()} calls: {dict(findings.calls)}")
    assert not findings.faults, findings.described()
    assert findings.calls.keys() >= PHASES
