"""Our ids as numbers, for formats whose ids are numbers."""

from __future__ import annotations

import hashlib
import re

_OURS = re.compile(r"[a-z]([0-9a-f]{12})")
#: How many pairs of an act are numbered within its own number: five bits, so that the whole is below 2**53, up to which
#: programs that read numbers as floating point (R, JavaScript) keep whole ones apart.
_PAIRS = 32


def number_of(ident: str, pair: int = 0) -> int:
    """A number for an id and the place of a pair in its act: the same in every export, and below 2**53.

    Of our own ids it is what the hexadecimal digits say, times 32, and the pair: ``number // 32`` leads back. Any
    other id, and a pair beyond the 32nd, is numbered by its hash.
    """
    own = _OURS.fullmatch(ident)
    if own is not None and pair < _PAIRS:
        return int(own[1], 16) * _PAIRS + pair
    digest = hashlib.sha256(f"{ident}\x1f{pair}".encode("utf-8", "surrogatepass")).hexdigest()
    return int(digest[:13], 16)
