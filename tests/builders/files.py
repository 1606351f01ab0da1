"""Files as people upload them, and as attackers do."""

from __future__ import annotations

import io
import zlib
from collections.abc import Sequence

from PIL import Image
from reportlab.pdfgen.canvas import Canvas

# The test file of the antivirus trade, in two parts so that no scanner stops at this one.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def a_jpeg(width: int = 40, height: int = 30, *, exif: bytes | None = None) -> bytes:
    """Return a photograph."""
    out = io.BytesIO()
    picture = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    picture.save(out, "JPEG", **({"exif": exif} if exif else {}))
    return out.getvalue()


def a_png(width: int = 40, height: int = 30, mode: str = "RGB") -> bytes:
    """Return a screenshot."""
    out = io.BytesIO()
    Image.new(mode, (width, height)).save(out, "PNG")
    return out.getvalue()


def a_pdf(words: str = "receipt") -> bytes:
    """Return a page as a program prints it."""
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.drawString(72, 720, words)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def a_crafted_pdf(*objects: bytes, catalog: bytes = b"") -> bytes:
    """Return a PDF of one page with further objects (numbered from 4) and further keys in its catalog."""
    bodies: Sequence[bytes] = (
        b"<< /Type /Catalog /Pages 2 0 R " + catalog + b" >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] >>",
        *objects,
    )
    out, places = io.BytesIO(), []
    out.write(b"%PDF-1.7\n")
    for number, body in enumerate(bodies, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1))
    for place in places:
        out.write(b"%010d 00000 n \n" % place)
    out.write(b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(bodies) + 1, start))
    return out.getvalue()


def a_stream(content: bytes, about: bytes = b"", *, filters: bytes = b"/FlateDecode") -> bytes:
    """Return the object of a stream whose dictionary also says `about`."""
    head = b"<< /Length %d /Filter %s %s >>" % (len(content), filters, about)
    return head + b"\nstream\n" + content + b"\nendstream"


def a_bomb(unfolded: int) -> bytes:
    """Return few bytes that unfold into many."""
    packing = zlib.compressobj(9)
    packed = [packing.compress(b"\0" * min(1 << 20, unfolded - at)) for at in range(0, unfolded, 1 << 20)]
    return b"".join(packed) + packing.flush()
