"""Images drawn anew: their pixels stay, and EXIF, comments, other files appended or hidden inside do not."""

from __future__ import annotations

import io
import struct
from typing import Literal

from PIL import ExifTags, Image

from backend.platform.errors import Invalid

MOST_PIXELS = 40_000_000
_JPEG_QUALITY = 90
_IS_UPRIGHT = 1
_TO_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What undoes each Orientation (Exif 2.32, tag 0x0112) of a camera that was held otherwise than upright."""
_BROKEN = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    struct.error,
    OverflowError,
    MemoryError,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)


def redraw_image(content: bytes, kind: Literal["JPEG", "PNG"]) -> bytes:
    """Return the same picture, upright, written by us; raises `Invalid` for a broken or a giant one.

    The size is read from the header before a pixel is: a bomb never unfolds.
    """
    try:
        with Image.open(io.BytesIO(content), formats=[kind]) as image:
            if image.width * image.height > MOST_PIXELS:
                raise _too_many_pixels()
            image.load()
            upright = _upright(image)
            plain = upright.convert(_mode_of(upright, kind))
    except _BROKEN as error:
        raise Invalid(
            "image-broken",
            zh="图片已损坏或无法读取，请重新拍照或导出。",
            en="The image is damaged or cannot be read; please take or export it again.",
        ) from error
    out = io.BytesIO()
    bare = Image.new(plain.mode, plain.size)
    bare.paste(plain)
    if kind == "JPEG":
        bare.save(out, "JPEG", quality=_JPEG_QUALITY)
    else:
        bare.save(out, "PNG", optimize=False)
    return out.getvalue()


def _upright(image: Image.Image) -> Image.Image:
    """Return the picture as it was seen.

    `ImageOps.exif_transpose` would write its EXIF anew, and many a phone writes one that this cannot.
    """
    turn = _TO_UPRIGHT.get(image.getexif().get(ExifTags.Base.Orientation, _IS_UPRIGHT))
    return image if turn is None else image.transpose(turn)


def _mode_of(image: Image.Image, kind: Literal["JPEG", "PNG"]) -> str:
    """Return a plain mode that both keeps the picture and can be written without a palette or a profile."""
    if image.mode in ("1", "L", "I", "I;16"):
        return "L"
    has_alpha = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
    return "RGBA" if kind == "PNG" and has_alpha else "RGB"


def _too_many_pixels() -> Invalid:
    return Invalid(
        "image-too-many-pixels",
        zh="图片尺寸过大，请缩小后再上传（最多 4000 万像素）。",
        en="The image has too many pixels; please make it smaller (40 million at most).",
    )
