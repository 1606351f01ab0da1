"""The verification that the guide gives to operators accepts what we sign and nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from backend.platform.webhooks import new_secret, parse_secret, sign

GUIDE = Path(__file__).parents[3] / "docs" / "operator_guide.md"
SECRET, OTHER = new_secret(), new_secret()
BODY = b'{"type":"entitlement.changed"}'


@pytest.fixture(scope="module")
def is_genuine() -> Callable[..., bool]:
    (sample,) = re.findall(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), flags=re.DOTALL)
    names: dict[str, Any] = {"__name__": "receive"}
    exec(compile(sample, "receive.py", "exec"), names)  # noqa: S102  the very sample that is published
    return names["is_genuine"]


def headers(*secrets: str, at: datetime | None = None) -> dict[str, str]:
    return dict(sign([parse_secret(one) for one in secrets], "msg_1", at or datetime.now(UTC), BODY))


def test_the_published_sample_believes_us(is_genuine) -> None:
    assert is_genuine(SECRET, headers(SECRET), BODY)
    assert is_genuine(SECRET, headers(OTHER, SECRET), BODY)


def test_the_published_sample_believes_nobody_else(is_genuine) -> None:
    good = headers(SECRET)
    assert not is_genuine(SECRET, headers(OTHER), BODY)
    assert not is_genuine(SECRET, good, BODY + b" ")
    for minutes in (-6, 6):
        late = headers(SECRET, at=datetime.now(UTC) + timedelta(minutes=minutes))
        assert not is_genuine(SECRET, late, BODY)
    for name in good:
        assert not is_genuine(SECRET, {**good, name: ""}, BODY)
    assert not is_genuine(SECRET, {**good, "webhook-timestamp": "soon"}, BODY)
    assert not is_genuine(SECRET, {**good, "webhook-signature": "v1 v1,,, x"}, BODY)
