"""Who says so? The attributions of an article: speaker, cue, content, stance.

Read in this order: ``cues`` (the cue book), ``quotes`` (quotations), ``reading`` (what the parts share), ``sources``
(who speaks), ``place`` (a cue in its sentence), ``content`` (what is said, by the patterns of the book: ``beside``,
``clauses``, ``objects``, ``borders``), ``labels`` ("NAME: ..."), ``joining`` (quotations over sentences), ``details``
(addressee, medium, day), ``issuers`` (who speaks through a paper) and ``find``, which puts them together.
"""

from countermove.statements.cues import CueBook, load_cues
from countermove.statements.find import find, in_order

__all__ = ["CueBook", "find", "in_order", "load_cues"]
