from __future__ import annotations

from miniprogram_api.citizen.documents.layout import BODY, Block, Piece, Row, labelled, paginate, paragraph

PAGE = 100.0


def block(height: float, *, rows: int = 1, **facts) -> Block:
    row = Row((Piece(0, "信", BODY),), height / rows)
    return Block((row,) * rows, **facts)


def heights(pages) -> list[list[float]]:
    return [[placed.block.height for placed in page] for page in pages]


def test_blocks_stand_one_below_the_other_with_their_spaces() -> None:
    [page] = paginate([block(20), block(30, space_before=5), block(10)], PAGE)
    assert [placed.y for placed in page] == [0, 25, 55]


def test_a_block_that_does_not_fit_goes_to_the_next_page_whole_and_without_its_space() -> None:
    pages = paginate([block(60), block(50, rows=5, space_before=5)], PAGE)
    assert heights(pages) == [[60], [50]]
    assert pages[1][0].y == 0


def test_a_heading_never_stands_alone_at_the_foot_of_a_page() -> None:
    pages = paginate([block(70), block(20, leads_in=True), block(30)], PAGE)
    assert heights(pages) == [[70], [20, 30]]


def test_a_block_higher_than_a_page_is_divided_between_its_rows_and_loses_none() -> None:
    pages = paginate([block(10), block(260, rows=26, is_ruled=True)], PAGE)
    assert heights(pages) == [[10], [100], [100], [60]]
    assert [page[0].block.is_ruled for page in pages[1:]] == [True, False, False]


def test_a_label_stands_on_the_first_row_alone() -> None:
    first, second = labelled(("标题", "Title"), paragraph("信" * 12, BODY, 100))
    assert [piece.text for piece in first.pieces] == ["标题 ", "Title ", "信" * 9]
    assert [piece.text for piece in second.pieces] == ["信" * 3]
