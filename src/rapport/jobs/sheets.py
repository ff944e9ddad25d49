"""Lists as CSV or XLSX, safe to open in a spreadsheet (SEC-16)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse
from openpyxl import Workbook

FORMATS = ("csv", "xlsx")
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def neutral(value: object) -> object:
    """A cell that no spreadsheet takes for a formula."""
    if isinstance(value, str) and value.lstrip(" ").startswith(_DANGEROUS):
        return f"'{value}"
    return "" if value is None else value


def sheet(name: str, format: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """A download with one line of heads."""
    lines = [[neutral(cell) for cell in row] for row in ([*head], *rows)]
    if format == "xlsx":
        book = Workbook(write_only=True)
        page = book.create_sheet(name[:31])
        for line in lines:
            page.append(line)
        buffer = io.BytesIO()
        book.save(buffer)
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        response = HttpResponse(buffer.getvalue(), content_type=kind)
    else:
        text = io.StringIO()
        csv.writer(text).writerows(lines)
        # Spreadsheets know UTF-8 by its mark only.
        response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.{format}"'
    return response
