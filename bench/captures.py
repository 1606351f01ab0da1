"""A cheap camera's picture of a QR code, and how often it can be read.

The code is turned, seen from the side, out of focus, noisy and in any light, each by chance. How strongly was
set by a JWT in a link (version 12) alone, to be read as often as in the measurement that chose our format: of
800 captures 0.46, 0.63, 0.85 and 0.99 at 170, 200, 240 and 300 px; there 0.46, 0.63, 0.87 and 0.97.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from math import cos, radians, sin
from random import Random
from statistics import NormalDist

import zxingcpp
from PIL import Image, ImageChops, ImageFilter

from backend.certificates.qr import draw_png

CODE_PX = 200
"""Pixels of the camera across a code with its quiet zone."""

_FILM_PER_CODE = 1.4
_SURROUNDINGS_GREY = 128
_RAYS_PER_PIXEL = 3
_NO_NOISE = 128
_QR_CODES = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
_KINDS_OF_DAMAGE = 10


@dataclass(frozen=True)
class Damage:
    """What one capture suffers; unless told otherwise, nothing."""

    size: float = 1.0
    """How many times larger than meant the code appears."""
    shift_px: tuple[float, float] = (0.0, 0.0)
    turn_degrees: float = 0.0
    slant: tuple[float, float] = (0.0, 0.0)
    """How much larger the right side appears than the left one, and the lower than the upper."""
    white: int = 255
    black: int = 0
    blur_px: float = 0.0
    noise: float = 0.0
    """Standard deviation, of 255."""
    grain: int = 0


def draw_damages(seed: int, how_many: int) -> list[Damage]:
    """Return so many damages, each kind spread evenly over its range and met with the others by chance.

    The same seed gives the same. Drawn freely, 200 captures would move a share by five points and more.
    """
    chance = Random(seed)  # noqa: S311
    spreads = [_draw_spread(chance, how_many) for _ in range(_KINDS_OF_DAMAGE)]
    return [_damage_at(places, chance.getrandbits(32)) for places in zip(*spreads, strict=True)]


def share_decoded(texts: Sequence[str], damages: Sequence[Damage], code_px: int = CODE_PX) -> float:
    """Draw the texts as QR codes, capture them by turns, and return the share of captures that are read."""
    codes = [(text, Image.open(BytesIO(draw_png(text))).convert("L")) for text in texts]
    turns = [(*codes[number % len(codes)], damage) for number, damage in enumerate(damages)]
    return sum(is_read(capture(code, damage, code_px), text) for text, code, damage in turns) / len(turns)


def capture(code: Image.Image, damage: Damage, code_px: int = CODE_PX) -> Image.Image:
    """Return what the camera sees of a drawn code, in the same place whatever the code's own size is."""
    film_px = round(code_px * _FILM_PER_CODE)
    seen = code.point(_light(damage)).transform(
        (film_px * _RAYS_PER_PIXEL,) * 2,
        Image.Transform.PERSPECTIVE,
        _rays(code.width, film_px, code_px, damage),
        Image.Resampling.BILINEAR,
        fillcolor=_SURROUNDINGS_GREY,
    )
    blurred = seen.reduce(_RAYS_PER_PIXEL).filter(ImageFilter.GaussianBlur(damage.blur_px))
    return ImageChops.add(blurred, _noise(film_px, damage), offset=-_NO_NOISE)


def is_read(picture: Image.Image, text: str) -> bool:
    """Tell whether the decoder finds exactly this text."""
    return any(code.text == text for code in zxingcpp.read_barcodes(picture, _QR_CODES))


def _draw_spread(chance: Random, how_many: int) -> list[float]:
    """Return a number from each of so many equal parts of 0 to 1, in any order."""
    places = [(part + chance.random()) / how_many for part in range(how_many)]
    chance.shuffle(places)
    return places


def _damage_at(places: Sequence[float], grain: int) -> Damage:
    """Return the damage at these places, from 0 to 1, of the ranges that a capture's damage can be in."""
    size, right, down, turn, slant_right, slant_lower, light, contrast, blur, noise = places
    white = _between(140, 255, light)
    return Damage(
        size=_between(0.95, 1.05, size),
        shift_px=(_between(-5, 5, right), _between(-5, 5, down)),
        turn_degrees=_between(-10, 10, turn),
        slant=(_between(-0.06, 0.06, slant_right), _between(-0.06, 0.06, slant_lower)),
        white=round(white),
        black=round(white * _between(0.1, 0.5, contrast)),
        blur_px=_between(0.45, 1.4, blur),
        noise=_between(2, 13, noise),
        grain=grain,
    )


def _between(lowest: float, highest: float, place: float) -> float:
    return lowest + (highest - lowest) * place


def _light(damage: Damage) -> list[int]:
    return [round(damage.black + (damage.white - damage.black) * grey / 255) for grey in range(256)]


def _rays(drawn_px: int, film_px: int, code_px: int, damage: Damage) -> tuple[float, ...]:
    """Return the coefficients that lead from a ray's place on the film to the place in the drawing it meets.

    With (x, y) counted from where the code's centre appears, that is the centre plus (x, y) turned, stretched
    and divided by 1 + right x + lower y. Pillow counts from the film's corner, where it wants the divisor 1.
    """
    code_rays = code_px * _RAYS_PER_PIXEL
    centre_x, centre_y = ((film_px / 2 + shift) * _RAYS_PER_PIXEL for shift in damage.shift_px)
    right, lower = (slant / code_rays for slant in damage.slant)
    first = 1 - right * centre_x - lower * centre_y
    stretch, turn = drawn_px / (code_rays * damage.size), radians(damage.turn_degrees)
    along, aside = stretch * cos(turn), stretch * sin(turn)

    def line(by_x: float, by_y: float) -> tuple[float, float, float]:
        middle = drawn_px / 2
        return (
            middle * right + by_x,
            middle * lower + by_y,
            middle * first - by_x * centre_x - by_y * centre_y,
        )

    return tuple(number / first for number in (*line(along, aside), *line(-aside, along), right, lower))


def _noise(film_px: int, damage: Damage) -> Image.Image:
    """Return normal noise around a middle grey: for each possible byte the quantile that it stands for."""
    values = Random(damage.grain).randbytes(film_px * film_px)  # noqa: S311
    quantiles = [NormalDist().inv_cdf((value + 0.5) / 256) for value in range(256)]
    levels = [_NO_NOISE + round(damage.noise * quantile) for quantile in quantiles]
    return Image.frombytes("L", (film_px, film_px), values).point(levels)
