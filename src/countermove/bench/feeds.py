"""How fast files are read, kind by kind, beside parsing the same articles' JSON and nothing else."""

from __future__ import annotations

import csv
import gzip
import json
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from countermove.bench.figures import ROUNDS, Figure, Plan
from countermove.feeds import read_articles
from countermove.records import Article, Problem

ARTICLES = 2_000
_BODY = (
    "The envoy left the town on Friday after three days of talks with the governor, who called them useful. "
    "The rebels, who had not been asked to come, said that no agreement would bind them. "
    "Aid workers said that four thousand people were still there, and that food would last for a week.\n"
)
_PARAGRAPHS = 14  # some 4,000 characters, as a long report has


@dataclass(frozen=True, slots=True)
class FeedTiming:
    """Milliseconds of processor time for one article in a kind of file (median of rounds)."""

    kind: str
    articles: int
    each: float


def figures(plan: Plan) -> Iterator[Figure]:
    """Time for an article in each kind of file, as a multiple of bare JSON's too."""
    timings = measure(plan.size(ARTICLES), plan.turns)
    bare = timings[0].each
    for timing in timings:
        beside = f"{timing.each / bare:.1f} times bare JSON" if timing is not timings[0] and bare else ""
        yield Figure(timing.kind, timing.each * 1000, "µs each", note=beside)


def measure(articles: int = ARTICLES, rounds: int = ROUNDS) -> list[FeedTiming]:
    """Time reading files of several kinds that hold the same made-up articles, and bare JSON beside them."""
    with TemporaryDirectory() as folder:
        files = _write(Path(folder), [_made_up(number) for number in range(articles)])
        tasks: list[tuple[str, Callable[[], int]]] = [("bare JSON", partial(_bare, files[0]))]
        tasks += [(file.name, partial(_read, file)) for file in files]
        return [FeedTiming(kind, articles, _each(task, articles, rounds)) for kind, task in tasks]


def _each(task: Callable[[], int], articles: int, rounds: int) -> float:
    times = []
    task()  # what is imported and looked up once is not timed
    for _ in range(rounds):
        began = time.process_time()
        read = task()
        times.append((time.process_time() - began) / articles * 1000)
        if read != articles:
            raise RuntimeError(f"{read} articles came out of {articles}")
    return median(times)


def _bare(file: Path) -> int:
    with file.open("rb") as lines:
        return sum(isinstance(json.loads(line), dict) for line in lines)


def _read(file: Path) -> int:
    return sum(not isinstance(item, Problem) for item in read_articles([file]))


def _made_up(number: int) -> Article:
    text = f"It was the {number}th time.\n{_BODY * _PARAGRAPHS}"
    return Article(f"a{number}", text, f"Envoy leaves, {number}", "Example Courier", published="2031-03-14")


def _write(folder: Path, articles: list[Article]) -> list[Path]:
    """The articles as JSONL, the same packed, as a table, as text files in a ZIP and as an export of ProQuest."""
    lines = "".join(f"{json.dumps(asdict(article))}\n" for article in articles)
    names = ("articles.jsonl", "articles.jsonl.gz", "table.csv", "texts.zip", "proquest.txt")
    plain, packed, table, texts, export = files = [folder / name for name in names]
    plain.write_text(lines, encoding="utf-8")
    packed.write_bytes(gzip.compress(lines.encode()))
    with table.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(asdict(articles[0])))
        writer.writeheader()
        writer.writerows(map(asdict, articles))
    with zipfile.ZipFile(texts, "w", zipfile.ZIP_DEFLATED) as archive:
        for article in articles:
            archive.writestr(f"{article.id}.txt", article.text)
    export.write_text("".join(map(_exported, articles)), encoding="utf-8")
    return files


def _exported(article: Article) -> str:
    fields = (
        ("Title", article.title), ("Publication title", article.outlet), ("Publication date", "Mar 14, 2031"),
        ("ProQuest document ID", article.id), ("Full text", article.text),
    )  # fmt: skip
    return f"{'_' * 60}\n" + "".join(f"{name}: {value}\n\n" for name, value in fields)
