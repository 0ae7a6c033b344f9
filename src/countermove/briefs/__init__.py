"""A printable brief on two sides: what happened, who said what, what is contested, the series, the models, the sources.

``brief`` makes one from a table of acts and what the texts say of them, ``compose`` puts it together from parts that
are made; ``to_html`` and ``to_pdf`` print it. Part of the rim.
"""

from countermove.briefs.compose import compose
from countermove.briefs.evidence import Evidence, Found, gather, look_up
from countermove.briefs.html import to_html
from countermove.briefs.making import brief
from countermove.briefs.pdf import to_pdf
from countermove.briefs.record import Brief, Contest, Figure, Move, Saying, Source, Voiced

__all__ = [
    "Brief",
    "Contest",
    "Evidence",
    "Figure",
    "Found",
    "Move",
    "Saying",
    "Source",
    "Voiced",
    "brief",
    "compose",
    "gather",
    "look_up",
    "to_html",
    "to_pdf",
]
