"""Files that mean harm, or that somebody cut, drawn and packed here."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from drawn_pictures import encoded, sheet
from fake_clamd import EICAR
from PIL import Image

_MEGABYTE = bytes(1024 * 1024)
_SVG = b'<svg xmlns="http://www.w3.org/2000/svg">'
SCRIPT = b"<script>alert(document.cookie)</script>"


_REFUSED: dict[str, tuple[str, Callable[[], bytes]]] = {
    "empty": ("empty", lambda: b""),
    "cut JPEG": ("unreadable", lambda: _half(encoded(sheet()))),
    "cut PNG": ("unreadable", lambda: _half(encoded(sheet(), "PNG"))),
    "cut PDF": ("unreadable", lambda: _half(encoded(sheet(), "PDF"))),
    "JPEG head only": ("unreadable", lambda: b"\xff\xd8\xff\xe0" + bytes(500)),
    "PNG head only": ("unreadable", lambda: b"\x89PNG\r\n\x1a\n" + bytes(500)),
    "HEIC head only": ("unreadable", lambda: b"\0\0\0\x18ftypheic" + bytes(500)),
    "PDF without pages": ("unreadable", lambda: _pdf_without_pages()),
    "20,000 pixels wide": ("too-many-pixels", lambda: encoded(Image.new("L", (20_000, 30)))),
    "20,000 pixels square": ("too-many-pixels", lambda: _png_head(20_000, 20_000)),
    "PNG bomb": ("too-many-pixels", lambda: _png_head(11_000, 11_000)),
    "PNG bomb within the limit": ("too-heavy", lambda: _png_bomb(7_100, 7_100)),
    "PDF bomb": ("too-heavy", lambda: _pdf_bomb()),
    "PDF that draws without end": ("too-heavy", lambda: _pdf_of_work()),
    "PDF of 21 pages": ("too-many-pages", lambda: _pdf_of_pages(21)),
    "PDF with a password": ("locked", lambda: _pdf_locked()),
    "zip bomb": ("wrong-kind", lambda: _zip_bomb()),
    "SVG with a script": ("wrong-kind", lambda: _SVG + SCRIPT + b"</svg>"),
    "HTML": ("wrong-kind", lambda: b"<!doctype html>" + SCRIPT),
    "GIF with a script": ("wrong-kind", lambda: b"GIF89a" + SCRIPT),
    "HTML that is a PDF further on": ("wrong-kind", lambda: SCRIPT + encoded(sheet(), "PDF")),
    "EICAR": ("wrong-kind", lambda: EICAR),
    "program": ("wrong-kind", lambda: b"MZ" + bytes(500)),
    "video": ("wrong-kind", lambda: b"\0\0\0\x18ftypmp42" + bytes(500)),
}
REFUSED = tuple(_REFUSED)


def refused(name: str) -> tuple[str, bytes]:
    """The reason for which a file is refused, and the file."""
    reason, made = _REFUSED[name]
    return reason, made()


def _half(data: bytes) -> bytes:
    return data[: len(data) // 2]


def made_harmless() -> dict[str, bytes]:
    """By name: files of a kind that is taken, with something in them that must not go on."""
    picture = encoded(sheet(), comment=SCRIPT)
    zipped = BytesIO()
    with ZipFile(zipped, "w") as archive:
        archive.writestr("run.html", SCRIPT)
    return {
        "JPEG with a script in it": picture,
        "JPEG that is a ZIP too": picture + zipped.getvalue() + SCRIPT,
        "PNG that is a page too": encoded(sheet(), "PNG") + SCRIPT,
        "JPEG with EICAR": encoded(sheet(), comment=EICAR) + SCRIPT,
        "PDF with JavaScript": _pdf_with_script(),
    }


def _png_head(width: int, height: int) -> bytes:
    """A PNG that promises a size and has next to nothing: nobody may make room for it."""
    return _png(width, height, zlib.compress(bytes(1000)))


def _png_bomb(width: int, height: int) -> bytes:
    """A real one in 16-bit grey: some 100 KB that want more than there is."""
    row = bytes(1 + width * 2)
    packer = zlib.compressobj(9)
    return _png(width, height, b"".join([packer.compress(row) for _ in range(height)])
                + packer.flush(), depth=16, colours=0)  # fmt: skip


def _png(width: int, height: int, data: bytes, *, depth: int = 8, colours: int = 2) -> bytes:
    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes([depth, colours, 0, 0, 0])
    chunks = ((b"IHDR", head), (b"IDAT", data), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        len(body).to_bytes(4, "big") + name + body + zlib.crc32(name + body).to_bytes(4, "big")
        for name, body in chunks
    )


def _pdf(objects: list[bytes], trailer: bytes = b"") -> bytes:
    """A PDF of these objects, numbered from 1, the first its catalogue."""
    out, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    end = b"trailer << /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n"
    return out + head + table + end % (len(objects) + 1, trailer, len(out))


def _pdf_without_pages() -> bytes:
    return _pdf([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [] /Count 0 >>"])


def _pdf_page(stream: bytes, *, more: bytes = b"", catalogue: bytes = b"") -> bytes:
    return _pdf([
        b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalogue,
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 400] /Contents 4 0 R >>",
        b"<< /Length %d %s >> stream\n%s\nendstream" % (len(stream), more, stream),
    ])  # fmt: skip


def _pdf_bomb() -> bytes:
    """700 MB of drawing, packed twice."""
    packer = zlib.compressobj(9)
    once = b"".join(packer.compress(b" " * len(_MEGABYTE)) for _ in range(700)) + packer.flush()
    return _pdf_page(zlib.compress(once), more=b"/Filter [/FlateDecode /FlateDecode]")


def _pdf_of_work() -> bytes:
    """Strokes and fills over the whole page, two million times."""
    work = zlib.compress(b"0 0 m 300 400 l 300 0 l 0 400 l 7 9 l 200 1 l b*\n" * 2_000_000)
    return _pdf_page(work, more=b"/Filter /FlateDecode")


def _pdf_of_pages(count: int) -> bytes:
    return encoded(sheet(size=(60, 80)), "PDF", save_all=True,
                   append_images=[sheet(size=(60, 80))] * (count - 1))  # fmt: skip


def _pdf_with_script() -> bytes:
    """With a program on opening, a program by name, a link and an attached file."""
    program = b"<< /S /JavaScript /JS (app.alert\\(1\\); " + SCRIPT + b") >>"
    catalogue = (
        b"/OpenAction %s /Names << /JavaScript << /Names [(a) %s] >> >> /AA << /WC %s >>"
        % (program, program, program)
    )
    return _pdf_page(b"1 0 0 rg 0 340 60 60 re f", catalogue=catalogue)


def _pdf_locked() -> bytes:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(PdfReader(BytesIO(encoded(sheet(), "PDF"))))
    writer.encrypt("secret", algorithm="RC4-128")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def _zip_bomb() -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        archive.writestr("paper.jpg", _MEGABYTE * 100)
    return out.getvalue()


def pdf_without_its_font(text: str) -> bytes:
    """Not hostile: a file as many offices issue it, which names a Chinese font and brings none."""
    stream = b"BT /F1 40 Tf 20 300 Td <%s> Tj ET" % text.encode("utf-16-be").hex().encode()
    return _pdf([
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 400] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >> stream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light-UniGB-UCS2-H "
        b"/Encoding /UniGB-UCS2-H /DescendantFonts [6 0 R] >>",
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo "
        b"<< /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> /FontDescriptor 7 0 R /DW 1000 >>",
        b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] "
        b"/ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>",
    ])  # fmt: skip
