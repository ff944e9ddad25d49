"""Small files made by hand: a PDF with one page of lines, and a PNG of one colour."""

from __future__ import annotations

import struct
import zlib

MARGIN, TOP, LEADING = 56, 780, 17


def pdf(lines: tuple[str, ...]) -> bytes:
    """A valid one-page PDF 1.4 with these lines; the first is the title."""
    drawn = ["BT", f"/F2 18 Tf {MARGIN} {TOP} Td ({_escaped(lines[0])}) Tj", f"/F1 11 Tf 0 -{LEADING + 10} Td"]
    for line in lines[1:]:
        drawn.append(f"({_escaped(line)}) Tj 0 -{LEADING} Td")
    stream = "\n".join([*drawn, "ET"]).encode("cp1252", "replace")
    font = "<< /Type /Font /Subtype /Type1 /BaseFont /%s /Encoding /WinAnsiEncoding >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R /F2 6 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        (font % "Helvetica").encode(),
        (font % "Helvetica-Bold").encode(),
    ]
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


def png(color: tuple[int, int, int], width: int = 240, height: int = 160) -> bytes:
    """A PNG with a soft gradient from this colour towards white."""
    rows = bytearray()
    for y in range(height):
        rows.append(0)
        shade = y / height
        rows += bytes(int(c + (255 - c) * shade) for c in color) * width

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(rows))) + chunk(b"IEND", b"")
    )


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
