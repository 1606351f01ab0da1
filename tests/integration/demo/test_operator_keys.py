from __future__ import annotations

import json

import pytest

from backend.domain import Domain
from tests.integration.demo.conftest import RunDemo

pytestmark = pytest.mark.store


def test_a_visitor_may_come_as_any_operator_and_into_its_sandbox(run_demo: RunDemo, domain: Domain) -> None:
    run_demo("load", "--citizens", "3")
    operators = json.loads(run_demo("credentials", "--json").output)["operators"]
    assert [one["id"] for one in operators] == [one.id for one in domain.policy.operators.all()]
    for one in operators:
        assert one.keys() == {"id", "name", "api_key", "sandbox_key"}
        callers = [domain.operator_door.keys.authenticate(one[name]) for name in ("api_key", "sandbox_key")]
        assert [(caller.operator_id, caller.is_sandbox) for caller in callers] == [
            (one["id"], False),
            (one["id"], True),
        ]
