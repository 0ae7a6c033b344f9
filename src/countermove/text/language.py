"""Which language a text is in: for a reader of English that is English, another, or too little to tell.

English is told by its function words, which is fast, needs no model and does not misjudge short texts full of
foreign names. Only a text that has too few of them is shown to py3langid, whose model takes a second to load
(docs/decisions/0003-language-detection.md has the figures).
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import Any

_SAMPLE = 6_000  # characters
_WORD = re.compile(r"[^\W\d_]+")
_ENOUGH = 0.12  # of the words of an English text are on the list; most have three times as many
_SURE = 0.9  # below this py3langid takes headlines for Nigerian Pidgin
_SHORT = 4  # fewer words than this tell nothing
_LONG = 40  # so many words would have English ones among them if the text were English
#: Near relatives that py3langid's model takes short texts for.
_TAKEN_FOR = {"pcm": "en", "sco": "en", "wuu": "zh", "yue": "zh"}


def language(text: str) -> str | None:
    """The ISO 639 code of the language of a text ("en", "de"), or None where it cannot be told.

    "en" where at least 12 in 100 words are on the list, and two of them or, in a text of under a dozen words, one.
    Else what py3langid says, if it says English, is sure of another language, or the text is long or in another script.
    Fewer than four words in Latin letters give None, as may a headline that is all names: unsure is not foreign.
    """
    words = _WORD.findall(text[:_SAMPLE].lower())
    known = sum(word in _function_words() for word in words)
    if known >= _ENOUGH * len(words) and known >= (2 if len(words) >= 12 else 1):
        return "en"
    latin = sum(word[0] < "\u0250" for word in words)
    if not words or (len(words) < _SHORT and latin == len(words)):
        return None
    found, sureness = _identifier().classify(text[:_SAMPLE])
    found = _TAKEN_FOR.get(found, found)
    decided = found == "en" or sureness >= _SURE or len(words) >= _LONG or latin < len(words) / 2
    return str(found) if decided else None


@cache
def _function_words() -> frozenset[str]:
    listed = files("countermove").joinpath("data/english_words.txt").read_text(encoding="utf-8")
    return frozenset(word for line in listed.splitlines() if not line.startswith("#") for word in line.split())


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 - a second that English need not pay

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
