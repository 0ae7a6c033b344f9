"""What a user did wrong: one small family. Each message is one line that says what is wrong and how to mend it.

Trouble in the data is no exception but a ``Problem`` record; a bug raises whatever it raises.
"""

from __future__ import annotations


class CountermoveError(Exception):
    """A user's mistake. The command line prints its message and ends with exit code 2."""


class InputError(CountermoveError):
    """A file, folder or flag that cannot be used: missing, unreadable, no date, no such model."""


class CodebookError(CountermoveError):
    """An error in a codebook or list file; the message begins with the file and the line."""

    def __init__(self, file: str, line: int | None, message: str) -> None:
        place = f"{file}:{line}" if line else file
        super().__init__(f"{place}: {message}")
        self.file = file
        self.line = line
