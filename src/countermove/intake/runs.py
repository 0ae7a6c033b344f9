"""``add``: one run over sources, from beginning to end."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from countermove import batch
from countermove.feeds.web.address import shown
from countermove.intake.desk import AT_LATEST, TOGETHER, Desk
from countermove.intake.sources import meet
from countermove.intake.states import StoredStates
from countermove.intake.summary import Summary
from countermove.store import Store


def add(
    sources: Sequence[str],
    store: Store,
    setup: batch.Setup,
    jobs: int = 1,
    published: str | None = None,
    columns: Mapping[str, str] | None = None,
    *,
    contact: str | None = None,
    tell: Callable[[Summary], None] = lambda _: None,
    together: int = TOGETHER,
    at_latest: float = AT_LATEST,
) -> Summary:
    """Put the articles of these sources into the store, and what is read in them.

    ``sources`` are files, folders, "-" and addresses of feeds and pages; files of records are kept as they are.
    ``published`` and ``columns`` as for ``feeds.read_articles``; ``jobs`` processes code. ``tell`` is called with the
    counts as they grow. ``together`` and ``at_latest`` say when a batch is written: they change nothing in the store.

    Raises InputError for a source, codebook or store that cannot be used; what was written before is kept.
    """
    with batch.processes(jobs) as pool:
        desk = Desk(store, setup, pool, tell=tell, together=together, at_latest=at_latest)
        states = StoredStates(store, lambda: desk.taken)
        items = meet(sources, published, columns, states, contact)
        run = store.begin_run("add", [shown(source) for source in sources])
        desk.during(run, states.due)
        desk.take(items)
    store.end_run(run, desk.summary.to_dict())
    return desk.summary
