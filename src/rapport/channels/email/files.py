"""What a file may be: by its name, its first bytes and its size; names made safe to store and to show (IN-20)."""

from __future__ import annotations

import mimetypes
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from rapport.lib.text import clip, one_line, without_bidi

MAX_FILE = 25 * 1024 * 1024
HEAD = 512  # so many first bytes are enough to judge

# Programs and scripts, and the containers that carry them past a mail gateway.
_PROGRAMS_AND_CARRIERS = (
    "ade adp apk app appx appxbundle application arj asp aspx bas bat cab cer chm cmd com cpl crt csh deb der "
    "desktop diagcab dll dmg elf exe fxp gadget hlp hta img inf ins iso isp jar jnlp js jse ksh lib lnk mad maf "
    "mde mht mhtml msc msh msi msix msp mst msu nsh ocx one pcd php pif pkg pl ppkg prf prg ps1 ps2 psc1 psd1 "
    "psm1 py pyc pyw rb reg rpm scf scr sct settingcontent-ms sh shb shs swf sys tmp udl url vb vbe vbs vhd vhdx "
    "vsmacros vxd website wsc wsf wsh xbap xll xnk"
)
DANGEROUS = frozenset(_PROGRAMS_AND_CARRIERS.split())
ACTIVE = frozenset(["html", "htm", "xhtml", "xht", "shtml", "svg", "svgz", "xml", "xsl", "xslt"])
MACROS = frozenset(["docm", "dotm", "xlsm", "xltm", "xlsb", "xlam", "pptm", "potm", "ppam", "ppsm", "sldm"])
DISPLAYABLE = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf", "text/plain"})

_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"BM", "image/bmp"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"PK\x03\x04", "application/zip"),
    (b"PK\x05\x06", "application/zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole"),
    (b"{\\rtf", "application/rtf"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"\x1f\x8b", "application/gzip"),
    (b"MZ", "application/x-msdownload"),
    (b"\x7fELF", "application/x-elf"),
    (b"\xcf\xfa\xed\xfe", "application/x-mach-binary"),
    (b"\xca\xfe\xba\xbe", "application/x-mach-binary"),
    (b"#!", "text/x-script"),
    (b"\x78\x9f\x3e\x22", "application/ms-tnef"),
    (b"BEGIN:VCALENDAR", "text/calendar"),
    (b"BEGIN:VCARD", "text/vcard"),
)
_PROGRAMS = {"application/x-msdownload", "application/x-elf", "application/x-mach-binary", "text/x-script"}
_ZIPPED = (
    "zip docx docm dotx dotm xlsx xlsm xlsb xltx xltm pptx pptm potx ppsx odt ods odp odg pages numbers key epub vsdx"
)
_EXTENSIONS: Mapping[str, frozenset[str]] = {
    "application/pdf": frozenset({"pdf", "ai"}),
    "image/png": frozenset({"png", "apng"}),
    "image/jpeg": frozenset({"jpg", "jpeg", "jpe", "jfif"}),
    "image/gif": frozenset({"gif"}),
    "image/webp": frozenset({"webp"}),
    "application/zip": frozenset(_ZIPPED.split()),
    "application/x-ole": frozenset(
        ["doc", "dot", "xls", "xlt", "ppt", "pps", "msg", "mpp", "vsd", "pub", "docx", "xlsx", "pptx"]
    ),
    "application/rtf": frozenset({"rtf", "doc"}),
    "text/calendar": frozenset({"ics", "ical", "ifb", "txt"}),
    "text/vcard": frozenset({"vcf", "vcard", "txt"}),
}
# An extension on the left promises one of these signatures.
_PROMISES = {extension: kind for kind, names in _EXTENSIONS.items() for extension in names if len(names) < 8}
_MARKUP = re.compile(rb"\s*(?:<\?xml|<!doctype|<html|<head|<body|<script|<svg|<iframe)", re.IGNORECASE)
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|\Z)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a file; one that does not `blocks` is shown with a warning."""

    code: str
    blocks: bool = True
    params: Mapping[str, Any] = field(default_factory=dict)


def check_file(name: str, head: bytes, size: int, limit: int = MAX_FILE) -> Problem | None:
    """Return the gravest problem of a file, judged by its name, its first bytes and its size, or None."""
    extensions = _extensions(name)
    last = extensions[-1] if extensions else ""
    kind = sniff(head)
    if size > limit:
        return Problem("file-too-big", params={"size": size, "limit": limit})
    if kind in _PROGRAMS and last not in DANGEROUS:
        return Problem("file-disguised", params={"extension": last, "type": kind})
    if last in DANGEROUS:
        inner = extensions[-2] if len(extensions) > 1 else ""
        code = "file-double-extension" if inner and inner not in DANGEROUS else "file-dangerous"
        return Problem(code, params={"extension": last, "type": kind})
    if name != without_bidi(name):
        return Problem("file-name-disguised", params={"extension": last})
    if any(one in DANGEROUS for one in extensions[:-1]):
        return Problem("file-double-extension", params={"extension": last})
    if size == 0:
        return Problem("file-empty", blocks=False)
    if not _agree(last, kind):
        return Problem("file-disguised", params={"extension": last, "type": kind})
    if last in ACTIVE or kind == "text/html":
        return Problem("file-active", blocks=False, params={"extension": last})
    if last in MACROS:
        return Problem("file-macros", blocks=False, params={"extension": last})
    return None


def sniff(head: bytes) -> str:
    """Return the type that the first bytes prove, or "" when they prove none."""
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    text = head.removeprefix(b"\xef\xbb\xbf")
    if _MARKUP.match(text[:HEAD]):
        return "text/html"
    # Two letters at the start of a text ("BMW …") prove nothing, so short marks ask for bytes that no text has.
    is_text = b"\x00" not in head[:HEAD] and head[:HEAD].decode("utf-8", "ignore").isprintable()
    found = (
        kind
        for mark, kind in _SIGNATURES
        if text.startswith(mark) and not (len(mark) == 2 and is_text and mark != b"#!")
    )
    return next(found, "")


def display_type(name: str, head: bytes) -> str:
    """Return the type under which a file may be shown in the browser, or "" if it is only to be downloaded."""
    kind = sniff(head)
    if kind in DISPLAYABLE:
        return kind
    is_text = _extensions(name)[-1:] in (["txt"], ["text"], ["log"], ["md"], ["csv"]) and b"\x00" not in head
    return "text/plain" if is_text and not kind else ""


def safe_name(name: str, fallback: str = "file") -> str:
    """Return the last part of a name without anything that a disk, a header or an eye could stumble on."""
    name = unicodedata.normalize("NFC", one_line(without_bidi(name)))
    name = re.split(r"[/\\]", name)[-1]
    name = re.sub(r'[<>:"|?*\u0085\u2028\u2029\ufffe\uffff]', "_", name).strip(" .")
    if not name:
        return fallback
    if _RESERVED.match(name):
        name = f"_{name}"
    stem, dot, extension = name.rpartition(".")
    if dot and len(extension) <= 20:
        return f"{clip(stem, 150 - len(extension))}.{extension}"
    return clip(name, 150)


def extension_for(media_type: str) -> str:
    """Return the usual extension of a type with its dot, or ""."""
    return mimetypes.guess_extension(media_type, strict=False) or ""


def media_type(name: str) -> str:
    """Return the type that a name promises, for want of a declared one."""
    return mimetypes.guess_type(name, strict=False)[0] or "application/octet-stream"


def _extensions(name: str) -> list[str]:
    """Return the extensions in lower case, blanks and trailing dots (which Windows forgets) taken off."""
    pieces = without_bidi(name).strip().rstrip(". ").lower().split(".")
    return [piece.strip() for piece in pieces[1:] if 0 < len(piece.strip()) <= 16]


def _agree(extension: str, kind: str) -> bool:
    if kind in _EXTENSIONS and extension:
        return extension in _EXTENSIONS[kind] or extension not in _PROMISES
    # A file without a signature may call itself anything but what always has one.
    return extension not in {"pdf", "png", "jpg", "jpeg", "gif", "webp"} or (not kind and extension == "pdf")
