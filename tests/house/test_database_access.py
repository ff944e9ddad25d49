"""Where the database may be spoken to, and in which words."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.house.source import Module, modules, place

# What the ORM has no words for, in the one part of the product that no customer's data passes through.
BESIDE_THE_ORM = {
    "demo/bench/rows.py",  # COPY: no object for each of millions of rows; a sample is read back by the queries
    "demo/bench/searching.py",  # the plain index that the search is measured against must not be our own
    "demo/services/sheet.py",  # ids are taken from the table's sequence beforehand, so that rows can name each other
}


def may_hold_sql(module: Module) -> bool:
    return (
        module.name in {"db/claims.py", "db/locks.py", *BESIDE_THE_ORM}
        or module.name.startswith("search/engines/")
        or module.is_in("queries", "migrations")
    )


def raw_sql(module: Module) -> Iterator[int]:
    """Lines that reach around the ORM: .raw("…"), .extra(…), RawSQL(…) and cursors."""
    for node in module.walk():
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Name) and node.func.id == "RawSQL":
            yield node.lineno
        if not isinstance(node.func, ast.Attribute):
            continue
        verb, target = node.func.attr, ast.unparse(node.func.value)
        is_manager = target.endswith((".objects", "_manager", ")"))
        if verb == "RawSQL" or (verb in {"raw", "extra"} and is_manager):
            yield node.lineno
        if verb == "cursor" and "connection" in target:
            yield node.lineno
        if verb in {"execute", "executemany", "executescript"} and "cursor" in target.lower():
            yield node.lineno


def test_raw_sql_stands_in_few_places():
    found = [place(m.path, line) for m in modules() if not may_hold_sql(m) for line in raw_sql(m)]
    assert not found, (
        "Raw SQL belongs in db/claims.py, db/locks.py, search/engines/, queries and migrations:\n" + "\n".join(found)
    )


def test_objects_are_asked_for_in_models_queries_and_services_only():
    found = [
        place(module.path, node.lineno)
        for module in modules()
        if not module.is_in("models", "queries", "services", "migrations")
        for node in module.walk()
        if isinstance(node, ast.Attribute) and node.attr == "objects"
    ]
    assert not found, "Model.objects belongs in models, queries and services:\n" + "\n".join(found)


def test_migrations_say_what_they_do():
    found = [
        place(module.path)
        for module in modules()
        if module.path.parent.name == "migrations" and module.path.stem != "__init__"
        if not module.path.stem[:4].isdigit() or "_auto_" in module.path.stem
    ]
    assert not found, "Give these migrations a name that says what they change:\n" + "\n".join(found)


def test_migrations_do_not_call_services():
    found = [
        place(module.path, node.lineno)
        for module in modules()
        if module.path.parent.name == "migrations"
        for node in module.walk()
        if isinstance(node, ast.ImportFrom) and "services" in (node.module or "").split(".")
    ]
    assert not found, "A migration must keep working when services change:\n" + "\n".join(found)
