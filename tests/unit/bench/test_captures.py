from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from random import Random

import pytest
from PIL import Image

from backend.certificates.qr import draw_png, qr_version
from bench.captures import Damage, capture, draw_damages, is_read, share_decoded

BASE64URL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
TEXTS = {3: "https://card.example/v/7Hq2", 8: "9" * 360, 12: "x" * 280}
HOPELESS = Damage(blur_px=8.0)


def drawn(text: str) -> Image.Image:
    return Image.open(BytesIO(draw_png(text))).convert("L")


def jwt_like(how_many: int = 10) -> list[str]:
    """Return links as long as those with a JWT in the measurement that the damages were set by."""
    chance = Random(7)  # noqa: S311
    return ["https://card.city.ex/v#" + "".join(chance.choices(BASE64URL, k=262)) for _ in range(how_many)]


def test_the_same_seed_gives_the_same_captures_and_another_one_others() -> None:
    picture = drawn(TEXTS[8])
    first, again, other = ([capture(picture, one) for one in draw_damages(seed, 3)] for seed in (1, 1, 2))
    assert first == again
    assert all(one != another for one in first for another in other)
    assert first[0] != first[1]


def test_a_damage_is_the_same_whatever_the_size_of_the_code() -> None:
    small, large = (Image.new("L", (side, side), 255) for side in (370, 730))
    for damage in draw_damages(3, 5):
        assert capture(small, damage) == capture(large, damage)


@pytest.mark.parametrize("version", TEXTS)
def test_an_undamaged_capture_is_always_read(version: int) -> None:
    assert qr_version(TEXTS[version]) == version
    assert share_decoded([TEXTS[version]], [Damage()]) == 1


@pytest.mark.parametrize("version", TEXTS)
def test_a_hopeless_capture_is_never_read(version: int) -> None:
    damages = [replace(damage, blur_px=HOPELESS.blur_px) for damage in draw_damages(1, 10)]
    assert share_decoded([TEXTS[version]], [HOPELESS, *damages]) == 0


def test_another_text_does_not_count_as_read() -> None:
    picture = capture(drawn(TEXTS[8]), Damage())
    assert is_read(picture, TEXTS[8])
    assert not is_read(picture, TEXTS[8] + "9")


def test_every_kind_of_damage_is_spread_evenly_over_its_range() -> None:
    blurs = sorted(damage.blur_px for damage in draw_damages(1, 200))
    steps = [later - earlier for earlier, later in pairwise(blurs)]
    assert max(steps) < 2 * (blurs[-1] - blurs[0]) / 199


@pytest.mark.parametrize(("code_px", "published"), [(200, 0.63), (300, 0.97)])
def test_a_code_as_dense_as_a_jwt_is_read_as_often_as_was_published(code_px: int, published: float) -> None:
    texts = jwt_like()
    assert {qr_version(text) for text in texts} == {12}
    assert share_decoded(texts, draw_damages(1, 200), code_px) == pytest.approx(published, abs=0.04)
