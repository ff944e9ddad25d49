from __future__ import annotations

import pytest

from rapport.channels.email.files import check_file, display_type, safe_name, sniff

PDF, PNG, ZIP, EXE = b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n\x00", b"PK\x03\x04\x14\x00", b"MZ\x90\x00\x03"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("name", "head", "code"),
    [
        ("CV.pdf", PDF, None),
        ("CV.PDF", PDF, None),
        ("photo.png", PNG, None),
        ("photo.jpeg", b"\xff\xd8\xff\xe0", None),
        ("a.webp", b"RIFF\x00\x00\x00\x00WEBPVP8 ", None),
        ("CV.docx", ZIP, None),
        ("CV.docx", OLE, None),
        ("CV.doc", OLE, None),
        ("CV.odt", ZIP, None),
        ("notes.txt", b"BMW and MZ are makes of motor cars", None),
        ("notes.txt", "Größe".encode(), None),
        ("letter", PDF, None),
        ("J. van der Berg CV 2026.pdf", PDF, None),
        ("v1.2.final.pdf", PDF, None),
        ("setup.exe", EXE, "file-dangerous"),
        ("setup.EXE ", b"", "file-dangerous"),
        ("run.ps1", b"x", "file-dangerous"),
        ("run.js", b"x", "file-dangerous"),
        ("a.vbs", b"x", "file-dangerous"),
        ("a.lnk", b"x", "file-dangerous"),
        ("a.hta", b"x", "file-dangerous"),
        ("a.iso", b"x", "file-dangerous"),
        ("a.jar", ZIP, "file-dangerous"),
        ("CV.pdf.exe", EXE, "file-double-extension"),
        ("CV.pdf.exe.", EXE, "file-double-extension"),
        ("CV.exe.pdf", PDF, "file-double-extension"),
        ("cv\u202efdp.exe", EXE, "file-dangerous"),
        ("cv\u202egnp.pdf", PDF, "file-name-disguised"),
        ("CV.pdf", EXE, "file-disguised"),
        ("CV.pdf", ZIP, "file-disguised"),
        ("CV.png", PDF, "file-disguised"),
        ("CV.png", b"hello", "file-disguised"),
        ("CV.pdf", b"<html><script>", "file-disguised"),
        ("page.html", b"<html>", "file-active"),
        ("pic.svg", b"<svg xmlns=", "file-active"),
        ("CV.docm", ZIP, "file-macros"),
        ("empty.pdf", b"", "file-empty"),
    ],
)
def test_in_20_names_and_first_bytes(name, head, code):
    problem = check_file(name, head, len(head))
    assert (problem.code if problem else None) == code


def test_in_20_size():
    problem = check_file("a.pdf", PDF, 11, limit=10)
    assert problem and problem.blocks and problem.params == {"size": 11, "limit": 10}


@pytest.mark.parametrize(
    ("name", "head", "kind"),
    [
        ("CV.pdf", PDF, "application/pdf"),
        ("CV.exe", PNG, "image/png"),
        ("a.txt", b"hello", "text/plain"),
        ("a.txt", b"<html><script>", ""),
        ("a.svg", b"<svg>", ""),
        ("a.html", b"hello", ""),
        ("a.docx", ZIP, ""),
        ("a.txt", b"a\x00b", ""),
    ],
)
def test_in_20_what_may_be_shown(name, head, kind):
    assert display_type(name, head) == kind


def test_sniffing_needs_proof():
    assert sniff(b"") == sniff(b"hello") == ""
    assert sniff(b"\xef\xbb\xbf  <!DOCTYPE html>") == "text/html"
    assert sniff(b"#!/bin/sh\n") == "text/x-script"


@pytest.mark.parametrize(
    ("name", "safe"),
    [("a/b\\c.pdf", "c.pdf"), ("", "file"), (" . ", "file"), ("NUL", "_NUL"), ('a"b?.txt', "a_b_.txt")],
)
def test_in_20_safe_names(name, safe):
    assert safe_name(name) == safe
