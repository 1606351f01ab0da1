"""A certificate's link as a QR code, for those whose phone does not draw it.

Error correction M and no other: L fails with a blot, Q and H are too dense for a cheap camera. `qrcode`
splits the text into bytes and digits by itself; as bytes alone a dynamic code would be version 13 and not 8.
"""

from __future__ import annotations

from io import BytesIO
from itertools import groupby

from PIL import Image
from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

_QUIET_ZONE = 4
_PIXELS_PER_MODULE = 10


def qr_version(text: str) -> int:
    """Return the smallest version (1 to 40) that holds `text`; a side has 17 + 4 x version modules."""
    return int(_code_of(text).version)


def draw_png(text: str) -> bytes:
    """Return the code as a black-and-white picture, 10 pixels a module, with its quiet zone."""
    modules = modules_of(text)
    side = len(modules)
    picture = Image.new("1", (side, side))
    picture.putdata([0 if is_dark else 1 for row in modules for is_dark in row])
    stream = BytesIO()
    size = side * _PIXELS_PER_MODULE
    picture.resize((size, size), Image.Resampling.NEAREST).save(stream, "PNG", optimize=True)
    return stream.getvalue()


def draw_svg(text: str) -> str:
    """Return the code as a square drawing that scales, one unit a module, with its quiet zone."""
    modules = modules_of(text)
    side = len(modules)
    path = "".join(_runs_of(row, y) for y, row in enumerate(modules))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{side}v{side}H0z"/><path fill="#000" d="{path}"/></svg>'
    )


def _runs_of(row: list[bool], y: int) -> str:
    """Return the dark stretches of a row as rectangles of one path."""
    drawn, x = "", 0
    for is_dark, modules in groupby(row):
        length = len(list(modules))
        if is_dark:
            drawn += f"M{x} {y}h{length}v1h-{length}z"
        x += length
    return drawn


def modules_of(text: str) -> list[list[bool]]:
    """Return the rows of the code, its quiet zone among them: True is dark."""
    matrix: list[list[bool]] = _code_of(text).get_matrix()
    return matrix


def _code_of(text: str) -> QRCode:
    code = QRCode(error_correction=ERROR_CORRECT_M, border=_QUIET_ZONE)
    code.add_data(text)
    return code
