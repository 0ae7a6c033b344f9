"""Who says so? The attributions of an article: speaker, cue, content, stance.

``cues`` loads the cue book, ``quotes`` finds quotations, ``sources`` and ``content`` read the grammar around one
cue, ``find`` puts the statements together.
"""

from countermove.statements.cues import CueBook, load_cues
from countermove.statements.find import find

__all__ = ["CueBook", "find", "load_cues"]
