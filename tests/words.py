"""Gathers the words of the pages into the catalogues. `make words` calls it: new ones come in empty, unused ones go.

Needs nothing but Babel and Django: a template becomes source text as `makemessages` makes it, and of that only the
calls are read.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parents[1] / "src" / "rapport"
CATALOGUES = PACKAGE / "locale"
LANGUAGES = ("ar", "de")
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    **dict.fromkeys(["gettext_lazy", "gettext_noop", "_t"]),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
TEXT = rb"""u?'(?:\\.|[^'\\])*'|u?"(?:\\.|[^"\\])*\""""
CALL = re.compile(rb"(?<![\w.])(?:_|(?:n|p|np)?gettext)\((?:%b|[^()'\"])*\)" % TEXT)

Id = str | tuple[str, ...]
Key = tuple[str | None, Id]


def words() -> dict[Key, list[str]]:
    """Every word that is shown to people, by context and id, with the files that say it."""
    found: dict[Key, list[str]] = {}
    for path in sorted(PACKAGE.rglob("*")):
        where = path.relative_to(PACKAGE).as_posix()
        if "tests" in path.parts[len(PACKAGE.parts) :] or where.startswith(("demo/", "locale/")):
            continue
        for _, said, _, context in extract("python", io.BytesIO(_source(path)), KEYWORDS):
            forms = tuple(form for form in said if form) if isinstance(said, tuple) else (said,)
            if forms and forms[0]:
                places = found.setdefault((context, forms if len(forms) > 1 else forms[0]), [])
                if where not in places:
                    places.append(where)
    return found


def _source(path: Path) -> bytes:
    """What Python says for a file: itself, the calls of a template, nothing for anything else."""
    if path.suffix == ".py":
        return path.read_bytes()
    if path.suffix in {".html", ".txt"} and "templates" in path.parts:
        return b"\n".join(CALL.findall(templatize(path.read_text()).encode()))
    return b""


def key(entry: Message) -> Key:
    return entry.context, tuple(entry.id) if isinstance(entry.id, list | tuple) else entry.id


def catalogue(language: str) -> Catalog:
    with (CATALOGUES / language / "LC_MESSAGES" / "django.po").open("rb") as file:
        return read_po(file, locale=language)


def entries(language: str) -> Iterator[Message]:
    return (entry for entry in catalogue(language) if entry.id)


def write(language: str, said: dict[Key, list[str]]) -> int:
    """Rewrite one catalogue with these words; returns how many have no translation yet."""
    old = catalogue(language)
    known = {key(entry): entry for entry in old if entry.id}
    new = Catalog(language, project=old.project, version=old.version, header_comment=old.header_comment, fuzzy=False)
    new.mime_headers = old.mime_headers
    for (context, id), places in sorted(said.items(), key=lambda item: str(item[0][1])):
        before = known.get((context, id))
        string = before.string if before else ("",) * new.num_plurals if isinstance(id, tuple) else ""
        new.add(id, string, locations=[(place, None) for place in places], context=context)
    with (CATALOGUES / language / "LC_MESSAGES" / "django.po").open("wb") as file:
        write_po(file, new, width=120, omit_header=False)
    return sum(not (entry.string if isinstance(entry.string, str) else all(entry.string)) for entry in new if entry.id)


def main() -> None:
    said = words()
    for language in LANGUAGES:
        sys.stdout.write(f"{language}: {len(said)} words, {write(language, said)} without translation\n")


if __name__ == "__main__":
    main()
