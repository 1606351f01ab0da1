from __future__ import annotations

import pytest
from PIL import Image, ImageChops

from miniprogram_api.citizen.documents.layout import BODY, STRONG, Block, Placed, paragraph
from miniprogram_api.citizen.documents.pages import WIDTH, Page, write_pdf
from tests.builders.clock import NOON
from tests.builders.pdfs import boxes_of, covered, fonts_of, pictures_of, text_of


def drawn(*texts: str, style=BODY) -> bytes:
    placed = [Placed(Block(paragraph(text, style, WIDTH)), number * 20) for number, text in enumerate(texts)]
    return write_pdf([Page(placed)], title="标题", author="厦门市", made_at=NOON)


def ink_of(text: str) -> Image.Image:
    [picture] = pictures_of(drawn(text))
    box = ImageChops.invert(picture).getbbox()
    assert box is not None, f"{text} is blank"
    return picture.crop(box)


def test_rare_characters_are_drawn_each_in_its_own_shape() -> None:
    shapes = {ink_of(char).tobytes() for char in "㛃𠮷䶮𬭎吉"}
    assert len(shapes) == 5


@pytest.mark.parametrize("text", ["㛃𠮷䶮𬭎·", "𠮷祥", "A1，“引”（号）"])
def test_text_can_be_copied_out_again(text) -> None:
    assert text_of(drawn(text)) == text


def test_more_than_256_characters_are_one_font() -> None:
    text = "".join(chr(0x4E00 + number) for number in range(600))
    pdf = drawn(text)
    assert text_of(pdf) == text
    assert len(fonts_of(pdf)) == 1


def test_a_weight_that_no_text_uses_is_not_embedded() -> None:
    assert [font.name.partition("+")[2] for font in fonts_of(drawn("信用", style=STRONG))] == [
        "NotoSansCJKsc-Bold"
    ]


def test_bold_is_darker() -> None:
    regular, bold = (pictures_of(drawn("信用", style=style))[0] for style in (BODY, STRONG))
    assert sum(bold.histogram()[:128]) > sum(regular.histogram()[:128])


def test_covered_text_would_be_noticed() -> None:
    over = [Placed(Block(paragraph(text, BODY, WIDTH)), 0) for text in ("信用", "证书")]
    [boxes] = boxes_of(write_pdf([Page(over)], title="标题", author="厦门市", made_at=NOON))
    assert len(covered(boxes)) == 2
