"""A picture (SVG) of a coding as a terminal shows it: what the README has."""

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
    console = Console(
        file=io.StringIO(), width=width, record=True, force_terminal=True, color_system="standard",
        legacy_windows=False, highlight=False, emoji=False, markup=False, _environ={},
    )  # fmt: skip
    console.print(coding_view(coding))
    title = f"countermove read · {coding.article.title or coding.article.id}"
    drawn = _FONT_FACE.sub("", console.export_svg(title=title, theme=_THEME, unique_id="countermove"))
    return drawn.replace("Fira Code, monospace", _FONTS)
