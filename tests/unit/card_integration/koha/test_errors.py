from __future__ import annotations

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.cards.ports import RefusedByOperator, Unknown
from card_integration.koha.errors import KohaError, error_in
from tests.unit.card_integration.koha.scripted_koha import operator, waiver

WORDS = st.text(max_size=20)
FAULT = st.fixed_dictionaries({"message": WORDS, "path": WORDS})
FOUR_SHAPES = st.one_of(
    st.fixed_dictionaries({"error": WORDS}, optional={"error_code": WORDS}),
    st.fixed_dictionaries({"error": WORDS, "conflict": WORDS}),
    st.fixed_dictionaries({"errors": st.lists(FAULT, min_size=1, max_size=3), "status": st.just(400)}),
    st.lists(FAULT, min_size=1, max_size=3),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"error": "Patron not found."}, KohaError("Patron not found.")),
        ({"error": "Duplicate ID", "conflict": "cardnumber"}, KohaError("Duplicate ID", (), "cardnumber")),
        (
            {"errors": [{"message": "Read-only.", "path": "/body/restricted"}], "status": 400},
            KohaError("Read-only.", ("/body/restricted",)),
        ),
        (
            [{"message": "Malformed query string", "path": "/query/nosuch"}],
            KohaError("Malformed query string", ("/query/nosuch",)),
        ),
    ],
)
def test_all_four_shapes_are_understood(body: object, error: KohaError) -> None:
    assert error_in(body) == error


@pytest.mark.parametrize("body", [None, "no", 7, {}, [], [1], {"error": 7}, {"errors": []}, {"errors": [{}]}])
def test_anything_else_is_no_error_of_koha(body: object) -> None:
    assert error_in(body) is None


@given(body=FOUR_SHAPES)
def test_whatever_words_fill_the_four_shapes_they_are_found(body: object) -> None:
    assert error_in(body) is not None


@given(body=JSON)
def test_no_body_breaks_the_reading(body: object) -> None:
    error_in(body)


@pytest.mark.parametrize("said", ["Patron not found.", "Patron not found"])
def test_a_missing_patron_is_known_by_either_versions_words(said: str) -> None:
    assert KohaError(said).is_unknown_patron
    assert not KohaError("Not found").is_unknown_patron


@given(body=FOUR_SHAPES, status=st.sampled_from([400, 405, 409, 413, 422]))
def test_a_refusal_in_any_shape_ends_as_one(body: object, status: int) -> None:
    outcome = operator(lambda request: httpx.Response(status, json=body)).put(waiver())
    assert isinstance(outcome, RefusedByOperator)
    assert outcome.reason == "operator-misconfigured"


def test_a_404_that_names_no_patron_may_be_a_wrong_address_and_is_not_believed() -> None:
    answers = [httpx.Response(404, content=b"<html>"), httpx.Response(404, json={"error": "Not Found"})]
    for answer in answers:
        assert operator(lambda request, answer=answer: answer).unlink(waiver().link) == Unknown()


def test_what_koha_said_reaches_no_log_and_no_printed_error(caplog: pytest.LogCaptureFixture) -> None:
    faults = [
        {"message": "李四 33011795434651", "path": "/body/李四"},
        {"message": "x", "path": "/body/city"},
    ]
    answer = httpx.Response(400, json={"errors": faults, "status": 400})
    operator(lambda request: answer).put(waiver())
    assert "/body/city" in caplog.text
    assert "李四" not in caplog.text + repr(error_in({"error": "李四"}))
    assert "33011795434651" not in caplog.text
