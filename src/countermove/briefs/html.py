"""A brief as one HTML page that needs nothing else: styles and pictures are in it, no address is loaded."""

from __future__ import annotations

import base64
from functools import cache
from importlib.resources import files

from jinja2 import Environment, StrictUndefined, Template

from countermove.briefs.record import Brief


@cache
def _template() -> Template:
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters["drawing"] = drawing
    environment.filters["figure"] = figure
    return environment.from_string(
        files("countermove").joinpath("data/briefs/brief.html.j2").read_text(encoding="utf-8")
    )


def drawing(svg: str) -> str:
    """A drawing as the address of an image: several in one page must not share the names within them."""
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"


def figure(value: object) -> str:
    """A cell of a table: three decimals for a number, a dash for what is unknown."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:,.3f}" if value == 0 or abs(value) >= _SMALL else f"{value:.2g}"
    return str(value)


_SMALL = 0.001


def to_html(brief: Brief) -> str:
    """The page; the same brief gives the same bytes."""
    return _template().render(brief=brief)
