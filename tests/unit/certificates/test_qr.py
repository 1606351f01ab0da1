from __future__ import annotations

import re
from io import BytesIO
from itertools import combinations
from xml.etree import ElementTree

import pytest
from PIL import Image, ImageDraw

from backend.certificates.format.digits import certificate_url
from backend.certificates.qr import draw_png, draw_svg, qr_version
from tests.builders.scanner import scanned
from tests.unit.certificates.samples import a_certificate

HOST = "https://credit.city.example1"
CLAIMS = {"level": 3, "no_adverse": True, "perk": (4, True), "masked_name": "*明", "match_code": "002X"}
PAIRS = [pair for pair in combinations(CLAIMS, 2) if pair != ("masked_name", "match_code")]


def dynamic_url(codec, *names: str) -> str:
    return certificate_url(HOST, codec.mint(a_certificate(**{name: CLAIMS[name] for name in names})))


@pytest.fixture
def url(codec) -> str:
    return dynamic_url(codec, "level", "no_adverse")


def parsed(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)  # noqa: S314


def picture_of_svg(svg: str, scale: int = 8) -> Image.Image:
    """Fill the rectangles of the drawing as a browser would."""
    side = int(parsed(svg).get("viewBox").split()[2])
    picture = Image.new("L", (side * scale, side * scale), 255)
    draw = ImageDraw.Draw(picture)
    for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", svg):
        left, top = int(x) * scale, int(y) * scale
        draw.rectangle((left, top, left + int(width) * scale - 1, top + scale - 1), 0)
    return picture


@pytest.mark.parametrize("pair", PAIRS, ids="+".join)
def test_a_dynamic_code_with_two_claims_is_version_8(codec, pair):
    assert len(HOST.removeprefix("https://")) == 20
    assert qr_version(dynamic_url(codec, *pair)) == 8


def test_all_five_claims_are_version_9(codec):
    assert qr_version(dynamic_url(codec, *CLAIMS)) == 9


def test_a_camera_reads_the_link_from_the_picture(url):
    found = scanned(Image.open(BytesIO(draw_png(url))))
    assert found.text == url
    assert (found.extra["Version"], found.ec_level) == ("8", "M")


def test_a_camera_reads_the_link_from_the_drawing(url):
    found = scanned(picture_of_svg(draw_svg(url)))
    assert found.text == url
    assert (found.extra["Version"], found.ec_level) == ("8", "M")


def test_the_picture_is_square_with_four_light_modules_around(url):
    picture = Image.open(BytesIO(draw_png(url)))
    modules = 17 + 4 * 8 + 2 * 4
    assert picture.size == (modules * 10, modules * 10)
    assert picture.convert("L").point(lambda light: 255 - light).getbbox() == (40, 40, 530, 530)


def test_the_drawing_shows_the_same_modules_as_the_picture(url):
    picture = Image.open(BytesIO(draw_png(url))).convert("L")
    assert picture_of_svg(draw_svg(url), scale=10).tobytes() == picture.tobytes()


def test_the_drawing_needs_nothing_from_outside(url):
    root = parsed(draw_svg(url))
    assert root.get("viewBox") == "0 0 57 57"
    assert [child.tag for child in root] == ["{http://www.w3.org/2000/svg}path"] * 2
    assert {name for child in root for name in child.attrib} == {"fill", "d"}


def test_a_text_with_markup_stays_out_of_the_drawing():
    svg = draw_svg("https://credit.example/v#<script>alert('1')</script>&")
    assert "script" not in svg
    assert scanned(picture_of_svg(svg)).text.endswith("<script>alert('1')</script>&")
