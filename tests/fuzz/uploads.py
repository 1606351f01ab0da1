"""Files that strangers hand over: pictures and PDFs of a case, the form that carries them, workbooks."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping

from flask import Flask
from openpyxl import Workbook
from PIL import Image
from werkzeug.exceptions import HTTPException

from backend.platform.errors import Invalid
from backend.redress.content_check import LARGEST_BYTES, check_file
from backend.redress.file_names import harmless_name
from miniprogram_api.request_parts import read_uploaded_file
from tests.builders.files import a_crafted_pdf, a_jpeg, a_pdf, a_png, a_stream
from tests.fuzz.deliveries import delivered
from tests.fuzz.target import Target
from tests.unit.records.importing.samples import a_permit

_APP = Flask(__name__)
_BETWEEN_PARTS = b"\n----\n"
_LONGEST_NAME = 64


def _material(data: bytes) -> bool:
    """What is kept of a file passes again, and a picture keeps its size."""
    try:
        kept = check_file(data)
    except Invalid:
        return False
    again = check_file(kept.content)
    assert again.media_type == kept.media_type
    if kept.media_type != "application/pdf":
        with Image.open(io.BytesIO(kept.content)) as first, Image.open(io.BytesIO(again.content)) as second:
            assert (first.size, dict(first.getexif())) == (second.size, {})
    return True


def _form(data: bytes) -> bool:
    """A body, and before it a line with its Content-Type."""
    content_type, _, body = data.partition(b"\n")
    with _APP.test_request_context(
        method="POST", data=body, headers={"Content-Type": content_type.decode("latin-1").replace("\r", "")}
    ):
        try:
            name, content = read_uploaded_file(LARGEST_BYTES)
        except (Invalid, HTTPException):
            return False
    assert len(content) < len(body)
    shown = harmless_name(name, "image/png")
    assert len(shown) <= _LONGEST_NAME
    assert "/" not in shown
    assert shown.isprintable()
    return True


def _workbook(data: bytes) -> bool:
    """The parts of a workbook in a sound archive, which a fuzzer could never pack itself."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for (name, usual), part in zip(_PARTS.items(), data.split(_BETWEEN_PARTS), strict=False):
            packed.writestr(name, part or usual)
    return _SPREADSHEET(out.getvalue())


def _a_workbook() -> bytes:
    book, out, row = Workbook(), io.BytesIO(), a_permit()
    sheet = book.worksheets[0]
    sheet.append(list(row))
    sheet.append(list(row.values()))
    book.save(out)
    return out.getvalue()


def _parts_of(workbook: bytes) -> Mapping[str, bytes]:
    """Return the parts, those that say the most first."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as packed:
        names = sorted(packed.namelist(), key=lambda name: (*(mark not in name for mark in _FIRST), name))
        return {name: packed.read(name) for name in names}


_FIRST = ("sheet1.xml", "sharedStrings", "workbook.xml", "styles", "Content_Types")
_SPREADSHEET = delivered(".xlsx")
_WORKBOOK = _a_workbook()
_PARTS = _parts_of(_WORKBOOK)


def _exif() -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Maker"
    exif.get_ifd(0x8825)[1] = "N"
    return exif.tobytes()


def _as_form(name: bytes, content: bytes) -> bytes:
    return (
        b"multipart/form-data; boundary=b\n"
        b'--b\r\nContent-Disposition: form-data; name="file"; filename="' + name + b'"\r\n'
        b"Content-Type: image/png\r\n\r\n" + content + b"\r\n--b--\r\n"
    )


UPLOADS = {
    "image": Target(
        _material,
        [a_jpeg(8, 6, exif=_exif()), a_png(8, 6), a_png(8, 6, "P"), a_png(8, 6, "LA"), a_png(8, 6, "I;16")],
        good=5,
    ),
    "pdf": Target(
        _material,
        [a_crafted_pdf(), a_pdf(), a_crafted_pdf(a_stream(zlib.compress(b"x"))), a_crafted_pdf(b"<</JS 1>>")],
        good=3,
    ),
    "form": Target(_form, [_as_form("回执.png".encode(), b"x"), b"multipart/form-data\n--b--"]),
    "workbook": Target(_workbook, [_BETWEEN_PARTS.join(list(_PARTS.values())[:5])]),
    "archive": Target(_SPREADSHEET, [_WORKBOOK]),
}
