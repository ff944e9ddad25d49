"""The part of the index that differs by engine: FTS5 on SQLite, GIN on PostgreSQL."""

from __future__ import annotations

from django.db import migrations

TABLES = {
    "sqlite": (
        "CREATE VIRTUAL TABLE search_words USING fts5"
        "(tokens, content='', columnsize=0, detail=none, tokenize='ascii')",
        "DROP TABLE search_words",
    ),
    "postgresql": (
        "CREATE INDEX search_tokens ON search_searchdoc USING gin (tokens)",
        "DROP INDEX search_tokens",
    ),
}


def make(apps, schema_editor):
    schema_editor.execute(TABLES[schema_editor.connection.vendor][0])


def unmake(apps, schema_editor):
    schema_editor.execute(TABLES[schema_editor.connection.vendor][1])


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunPython(make, unmake, elidable=False)]
