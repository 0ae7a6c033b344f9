"""A printable brief on two sides: what happened, who said what, what is contested, the series, the models, the sources.

``compose`` puts it together from acts, texts and results; ``to_html`` and ``to_pdf`` print it. Part of the rim.
"""

from countermove.briefs.compose import compose
from countermove.briefs.evidence import Evidence, gather
from countermove.briefs.html import to_html
from countermove.briefs.pdf import to_pdf
from countermove.briefs.record import Brief, Contest, Figure, Move, Saying, Source, Voiced

__all__ = [
    "Brief",
    "Contest",
    "Evidence",
    "Figure",
    "Move",
    "Saying",
    "Source",
    "Voiced",
    "compose",
    "gather",
    "to_html",
    "to_pdf",
]
