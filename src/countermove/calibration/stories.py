"""How alike an article and a story must be: the threshold, chosen by cross-validation over happenings.

The clusters of a gold set (``shared/data/incidents``) are dealt into folds. For each fold the threshold is the one that
groups the articles of all *other* clusters best; how well it does is then read off the articles of the fold, grouped
within the whole stream, so that no cluster has a say in how it is judged. The threshold shipped is the median of those
chosen. Run as a module, with the file of clusters, it prints the table of ``docs/incidents.md``.
"""

from __future__ import annotations

import json
import random
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import mean, median

from countermove.errors import InputError
from countermove.records import Article
from countermove.stories import Grouper, Settings, Vector, vector

THRESHOLDS = tuple(round(0.09 + 0.01 * step, 2) for step in range(10))
FOLDS, ROUNDS = 5, 3


@dataclass(frozen=True, slots=True)
class Clustered:
    """An article of the gold set: what groups it and the happening it was collected for."""

    id: str
    cluster: str
    published: str | None
    vector: Vector


@dataclass(frozen=True, slots=True)
class Fold:
    """What came of one fold: the threshold the others chose, B-cubed F1 by it on its articles and on the others."""

    threshold: float
    held_out: float
    chosen_on: float


def read_clusters(path: Path) -> tuple[Clustered, ...]:
    """The articles of a file of clusters, in order of publication, those of unknown date last. Raises InputError."""
    try:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        articles = [
            Clustered(
                row["id"],
                row["cluster"],
                row["published"] or None,
                vector(Article(row["id"], row["text"], row["title"])),
            )
            for row in rows
        ]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"{path} is no file of clusters: {error}") from error
    return tuple(sorted(articles, key=lambda article: (article.published is None, article.published or "")))


def group(articles: Sequence[Clustered], settings: Settings) -> dict[str, str]:
    """Article -> story, by one pass in the order given."""
    grouper = Grouper(settings)
    return {a.id: grouper.add(a.id, a.vector, a.published).story for a in articles}


def bcubed(articles: Sequence[Clustered], story: Mapping[str, str], judged: frozenset[str]) -> float:
    """B-cubed F1 averaged over the articles of the clusters judged; all articles count in their stories."""
    stories = Counter(story[a.id] for a in articles)
    clusters = Counter(a.cluster for a in articles)
    cells = Counter((a.cluster, story[a.id]) for a in articles)
    shares = [
        (cells[a.cluster, story[a.id]] / stories[story[a.id]], cells[a.cluster, story[a.id]] / clusters[a.cluster])
        for a in articles
        if a.cluster in judged
    ]
    precision, recall = mean(p for p, _ in shares), mean(r for _, r in shares)
    return 2 * precision * recall / (precision + recall)


def folds_of(clusters: Sequence[str], folds: int, seed: int) -> tuple[frozenset[str], ...]:
    """The clusters dealt out at random, each into one fold."""
    dealt = sorted(set(clusters))
    random.Random(seed).shuffle(dealt)  # noqa: S311 - it deals clusters into folds, it keeps no secret
    return tuple(frozenset(dealt[at::folds]) for at in range(folds))


def cross_validate(
    articles: Sequence[Clustered],
    settings: Settings,
    thresholds: Sequence[float] = THRESHOLDS,
    folds: int = FOLDS,
    rounds: int = ROUNDS,
) -> tuple[tuple[Fold, ...], ...]:
    """For each way of dealing the clusters, one result for each fold.

    The threshold for a fold is chosen with its articles left out of the stream; it is judged with all of them in it.
    """
    whole = {t: group(articles, replace(settings, threshold=t)) for t in thresholds}
    return tuple(_dealing(articles, settings, whole, folds, seed) for seed in range(rounds))


def _dealing(
    articles: Sequence[Clustered], settings: Settings, whole: Mapping[float, Mapping[str, str]], folds: int, seed: int
) -> tuple[Fold, ...]:
    found = []
    for fold in folds_of([a.cluster for a in articles], folds, seed):
        others = [a for a in articles if a.cluster not in fold]
        rest = frozenset(a.cluster for a in others)
        scores = {t: bcubed(others, group(others, replace(settings, threshold=t)), rest) for t in whole}
        best = max(whole, key=lambda t: (scores[t], -t))
        found.append(Fold(best, bcubed(articles, whole[best], fold), scores[best]))
    return tuple(found)


def table(articles: Sequence[Clustered], windows: Sequence[int], rounds: int = ROUNDS) -> str:
    """For each window: the median threshold chosen, and mean and least B-cubed F1 on what was held out."""
    lines = ["| window (days) | threshold chosen | held-out B-cubed F1 | worst dealing | on what chose it |"]
    lines.append("|---|---|---|---|---|")
    for window in windows:
        dealt = cross_validate(articles, Settings(window=window), rounds=rounds)
        folds = [fold for dealing in dealt for fold in dealing]
        chosen = sorted(fold.threshold for fold in folds)
        lines.append(
            f"| {window} | {median(chosen):.2f} ({chosen[0]:.2f} to {chosen[-1]:.2f}) "
            f"| {mean(fold.held_out for fold in folds):.3f} "
            f"| {min(mean(fold.held_out for fold in dealing) for dealing in dealt):.3f} "
            f"| {mean(fold.chosen_on for fold in folds):.3f} |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    print(table(read_clusters(Path(sys.argv[1])), (90, 180, 365)))
