"""WeChat's published vectors, read where the project's shared folder is present."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

_FILE = Path(__file__).parents[4] / "shared" / "wechat" / "vectors.json"


def _read(part: str) -> list[dict[str, Any]]:
    return json.loads(_FILE.read_text(encoding="utf-8"))[part] if _FILE.exists() else []


def vectors(kind: str) -> list[Any]:
    """Return the vectors of a kind as parameters; one skipped parameter when the file is absent."""
    return _params([one for one in _read("vectors") if one["kind"] == kind])


def messages() -> list[Any]:
    """Return the sample messages as parameters."""
    return _params(_read("messages"))


def get_vector(vector_id: str) -> dict[str, Any]:
    """Return one vector, or skip the test when the file is absent."""
    for one in _read("vectors"):
        if one["id"] == vector_id:
            return one
    pytest.skip("../shared/wechat/vectors.json is absent")


def _params(found: list[dict[str, Any]]) -> list[Any]:
    absent = pytest.mark.skip(reason="../shared/wechat/vectors.json is absent")
    return [pytest.param(one, id=one["id"]) for one in found] or [pytest.param({}, marks=absent)]
