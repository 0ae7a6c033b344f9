"""A picture (SVG) of a coding as a terminal shows it: what the README has."""

from __future__ import annotations

import io
import re

from rich.console import Console
from rich.terminal_theme import MONOKAI

from countermove.export.text import WIDTH, coding_view
from countermove.records import Coding

# rich's picture names fonts on a server; a picture that needs no network uses what the reader has.
_FONT_FACE = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)


def to_svg(coding: Coding, *, width: int = WIDTH) -> str:
    """The view of ``to_text`` in colour, as an SVG document; the same coding gives the same bytes."""
    console = Console(
        file=io.StringIO(), width=width, record=True, force_terminal=True, color_system="standard",
        legacy_windows=False, highlight=False, emoji=False, markup=False, _environ={},
    )  # fmt: skip
    console.print(coding_view(coding))
    title = f"countermove read · {coding.article.title or coding.article.id}"
    return _FONT_FACE.sub("", console.export_svg(title=title, theme=MONOKAI, unique_id="countermove"))
