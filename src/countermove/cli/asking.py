"""What is asked of a store: the options that every browsing command has, and the ``Filter`` they come to."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import TYPE_CHECKING, Annotated, Any, get_type_hints

import typer

from countermove.cli.options import settings

if TYPE_CHECKING:
    from countermove.store import Filter, Store

_SEVERAL = "; several times: any of them"


def _several(option: str, metavar: str, text: str) -> Any:
    return Annotated[list[str] | None, typer.Option(option, metavar=metavar, help=text + _SEVERAL + ".")]


def _one(option: str, metavar: str, text: str) -> Any:
    return Annotated[str | None, typer.Option(option, metavar=metavar, help=text)]


#: Field of ``Filter`` -> how it is asked for.
_OPTIONS: dict[str, Any] = {
    "actor": _several("--actor", "ACTOR", "Who acts: an entity (RUS) or a name (Irina Belova)"),
    "recipient": _several("--recipient", "ACTOR", "To whom it is done"),
    "party": _several("--party", "ACTOR", "Either of both"),
    "type": _several("--type", "TYPE", "A PLOVER type: ACCUSE, ASSAULT ..."),
    "mode": _several("--mode", "MODE", "A mode of it: disapprove, aerial ..."),
    "status": _several("--status", "STATUS", "occurred, ongoing, attempted, planned, hypothetical, denied, historical"),
    "place": _several("--place", "NAME", "Where"),
    "country": _several("--country", "CODE", "The country it is in (UKR)"),
    "since": _one("--since", "DATE", "From this day on (2031-03-11; 2031-03 and 2031 mean all of it)."),
    "until": _one("--until", "DATE", "Up to this day, which is in."),
    "outlet": _several("--outlet", "NAME", "Who published it"),
    "story": _several("--story", "ID", "In a story"),
    "article": _several("--article", "ID", "In an article"),
    "text": _one("--text", "WORDS", 'In articles with these words: talks -oil "prisoner swap".'),
    "claimed_by": _several("--claimed-by", "ACTOR", "On whose word alone it stands"),
    "credence": _several("--credence", "HOW", "How its incident stands: reported, confirmed, contested, denied"),
    "confidence": Annotated[
        float | None, typer.Option(min=0.0, max=1.0, metavar="0..1", help="At least so sure that it was read right.")
    ],
    "limit": Annotated[int | None, typer.Option(min=1, metavar="N", help="At most so many.")],
    "after": _one("--after", "ID", "The page that follows on this one."),
}


def asks(*without: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command the options of a filter, but for those named; it is called with ``asked``, the Filter.

    The command's own parameters come first. The signature that typer sees is made here, so that all browsing commands
    ask in the same words.
    """
    options = {name: kind for name, kind in _OPTIONS.items() if name not in without}

    def giving(command: Callable[..., None]) -> Callable[..., None]:
        # ``Filter`` is imported for types alone; what it is does not matter here.
        hints = get_type_hints(command, localns={"Filter": object}, include_extras=True)
        own = [
            p.replace(kind=inspect.Parameter.KEYWORD_ONLY, annotation=hints[p.name])
            for p in inspect.signature(command).parameters.values()
            if p.name != "asked"
        ]

        @wraps(command)
        def asking(**given: Any) -> None:
            from countermove.store import Filter  # noqa: PLC0415 - see the package

            wanted = {name: given.pop(name) for name in options}
            chosen: dict[str, Any] = {
                name: tuple(value) if isinstance(value, list) else value
                for name, value in wanted.items()
                if value is not None and value != []
            }
            command(asked=Filter(**chosen), **given)

        keyword = inspect.Parameter.KEYWORD_ONLY
        added = [inspect.Parameter(n, keyword, default=None, annotation=kind) for n, kind in options.items()]
        parameters = [*own, *added]
        # What typer reads; a function keeps its own where none is set.
        vars(asking).update(__signature__=inspect.Signature(parameters))
        asking.__annotations__ = {p.name: p.annotation for p in parameters}
        return asking

    return giving


def opened(store: str | None) -> Store:
    """The store that is asked; it must be there. Raises InputError where it is not."""
    from countermove.store import Store  # noqa: PLC0415 - see the package

    return Store(store or settings().store, create=False)


def limited(asked: Filter, page: int) -> Filter:
    """The same with a page's length where none is given."""
    return asked if asked.limit is not None else replace(asked, limit=page)
