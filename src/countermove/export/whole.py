"""Files that appear whole or not at all, written by others under a name that we give them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from countermove.errors import InputError


@contextmanager
def whole(out: Path) -> Iterator[Path]:
    """A name beside ``out`` to write to; at the end the file takes the name ``out``, or nothing is left.

    Raises InputError where the file cannot be made.
    """
    target = out.resolve()
    if target.is_dir():
        raise InputError(f"{out} is a folder; give --out the name of a file")
    if target.exists() and not target.is_file():
        raise InputError(f"{out} is a pipe or a device; this format needs a file")
    if not target.parent.is_dir():
        raise InputError(f"cannot write {out}: there is no folder {out.parent}")
    draft = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        yield draft
        draft.replace(target)
    except OSError as error:
        raise InputError(f"cannot write {out}: {error.strerror or error}") from error
    finally:
        for left in (draft, draft.with_name(f"{draft.name}-journal")):
            left.unlink(missing_ok=True)
