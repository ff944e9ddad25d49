"""Run as a program: reads a PDF or DOCX from standard input and writes its words to standard output.

It stands alone, without Django and without the house, so that it starts fast and holds nothing worth stealing.
"""

from __future__ import annotations

import io
import resource
import sys
import zipfile
from xml.parsers import expat

MEMORY = 1024 * 1024 * 1024
CPU_SECONDS = 10
PAGES = 200
LETTERS = 400_000
UNPACKED = 30 * 1024 * 1024
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def main() -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    content = sys.stdin.buffer.read()
    text = pdf(content) if sys.argv[1:] == ["pdf"] else docx(content)
    sys.stdout.buffer.write(text[:LETTERS].encode("utf-8", "replace"))
    return 0


def pdf(content: bytes) -> str:
    import pypdfium2  # noqa: PLC0415 - only the child that reads a PDF pays for it

    document = pypdfium2.PdfDocument(content)
    parts: list[str] = []
    for number in range(min(len(document), PAGES)):
        parts.append(document[number].get_textpage().get_text_range())
        if sum(map(len, parts)) > LETTERS:
            break
    return "\n".join(parts)


def docx(content: bytes) -> str:
    """The words of the main part; entities and document types are refused, and so is what unpacks beyond measure."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open("word/document.xml") as part:
        xml = part.read(UNPACKED + 1)
    if len(xml) > UNPACKED:
        raise ValueError("This document unpacks beyond measure.")
    parts: list[str] = []
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    inside = [False]

    def refuse(*_: object) -> None:
        raise ValueError("A document has no business declaring entities.")

    def start(name: str, _: dict[str, str]) -> None:
        inside[0] = name == f"{WORD} t"
        if name in {f"{WORD} tab", f"{WORD} br"}:
            parts.append(" ")

    def end(name: str) -> None:
        inside[0] = False
        if name == f"{WORD} p":
            parts.append("\n")

    def words(text: str) -> None:
        if inside[0]:
            parts.append(text)

    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, words
    parser.Parse(xml, True)
    return "".join(parts)


if __name__ == "__main__":
    sys.exit(main())
