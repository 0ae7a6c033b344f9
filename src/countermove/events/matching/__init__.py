"""Triggers and arguments: the codebook's rules on the words of one sentence.

``match`` is the record that comes out; ``words``, ``carriers`` and ``doers`` answer questions about words, light verbs
and who is meant; ``slots``, ``inner`` and ``filling`` fill a frame; ``matcher`` tries the rules and takes the best.
"""

from countermove.events.matching.match import Cast, Match, mode_of
from countermove.events.matching.matcher import Matcher

__all__ = ["Cast", "Match", "Matcher", "mode_of"]
