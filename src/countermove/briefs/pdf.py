"""A brief as a PDF, set by Typst (docs/decisions/0012-briefs.md): no browser, no network, fonts embedded."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib.resources import as_file, files

from countermove.briefs.html import figure
from countermove.briefs.record import Brief
from countermove.series.plain import plain_fields


def to_pdf(brief: Brief) -> bytes:
    """The document; the same brief gives the same bytes."""
    import typst  # noqa: PLC0415 - only where a PDF is asked for

    with as_file(files("countermove").joinpath("data/briefs/brief.typ")) as template:
        return bytes(typst.compile(str(template), sys_inputs={"brief": json.dumps(_content(brief))}, timestamp=0))


def _content(brief: Brief) -> dict[str, object]:
    """The brief as JSON; of results what is printed alone."""
    fields = plain_fields(replace(brief, results=()))
    results = [
        {
            "heading": heading,
            "finding": result.finding,
            "hypothesis": result.hypothesis,
            "table": _cells(result.rows()),
            "parts": [
                {"first": str(part.first), "last": str(part.last), "holds": figure(part.holds), "says": part.says}
                for part in result.sub_periods
            ],
            "warnings": [caution.message for caution in result.warnings if caution not in brief.warnings],
        }
        for heading, result in brief.results
    ]
    return {**fields, "title": brief.title, "results": results}


def _cells(rows: list[dict[str, object]]) -> list[list[str]]:
    """Head and rows of a table, all as texts."""
    return [list(rows[0]), *([figure(value) for value in row.values()] for row in rows)] if rows else []
