"""A coding as a terminal shows it, as a picture (SVG: what the README has) and as HTML (what a notebook shows)."""

from __future__ import annotations

import io
import re

from rich.console import Console
from rich.terminal_theme import TerminalTheme

from countermove.export.text import WIDTH, coding_view
from countermove.records import Coding

_ANSI = [
    (60, 64, 72), (255, 107, 107), (130, 205, 120), (232, 191, 106), (116, 167, 255), (221, 150, 240), (86, 200, 210),
    (220, 223, 228),
]  # fmt: skip
#: Every colour at least 4.5 to 1 against the ground; red and magenta, acts and speakers, are told apart.
_THEME = TerminalTheme((22, 24, 29), (220, 223, 228), _ANSI, _ANSI)
# rich's picture names fonts on a server; a picture that needs no network uses what the reader has.
_FONT_FACE = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)

_FONTS = "Fira Code, Menlo, Consolas, DejaVu Sans Mono, monospace"


def to_svg(coding: Coding, *, width: int = WIDTH) -> str:
    """The view of ``to_text`` in colour, as an SVG document; the same coding gives the same bytes."""
    console = _drawn(coding, width)
    title = f"countermove read · {coding.article.title or coding.article.id}"
    drawn = _FONT_FACE.sub("", console.export_svg(title=title, theme=_THEME, unique_id="countermove"))
    return drawn.replace("Fira Code, monospace", _FONTS)


#: Colours that are legible on a light ground, as a notebook has.
_ON_WHITE = TerminalTheme(
    (255, 255, 255), (36, 41, 47),
    [(36, 41, 47), (179, 29, 40), (20, 110, 50), (130, 90, 0), (9, 80, 180), (120, 60, 170), (0, 110, 120),
     (90, 95, 100)],
)  # fmt: skip


def to_html(coding: Coding, *, width: int = WIDTH) -> str:
    """The same view as a piece of HTML with its colours in it."""
    frame = "<pre style='line-height:1.35;white-space:pre-wrap;font-family:{fonts}'>{code}</pre>"
    console = _drawn(coding, width)
    return console.export_html(theme=_ON_WHITE, inline_styles=True, code_format=frame.replace("{fonts}", _FONTS))


def _drawn(coding: Coding, width: int) -> Console:
    console = Console(
        file=io.StringIO(), width=width, record=True, force_terminal=True, color_system="standard",
        legacy_windows=False, highlight=False, emoji=False, markup=False, _environ={},
    )  # fmt: skip
    console.print(coding_view(coding))
    return console
