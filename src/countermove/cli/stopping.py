"""A wish to stop, as signals tell it: what is in hand is finished first."""

from __future__ import annotations

import select
import signal
import socket
import time
from types import FrameType, TracebackType
from typing import Self

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Stop:
    """Listens to Ctrl-C and SIGTERM for the time of a ``with``; the second one ends the program at once.

    ``wished`` says whether to stop; ``sleep`` ends early where that is so.
    """

    def __init__(self) -> None:
        self._wished = False
        # A socket wakes a sleeper also where the signal comes just before it falls asleep.
        self._bell, self._ring = socket.socketpair()
        self._before: dict[signal.Signals, object] = {}

    def __enter__(self) -> Self:
        self._before = {each: signal.signal(each, self._heard) for each in _SIGNALS}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._restore()
        self._bell.close()
        self._ring.close()

    def wished(self) -> bool:
        """Whether somebody wants this to end."""
        return self._wished

    def sleep(self, seconds: float) -> None:
        """Sleep so long, or until somebody wants this to end."""
        end = time.monotonic() + seconds
        while not self._wished and (left := end - time.monotonic()) > 0:
            select.select([self._bell], [], [], left)

    def _heard(self, _number: int, _frame: FrameType | None) -> None:
        self._wished = True
        self._ring.send(b"!")
        self._restore()

    def _restore(self) -> None:
        for each, before in self._before.items():
            signal.signal(each, before)  # type: ignore[arg-type]  # what it gave it takes back
