"""Every shipped language says everything, with the same placeholders and tags as the English."""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from tests import words as gathered
from tests.house.source import Module, modules, place

LOCALES = Path(__file__).parents[2] / "src" / "rapport" / "locale"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
TAG = re.compile(r"<[^>]+>")
# What these say is shown to whoever asked; the page of what is not found has words of its own.
TOLD = {"Invalid", "Conflict"}
WRAPS = {"_", "gettext", "gettext_lazy", "ngettext", "pgettext"}
# These speak to programmers, to mail servers and to those who run the program from a terminal.
OTHERS = ("lib/", "channels/", "config/backup/", "config/management/", "vault/", "demo/")


@pytest.mark.parametrize("language", ["de", "ar"])
def test_nothing_is_left_in_english_or_torn(language: str) -> None:
    with (LOCALES / language / "LC_MESSAGES" / "django.po").open("rb") as file:
        catalogue = read_po(file, locale=language)
    wrong = []
    for entry in catalogue:
        if not entry.id:
            continue
        if isinstance(entry.id, tuple):
            known = set(PLACEHOLDER.findall(" ".join(entry.id)))
            if not all(entry.string) or any(set(PLACEHOLDER.findall(form)) - known for form in entry.string):
                wrong.append(entry.id)
        elif not entry.string or any(
            Counter(pattern.findall(entry.id)) != Counter(pattern.findall(entry.string))
            for pattern in (PLACEHOLDER, TAG)
        ):
            wrong.append(entry.id)
    assert not wrong, wrong


@pytest.mark.parametrize("language", gathered.LANGUAGES)
def test_every_word_of_the_pages_is_in_the_catalogue(language: str) -> None:
    missing = set(gathered.words()) - {gathered.key(entry) for entry in gathered.entries(language)}
    assert not missing, f"`make words` gathers these: {sorted(map(str, missing))}"


def said(module: Module) -> list[ast.expr]:
    """The words in every error of the house that people are told."""
    told: list[ast.expr] = []
    for node in module.walk():
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in TOLD:
            for words in node.args[:1]:
                told += words.values if isinstance(words, ast.Dict) else [words]
    return told


def literals(words: ast.expr) -> list[str]:
    """The plain English in an expression that no translation reaches."""
    if isinstance(words, ast.Call) and ast.unparse(words.func) in WRAPS:
        return []
    if isinstance(words, ast.Constant):
        return [words.value] if isinstance(words.value, str) and re.search(r"[A-Za-z]{2}", words.value) else []
    if isinstance(words, ast.FormattedValue | ast.Subscript | ast.Compare):
        return []
    if isinstance(words, ast.Dict):  # what fills the places of a sentence, by name
        return [found for value in words.values for found in literals(value)]
    return [found for child in ast.iter_child_nodes(words) if isinstance(child, ast.expr) for found in literals(child)]


def marked() -> set[str]:
    """Sentences of pure modules, which their room marks for translation."""
    calls = (node for module in modules() for node in module.walk() if isinstance(node, ast.Call))
    return {
        call.args[0].value
        for call in calls
        if ast.unparse(call.func) == "gettext_noop" and call.args and isinstance(call.args[0], ast.Constant)
    }


def test_what_services_refuse_is_said_in_the_readers_language() -> None:
    known = marked()
    found = [
        f"{place(module.path, words.lineno)}: {text}"
        for module in modules()
        if not module.name.startswith(OTHERS)
        for words in said(module)
        for text in literals(words)
        if not (text in known and module.is_in("domain", "policy"))
    ]
    assert not found, "Wrap these in gettext:\n" + "\n".join(found)
