from __future__ import annotations

import base64
import contextlib
import io
import zipfile
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageOps
from pypdf import PdfReader, PdfWriter

from backend.platform.errors import Invalid
from backend.redress.content_check import LARGEST_BYTES, check_file
from backend.redress.file_names import harmless_name
from backend.redress.pdf_streams import MOST_UNFOLDED_BYTES, unfolds_safely
from tests.builders.files import a_bomb, a_crafted_pdf, a_jpeg, a_pdf, a_png, a_stream


def a_zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("run.js", "alert(1)")
    return out.getvalue()


def fault_of(content: bytes) -> str:
    with pytest.raises(Invalid) as refused:
        check_file(content)
    return refused.value.code


def test_a_photograph_keeps_its_picture_and_loses_where_and_when_it_was_taken() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Maker of the phone"
    exif.get_ifd(0x8825)[1] = "N"
    checked = check_file(a_jpeg(40, 30, exif=exif.tobytes()))
    with Image.open(io.BytesIO(checked.content)) as kept:
        assert (checked.media_type, kept.format, dict(kept.getexif())) == ("image/jpeg", "JPEG", {})
        assert kept.size == (30, 40)
    assert b"Maker" not in checked.content


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_is_turned_upright_however_the_camera_was_held(orientation: int) -> None:
    exif, sent = Image.Exif(), io.BytesIO()
    exif[0x0112] = orientation
    picture = Image.linear_gradient("L").resize((6, 4)).convert("RGB")
    picture.putpixel((0, 0), (255, 0, 0))
    picture.save(sent, "PNG", exif=exif)
    with Image.open(io.BytesIO(check_file(sent.getvalue()).content)) as kept, Image.open(sent) as given:
        assert kept.tobytes() == ImageOps.exif_transpose(given).tobytes()


def test_a_photograph_whose_exif_cannot_be_written_anew_is_taken_and_turned() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x011A] = 72.0
    fraction, text = b"\x01\x1a\x00\x05\x00\x00\x00\x01", b"\x01\x1a\x00\x02\x00\x00\x00\x04"
    checked = check_file(a_jpeg(40, 30, exif=exif.tobytes().replace(fraction, text)))
    with Image.open(io.BytesIO(checked.content)) as kept:
        assert (kept.size, dict(kept.getexif())) == ((30, 40), {})


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "P", "1", "I;16", "LA"])
def test_a_screenshot_of_every_kind_is_taken(mode: str) -> None:
    checked = check_file(a_png(mode=mode))
    with Image.open(io.BytesIO(checked.content)) as kept:
        assert (checked.media_type, kept.size) == ("image/png", (40, 30))


@pytest.mark.parametrize("picture", [a_jpeg(), a_png()])
def test_what_is_hidden_behind_a_picture_does_not_survive(picture: bytes) -> None:
    checked = check_file(picture + a_zip() + b"<script>alert(1)</script>%PDF-1.4")
    assert b"script" not in checked.content
    assert b"PK\x03\x04" not in checked.content
    assert not zipfile.is_zipfile(io.BytesIO(checked.content))


def a_png_of_claimed_size(width: int, height: int) -> bytes:
    plain = a_png()
    head = b"IHDR" + width.to_bytes(4) + height.to_bytes(4) + plain[24:29]
    return plain[:12] + head + zlib.crc32(head).to_bytes(4) + plain[33:]


@pytest.mark.parametrize("size", [(8000, 8000), (20_000, 20_000), (60_000, 60_000)])
def test_a_picture_that_unfolds_into_too_many_pixels_is_never_unfolded(size: tuple[int, int]) -> None:
    assert fault_of(a_png_of_claimed_size(*size)) in ("image-too-many-pixels", "image-broken")


@pytest.mark.parametrize(
    "content",
    [
        a_jpeg()[:100],
        a_png()[:60],
        b"\xff\xd8\xff",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff" + a_png(),
        b"\x89PNG\r\n\x1a\n" + a_jpeg(),
    ],
)
def test_a_broken_picture_is_refused(content: bytes) -> None:
    assert fault_of(content) == "image-broken"


@pytest.mark.parametrize("content", [b"", b"MZ\x90", a_zip(), b"GIF89a;", b"<svg/>", b"\x00" + a_pdf()])
def test_other_kinds_are_refused_by_their_content(content: bytes) -> None:
    assert fault_of(content) == "material-kind"


def test_more_than_ten_megabytes_are_refused() -> None:
    assert fault_of(b"%PDF-1.7" + bytes(LARGEST_BYTES)) == "material-too-large"


@pytest.mark.parametrize("content", [a_pdf(), a_crafted_pdf()])
def test_a_pdf_that_only_shows_pages_is_kept_as_it_is(content: bytes) -> None:
    assert check_file(content).content == content


def test_a_pdf_with_object_streams_is_read_through() -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(a_pdf())))
    plain = io.BytesIO()
    writer.write(plain)
    assert check_file(plain.getvalue()).media_type == "application/pdf"
    packed = b"4 0 << /S /JavaScript /JS (app.alert(1)) >>"
    inside = a_stream(zlib.compress(packed), b"/Type /ObjStm /N 1 /First 4")
    assert fault_of(a_pdf_of_cross_reference_stream(inside)) in ("pdf-not-plain", "pdf-broken")


def a_pdf_of_cross_reference_stream(object_stream: bytes) -> bytes:
    """Return a PDF 1.5 whose object 4 lies in a compressed stream, object 5."""
    bodies = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] >>",
        5: object_stream,
    }
    out, places = io.BytesIO(b""), {}
    out.write(b"%PDF-1.5\n")
    for number, body in bodies.items():
        places[number] = out.tell()
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    places[6] = start
    rows = [
        (0, 0, 65535),
        *((1, places[n], 0) for n in (1, 2, 3)),
        (2, 5, 0),
        (1, places[5], 0),
        (1, start, 0),
    ]
    table = b"".join(kind.to_bytes(1) + at.to_bytes(4) + last.to_bytes(2) for kind, at, last in rows)
    about = b"/Type /XRef /Size 7 /W [1 4 2] /Root 1 0 R"
    out.write(b"6 0 obj\n%s\nendobj\n" % a_stream(zlib.compress(table), about))
    out.write(b"startxref\n%d\n%%%%EOF\n" % start)
    return out.getvalue()


@pytest.mark.parametrize(
    "crafted",
    [
        a_crafted_pdf(catalog=b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >>"),
        a_crafted_pdf(catalog=b"/Open#41ction << /S /Java#53cript /J#53 (app.alert(1)) >>"),
        a_crafted_pdf(b"<< /S /Launch /F (cmd.exe) >>"),
        a_crafted_pdf(b"[ << /A << /S /L#61unch >> >> ]"),
        a_crafted_pdf(b"<< /Type /EmbeddedFile /Length 2 >>\nstream\nhi\nendstream"),
        a_crafted_pdf(catalog=b"/Names << /EmbeddedFiles << /Names [] >> >>"),
        a_crafted_pdf(catalog=b"/AcroForm << /XFA (form) >>"),
        a_crafted_pdf(catalog=b"/AA << /WC << /S /URI /URI (http://x) >> >>"),
        a_crafted_pdf(b"<< /Subtype /RichMedia >>"),
        a_crafted_pdf(b"<< /S /GoToR /F (other.pdf) >>"),
    ],
)
def test_a_pdf_that_does_anything_is_refused_however_it_is_written(crafted: bytes) -> None:
    assert fault_of(crafted) == "pdf-not-plain"


def test_an_encrypted_pdf_is_refused() -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(a_pdf())))
    writer.encrypt("", "owner", algorithm="AES-128")
    out = io.BytesIO()
    writer.write(out)
    assert fault_of(out.getvalue()) in ("pdf-not-plain", "pdf-broken")


BOMB = a_bomb(MOST_UNFOLDED_BYTES + 5_000_000)


@pytest.mark.parametrize(
    "crafted",
    [
        a_crafted_pdf(a_stream(BOMB)),
        a_crafted_pdf(a_stream(BOMB, filters=b"/#46lateDecode")),
        a_crafted_pdf(a_stream(a_bomb(40_000_000)), a_stream(a_bomb(40_000_000))),
        a_crafted_pdf(a_stream(zlib.compress(BOMB), filters=b"[/FlateDecode /FlateDecode]")),
        a_crafted_pdf(a_stream(zlib.compress(BOMB), filters=b"[/FlateDecode %x\n/Fl]")),
        a_crafted_pdf(a_stream(b"00", filters=b"[/ASCIIHexDecode /FlateDecode]")),
        a_crafted_pdf(a_stream(b"00", filters=b"/LZW#44ecode")),
        a_crafted_pdf(a_stream(base64.a85encode(BOMB) + b"~>", filters=b"[/A85 /Fl]")),
        a_crafted_pdf(a_stream(b"\x7f~>", filters=b"/ASCII85Decode")),
        a_crafted_pdf(a_stream(b"00", filters=b"5 0 R"), b"[/FlateDecode /FlateDecode]"),
        a_crafted_pdf(a_stream(a_bomb(2_000_000), b"/Type /XRef /W [1 4 2]")),
    ],
)
def test_a_pdf_that_unfolds_into_too_much_is_refused_before_a_reader_opens_it(crafted: bytes) -> None:
    assert not unfolds_safely(crafted)
    assert fault_of(crafted) == "pdf-broken"


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-",
        b"%PDF-1.7\n%%EOF",
        a_pdf() + a_zip(),
        a_pdf() + b"<script>",
        a_pdf()[: len(a_pdf()) // 2],
        b"%PDF-1.7\nxref\n0 999999999\ntrailer <<>>\nstartxref\n9\n%%EOF",
    ],
)
def test_what_only_looks_like_a_pdf_or_carries_more_is_refused(content: bytes) -> None:
    assert fault_of(content) == "pdf-broken"


@given(st.sampled_from([a_jpeg(), a_png(), a_pdf(), a_crafted_pdf()]), st.data())
def test_a_file_with_any_bytes_changed_is_taken_or_refused_and_nothing_else(
    whole: bytes, data: st.DataObject
) -> None:
    changed = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 8))):
        changed[data.draw(st.integers(0, len(changed) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(Invalid):
        assert check_file(bytes(changed)).content


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("缴款凭证.PDF", "缴款凭证.jpg"),
        ("../../etc/passwd", "passwd.jpg"),
        ("..\\..\\windows\\win.ini", "win.jpg"),
        ("a/b/..", "材料.jpg"),
        ("", "材料.jpg"),
        ("\0\r\nX: y.png", "X y.jpg"),
        ("照片.jpg.exe", "照片.jpg.jpg"),
        ("‮gpj.exe", "gpj.jpg"),
        ("长" * 300, "长" * 60 + ".jpg"),
        ("CON", "CON.jpg"),
    ],
)
def test_a_name_is_made_harmless(given_name: str, kept: str) -> None:
    assert harmless_name(given_name, "image/jpeg") == kept


@given(st.text())
def test_no_name_leads_anywhere(given_name: str) -> None:
    name = harmless_name(given_name, "application/pdf")
    assert name.endswith(".pdf")
    assert not {"/", "\\", "\0", "\n", "\r", '"'} & set(name)
    assert not name.startswith(".")
