"""Who is this? Mentions of actors are found (``find``), then it is decided who they are (``resolve``)."""

from countermove.actors.cast import Cast, with_speakers
from countermove.actors.find import find
from countermove.actors.lexicon import Lexicon
from countermove.actors.loading import load_lexicon
from countermove.actors.resolve import resolve

__all__ = ["Cast", "Lexicon", "find", "load_lexicon", "resolve", "with_speakers"]
