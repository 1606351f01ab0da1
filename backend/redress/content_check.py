"""What a file is, by its content alone: a JPEG, a PNG or a PDF that does nothing but show itself."""

from __future__ import annotations

from dataclasses import dataclass

from backend.platform.errors import Invalid
from backend.platform.on_demand import OnDemand
from backend.redress.image_check import redraw_image

LARGEST_BYTES = 10 * 1024 * 1024

_JPEG, _PNG, _PDF = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"%PDF-"
# With pypdf, of which every process would hold six megabytes.
_PDF_CHECK = OnDemand("backend.redress.pdf_check")


@dataclass(frozen=True)
class CheckedFile:
    """A file that passed; an image is drawn anew, so that nothing but its picture is left."""

    media_type: str
    content: bytes


def check_file(content: bytes) -> CheckedFile:
    """Return the file as it may be kept; raises `Invalid`."""
    if len(content) > LARGEST_BYTES:
        raise Invalid(
            "material-too-large",
            zh="单个文件不能超过 10 MB。",
            en="A file may have at most 10 MB.",
        )
    if content.startswith(_JPEG):
        return CheckedFile("image/jpeg", redraw_image(content, "JPEG"))
    if content.startswith(_PNG):
        return CheckedFile("image/png", redraw_image(content, "PNG"))
    if content.startswith(_PDF):
        _PDF_CHECK.require_plain_pdf(content)
        return CheckedFile("application/pdf", content)
    raise Invalid(
        "material-kind",
        zh="只收 JPEG、PNG 图片和 PDF 文件，请换一个格式。",
        en="Only JPEG, PNG and PDF files are taken; please use one of them.",
    )
