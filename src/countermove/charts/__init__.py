"""Charts of series and results: a function each gives an altair chart, ``save`` draws it as SVG, PNG, PDF or HTML."""

from countermove.charts.coverage import coverage
from countermove.charts.heatmap import heatmap
from countermove.charts.map import places
from countermove.charts.network import matrix
from countermove.charts.phases import phases
from countermove.charts.quads import quads
from countermove.charts.save import SUFFIXES, save, to_html, to_svg
from countermove.charts.style import INK, OKABE_ITO, QUAD_COLORS, styled
from countermove.charts.timeline import scores, timeline

__all__ = [
    "INK",
    "OKABE_ITO",
    "QUAD_COLORS",
    "SUFFIXES",
    "coverage",
    "heatmap",
    "matrix",
    "phases",
    "places",
    "quads",
    "save",
    "scores",
    "styled",
    "timeline",
    "to_html",
    "to_svg",
]
