"""Calls that schemathesis makes up from our own document, at the whole service in the process.

Each run has a seed, so that it is the same every time. For a longer one, raise the number of examples, change
the seed and run every phase:

    SCHEMATHESIS_EXAMPLES=100 SCHEMATHESIS_SEED=7 pytest -s tests/functional/generated_calls
"""

from __future__ import annotations

import json
import os

from tests.functional.generated_calls.calls import make_calls
from tests.functional.generated_calls.door import PretendersDoor
from tests.functional.generated_calls.town import Town

EXAMPLES = int(os.environ.get("SCHEMATHESIS_EXAMPLES", "2"))
SEED = int(os.environ.get("SCHEMATHESIS_SEED", "1"))
PHASES = tuple(os.environ.get("PHASES", "examples,coverage,fuzzing,stateful").split(","))


def test_no_call_finds_a_fault(town: Town, event_key: bytes) -> None:
    document = town.app.test_client().get("/api/v1/openapi.json").json
    for methods in document["paths"].values():
        for operation in methods.values():
            if isinstance(operation, dict):
                # It stands for what may happen anywhere (500 and the like), and would let everything pass.
                del operation["responses"]["default"]
    findings = make_calls(PretendersDoor(town, event_key), document, examples=EXAMPLES, seed=SEED, phases=PHASES)
    print(findings.calls, findings.calls.total())
    json.dump(sorted([[a, b, n] for (a, b), n in findings.answers.items()]), open('/tmp/statuses.json','w'))
    with open('/tmp/failures.txt','w') as out:
        for name, sample in sorted(findings.faults.items()): print(name, '\n    ', sample[:800], file=out)
    assert not findings.faults, "\n".join(sorted(findings.faults))[:8000]
