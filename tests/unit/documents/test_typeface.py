from __future__ import annotations

from importlib.resources import files

import pytest
import uharfbuzz

from miniprogram_api.citizen.documents.printable import printable
from miniprogram_api.citizen.documents.typeface import bold, regular


@pytest.mark.parametrize("char", "㛃𠮷䶮𬭎·〇㐂")
def test_the_font_has_the_rare_characters_of_names(char) -> None:
    assert regular().find(char) is not None
    assert printable(char) == char


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("王𪚥", "王〔U+2A6A5〕"),
        ("好\U0001f600", "好〔U+1F600〕"),
        ("\ue000", "〔U+E000〕"),
        ("罚\u202e款", "罚〔U+202E〕款"),
        ("罚\u200b款", "罚〔U+200B〕款"),
    ],
)
def test_what_cannot_be_drawn_or_is_not_seen_is_written_as_its_code(text, shown) -> None:
    assert printable(text) == shown


@pytest.mark.parametrize("space", ["\t", "\n", "\r\n", "\u00a0", "\u3000", "\u2028", "\x00", "  "])
def test_every_kind_of_space_and_control_becomes_one_space(space) -> None:
    assert printable(f" 罚{space}款 ") == "罚 款"


def test_the_glyphs_are_those_of_mainland_china() -> None:
    path = files("manimgx_fonts_cjk") / "NotoSansCJK-VF.otf.ttc"
    collection = uharfbuzz.Blob.from_file_path(str(path))
    named = {uharfbuzz.Face(collection, at).get_name(1): at for at in range(5)}
    mainland, japan = (
        uharfbuzz.Font(uharfbuzz.Face(collection, named[f"Noto Sans CJK {place}"])) for place in ("SC", "JP")
    )
    for char in "直骨":
        assert regular().get(char).number == mainland.get_nominal_glyph(ord(char))
        assert regular().get(char).number != japan.get_nominal_glyph(ord(char))


def test_the_subset_is_small_and_one_weight_is_not_the_other() -> None:
    glyphs = {regular().get(char).number for char in "信用证书"}
    programs = [typeface.subset(glyphs) for typeface in (regular(), bold())]
    assert programs[0] != programs[1]
    assert all(500 < len(program) < 3000 for program in programs)
