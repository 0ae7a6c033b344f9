"""``recode``: the articles that another coder has coded, or another codebook, coded anew."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from countermove import batch
from countermove.export.record import from_record, to_record
from countermove.intake.desk import AT_LATEST
from countermove.records import Article, Coder, Coding
from countermove.store import Change, Store
from countermove.store.differences import changes
from countermove.store.slices import slices
from countermove.version import __version__

#: Articles read from the store, and codings laid by, together.
_TOGETHER = 100


@dataclass(frozen=True, slots=True)
class Recoding:
    """What coding anew came to: by which coder, how many articles, in how many of them something changed, and what.

    ``changes`` is empty where they were not asked for.
    """

    coder: Coder
    articles: int
    different: int
    changes: tuple[Change, ...]


def recode(
    store: Store,
    setup: batch.Setup,
    jobs: int = 1,
    *,
    diff: bool = False,
    dry_run: bool = False,
    tell: Callable[[int, int], None] = lambda _done, _of: None,
) -> Recoding:
    """Code anew what another coder has coded, and put all of it in the place of the old in one transaction.

    Until then the new codings wait in the store: a run that is cut off loses nothing, and the next goes on from there.
    ``dry_run`` says what would change and writes nothing. ``tell`` is called with how many articles are done, of how
    many. Judgements stay; ``store.judgements()`` says which of them speak of an event that is gone.

    Raises InputError for a codebook or store that cannot be used.
    """
    coder = _coder(setup)
    numbers = store.outdated(coder)
    if dry_run:
        found = tuple(_dry(store, numbers, setup, jobs, tell))
        return Recoding(coder, len(numbers), len({change.article for change in found}), found)
    run = store.begin_run("recode", [])
    since, made = time.monotonic(), list[tuple[int, Coding]]()
    for n, coding in _coded(store, numbers, setup, jobs, tell):
        made.append((n, coding))
        if len(made) >= _TOGETHER or time.monotonic() - since >= AT_LATEST:
            store.lay_by(made, coder)
            since, made = time.monotonic(), []
    store.lay_by(made, coder)
    found = tuple(store.changes()) if diff else ()
    different = store.put_in_place(coder)
    result = Recoding(coder, len(numbers), different, found)
    store.end_run(run, {"articles": len(numbers), "different": different})
    return result


def _coder(setup: batch.Setup) -> Coder:
    parser, knowledge = batch.load(setup)
    return Coder(__version__, knowledge.version, getattr(parser, "name", "given"))


def _dry(
    store: Store, numbers: Sequence[int], setup: batch.Setup, jobs: int, tell: Callable[[int, int], None]
) -> Iterator[Change]:
    for n, coding in _coded(store, numbers, setup, jobs, tell):
        (old,) = store.codings_by_number([n])
        yield from changes(old, coding)


def _coded(
    store: Store, numbers: Sequence[int], setup: batch.Setup, jobs: int, tell: Callable[[int, int], None]
) -> Iterator[tuple[int, Coding]]:
    """Each article's number with its new coding, in order."""

    def articles() -> Iterator[Article]:
        for some in slices(numbers, _TOGETHER):
            yield from store.articles_by_number(some)

    with batch.processes(jobs) as pool:
        results = batch.run(articles(), setup, _as_recorded, pool)
        for done, (n, result) in enumerate(zip(numbers, results, strict=True), 1):
            assert result.output is not None  # articles alone went in
            yield n, result.output
            tell(done, len(numbers))


def _as_recorded(coding: Coding) -> Coding:
    """As it will come back from the store: what no record keeps would look like a change."""
    return from_record(to_record(coding))
