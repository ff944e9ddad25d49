"""Bytes and header words into text: declared charset, then UTF-8, then cp1252; no byte sequence raises."""

from __future__ import annotations

import base64
import binascii
import codecs
import quopri
import re
from collections.abc import Iterator
from itertools import groupby

from rapport.channels.email import japanese
from rapport.lib.text import one_line, storable, unix_lines

# Names that lie or that Python does not know; the superset is always the safer reading.
ALIASES = {
    "ascii": "utf-8",
    "us-ascii": "utf-8",
    "ansi_x3.4-1968": "utf-8",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "iso-8859-9": "cp1254",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-8-e": "iso-8859-8",
    "iso-8859-6-i": "iso-8859-6",
    "gb2312": "gb18030",
    "gb_2312-80": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "cp936": "gb18030",
    "hz-gb-2312": "hz",
    "big5": "big5hkscs",
    "x-x-big5": "big5hkscs",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "iso-2022-jp": "iso2022_jp_ext",
    "iso-2022-jp-ms": "iso2022_jp_ext",
    "cp50220": "iso2022_jp_ext",
    "cp50221": "iso2022_jp_ext",
    "ks_c_5601": "cp949",
    "ks_c_5601-1987": "cp949",
    "ks_c_5601-1989": "cp949",
    "euc-kr": "cp949",
    "ksc5601": "cp949",
    "x-windows-949": "cp949",
    "tis-620": "cp874",
    "windows-874": "cp874",
    "x-mac-roman": "mac_roman",
    "macintosh": "mac_roman",
    "utf8": "utf-8",
    "utf-8mb4": "utf-8",
    "unicode-1-1-utf-7": "utf-7",
    "cp-850": "cp850",
    "x-unknown": "utf-8",
    "unknown-8bit": "utf-8",
    "8bit": "utf-8",
    "binary": "utf-8",
}
# UTF-7 hides markup in plain letters, and no mail program has written it since 1999.
_NO_CHARSETS = {
    "utf-7",
    "punycode",
    "idna",
    "unicode_escape",
    "unicode-escape",
    "raw_unicode_escape",
    "raw-unicode-escape",
}
# "=?charset*language?B or Q?text?=" (RFC 2047, RFC 2231 5); blanks inside a Q word are a common sin.
_WORD = re.compile(r"=\?([^?\s*]{1,60})(?:\*[^?\s]{0,40})?\?([bBqQ])\?([^?\r\n]*)\?=")
# Five bytes mean nothing in cp1252; they are kept as the characters of their own number.
codecs.register_error("cp1252-holes", lambda error: _hole(error))

# Two-byte sets lose far more to a wrong guess than to a hole, so a near miss keeps them.
_MULTIBYTE = {"gb18030", "big5hkscs", "cp932", "cp949", "iso2022_jp_ext", "hz", "euc_jp", "utf-16"}


def charset(declared: str) -> str:
    """Return the codec to use for a declared name, or "" when nobody knows it."""
    name = declared.strip().strip("'\"").lower()
    name = ALIASES.get(name, name)
    try:
        codec = codecs.lookup(name)
    except (LookupError, ValueError):
        return ""
    # Codecs such as "zip" turn bytes into bytes (a bomb, not a charset), and punycode takes quadratic time.
    is_text = getattr(codec, "_is_text_encoding", True)
    return codec.name if is_text and codec.name not in _NO_CHARSETS else ""


def text_of(octets: bytes, declared: str = "") -> str:
    """Return text for any bytes: by the declared charset, else UTF-8, else cp1252; storable, with plain line feeds."""
    name = charset(declared) if declared else ""
    if name.startswith("iso2022_jp"):
        text = japanese.decode(octets)
        if text is not None:
            return storable(unix_lines(text))
    if octets.startswith((b"\xff\xfe", b"\xfe\xff")) and name in {"", "utf-16", "utf-8"}:
        name = "utf-16"
    for codec in (name, "utf-8", "cp1252"):
        text = _strictly(octets, codec)
        if text is not None:
            return storable(unix_lines(text.removeprefix("\ufeff")))
    if name in _MULTIBYTE or _mostly_utf8(octets):
        text = octets.decode(name if name in _MULTIBYTE else "utf-8", "replace")
    else:
        text = octets.decode("cp1252", "cp1252-holes")
    return storable(unix_lines(text))


def decode(raw: str) -> str:
    """Return a header's text on one line: encoded words of one charset are joined before decoding.

    Senders split words inside a character (RFC 2047 5 forbids it), so bytes are joined first.
    """
    return one_line("".join(_decoded(raw)))


def octets_of(raw: str) -> bytes:
    """Return the bytes behind a string that the mail parser read with surrogate escapes."""
    return raw.encode("utf-8", "surrogateescape") if _is_escaped(raw) else raw.encode("utf-8", "replace")


def _is_escaped(raw: str) -> bool:
    return not any("\ud800" <= char <= "\udc7f" or "\udd00" <= char <= "\udfff" for char in raw)


def _hole(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("latin-1"), error.end


def _strictly(octets: bytes, codec: str) -> str | None:
    if not codec:
        return None
    try:
        return octets.decode(codec)
    except (UnicodeError, LookupError, ValueError):
        return None


def _mostly_utf8(octets: bytes) -> bool:
    text = octets.decode("utf-8", "replace")
    wide = sum(1 for char in text if char > "\x7f")
    return text.count("\ufffd") * 10 <= wide


def _decoded(raw: str) -> Iterator[str]:
    for name, pieces in groupby(_tokens(raw), key=lambda token: token[0]):
        if name is None:
            for _, octets in pieces:
                yield text_of(octets)
        else:
            yield text_of(b"".join(octets for _, octets in pieces), name)


def _tokens(raw: str) -> Iterator[tuple[str | None, bytes]]:
    """Yield encoded words with their charset and the plain text between them; blanks between words go."""
    end = 0
    for word in _WORD.finditer(raw):
        between = raw[end : word.start()]
        if between.strip() or (end == 0 and between):
            yield None, octets_of(between)
        yield word[1].lower(), _word_octets(word[2], word[3])
        end = word.end()
    if raw[end:]:
        yield None, octets_of(raw[end:])


def _word_octets(encoding: str, text: str) -> bytes:
    octets = octets_of(text)
    if encoding in "qQ":
        return quopri.decodestring(octets.replace(b"_", b"=20"))
    try:
        return base64.b64decode(octets + b"=" * (-len(octets.rstrip(b"=")) % 4))
    except (binascii.Error, ValueError):
        return octets
