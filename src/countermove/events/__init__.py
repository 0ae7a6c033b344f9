"""What happened: triggers, arguments, status, when, where, reactions."""

from countermove.events.codebook import Codebook, load_codebook
from countermove.events.denials import find_denials, with_denials
from countermove.events.doubt import with_doubts
from countermove.events.extract import Extraction, Scene, extract
from countermove.events.reactions import find_reactions

__all__ = [
    "Codebook",
    "Extraction",
    "Scene",
    "extract",
    "find_denials",
    "find_reactions",
    "load_codebook",
    "with_denials",
    "with_doubts",
]
