from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from backend.redress.figures import SMALLEST, Decided, Figures, summarise

CASES = st.lists(
    st.builds(Decided, st.sampled_from("abcdef"), st.booleans(), st.integers(0, 20)), max_size=80
)


def some(item: str, count: int, upheld: int = 0) -> list[Decided]:
    return [Decided(item, number < upheld, 4) for number in range(count)]


def told(figures: Figures) -> list[tuple[str | None, int, int | None]]:
    return [(line.item_id, line.decided, line.upheld) for line in figures.lines]


def test_fewer_than_five_cases_are_not_told_at_all() -> None:
    assert summarise(some("a", 4, 2)) == Figures(None, None, None, ())


def test_kinds_with_few_cases_go_together() -> None:
    found = summarise(some("a", 12, 6) + some("b", 3, 3) + some("c", 4, 4))
    assert told(found) == [("a", 12, 6), (None, 7, 7)]
    assert (found.decided, found.upheld, found.median_working_days) == (19, 13, 4)


def test_a_small_rest_takes_another_kind_with_it_so_that_a_difference_gives_nothing_away() -> None:
    found = summarise(some("a", 12, 6) + some("b", 6, 6) + some("c", 2, 0))
    assert told(found) == [("a", 12, 6), (None, 8, None)]
    assert found.upheld is None


def test_a_small_number_of_upheld_or_of_rejected_is_kept_back_and_so_is_the_total() -> None:
    found = summarise(some("a", 20, 10) + some("b", 20, 2) + some("c", 20, 18))
    assert told(found) == [("a", 20, 10), ("b", 20, None), ("c", 20, None)]
    assert (found.decided, found.upheld) == (60, None)


@given(CASES)
def test_no_told_count_is_small_and_no_difference_of_told_counts_is(cases: list[Decided]) -> None:
    found = summarise(cases)
    hidden = Counter(case.item_id for case in cases)
    for line in found.lines:
        assert line.decided >= SMALLEST
        if line.item_id is not None:
            assert line.decided == hidden.pop(line.item_id)
        for part in (line.upheld, line.decided - line.upheld) if line.upheld is not None else ():
            assert part == 0 or part >= SMALLEST
    assert found.decided in (None, len(cases))
    rest = (found.decided or 0) - sum(line.decided for line in found.lines if line.item_id is not None)
    assert rest == 0 or rest >= SMALLEST
    if found.upheld is not None:
        assert found.upheld == sum(case.is_upheld for case in cases)
        assert all(line.upheld is not None for line in found.lines)
