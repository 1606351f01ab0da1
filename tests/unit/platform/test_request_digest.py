from __future__ import annotations

import pytest

from backend.platform.request_keys import digest_of


@pytest.mark.parametrize(
    ("one", "other"),
    [(("a", "b"), ("ab",)), (("1",), (1,)), ((None,), ("None",)), ((["a"], "b"), (["a", "b"],))],
)
def test_requests_of_different_meaning_have_different_digests(
    one: tuple[object, ...], other: tuple[object, ...]
) -> None:
    assert digest_of(*one) != digest_of(*other)
    assert digest_of(*one) == digest_of(*one)
