"""How right the coder is: the scorers of the shared folder run over fresh codings, their figures against floors.

The scorers and their gold data lie outside the project (``shared/score``, ``shared/data``, ``shared/seed``) and run as
programs of their own; nothing of them is imported. What needs no gold data, whether the coder takes sides, is measured
here. A floor is the figure a change may not fall below.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from countermove import batch, evenhanded, stories
from countermove.calibration import confidence
from countermove.errors import InputError
from countermove.export import dates_line, places_line, to_jsonl
from countermove.export.stories import story_line
from countermove.feeds import read_articles
from countermove.records import Article

# --- what is scored ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure in a scorer's JSON: where it stands there. A pair [right, all] is read as the share."""

    name: str
    path: tuple[str, ...]
    at_most: bool = False  # a floor is then a ceiling: fewer is better


@dataclass(frozen=True, slots=True)
class Suite:
    """One gold set with its scorer.

    ``make`` prints the input or writes it to {input}; ``score`` are the programs to run after coding. In braces:
    {shared}, and the files {input}, {output} (ours), {between} (made from ours) and {json} (the figures).
    ``confidence`` gives of the shared folder and our output the figures of how far confidence can be trusted.
    ``together`` makes the lines of our output from all articles, where they are not coded one by one.
    """

    name: str
    make: tuple[str, ...]
    score: tuple[tuple[str, ...], ...]
    render: batch.Render
    figures: tuple[Figure, ...]
    confidence: Callable[[Path, Path], dict[str, float | None]] | None = None
    together: Callable[[Iterable[Article]], Iterable[str]] | None = None


@dataclass(frozen=True, slots=True)
class OwnSuite:
    """What is measured without gold data and its scorers.

    ``texts`` gives the texts for a setup and the shared folder (None: there is none), ``render`` what to make of each,
    ``tally`` the figures of all lines so made, ``summary`` what else to tell of them; under "failures" they list texts.
    """

    name: str
    texts: Callable[[batch.Setup, Path | None], Iterable[Article]]
    render: Callable[[batch.Setup], batch.Render]
    tally: Callable[[Iterable[str]], dict[str, Any]]
    summary: Callable[[dict[str, Any]], tuple[str, ...]]
    figures: tuple[Figure, ...]


def _places_suite(name: str, gold: str, *, ids: bool) -> Suite:
    located = (
        Figure("recognition F1", ("recognition", "f1")),
        Figure("within 161 km", ("resolution", "acc@161km")),
        Figure("end-to-end recall within 161 km", ("end_to_end_recall@161km",)),
    )
    exact = (Figure("exact place", ("resolution", "exact")),) if ids else ()
    return Suite(
        name,
        ("places.py", gold, "--make-input", "{input}"),
        (("places.py", gold, "{output}", "--json", "{json}"),),
        places_line,
        (*located, *exact),
    )


def _texts_to_swap(setup: batch.Setup, shared: Path | None) -> Iterable[Article]:
    _, knowledge = batch.load(setup)
    cases = _above("tests/cases")
    return evenhanded.texts(knowledge.codebook, cases.parents[1] if cases else None, shared)


def _story_lines(articles: Iterable[Article]) -> Iterator[str]:
    return map(story_line, stories.group(articles))


_TRUST = (
    Figure("confidence Brier score", ("confidence", "brier"), at_most=True),
    Figure("confidence calibration error", ("confidence", "ece"), at_most=True),
)
_RECORDS = ("records.py", "{shared}/data/records/gold", "{shared}/data/records/articles")
_PLV = "{shared}/data/plv/PLV_train.tsv"
_POLNEAR = "{shared}/data/polnear/dev"
_CLUSTERS = "{shared}/data/incidents/clusters_dev.jsonl"
_DATES = "{shared}/data/dates/aquaint"

SUITES = (
    Suite(
        "seed",
        ("seed.py", "{shared}/seed/gold.json", "--make-input"),
        (("seed.py", "{shared}/seed/gold.json", "{output}", "--json", "{json}"),),
        to_jsonl,
        (
            Figure("events strictly right", ("events", "strict recall")),
            Figure("event precision", ("events", "strict precision")),
            Figure("modes", ("counts", "modes")),
            Figure("statements", ("counts", "statements")),
            Figure("claimed by", ("counts", "claimed_by")),
            Figure("places", ("counts", "places")),
            Figure("dates", ("counts", "dates")),
            Figure("reactions", ("counts", "reactions")),
            Figure("actors", ("counts", "actors")),
            Figure("rules broken", ("rules broken",), at_most=True),
        ),
    ),
    Suite(
        "records",
        (*_RECORDS, "--make-input"),
        ((*_RECORDS, "{output}", "--json", "{json}"),),
        to_jsonl,
        (
            Figure("event detection F1", ("measures", "event detection", "F1")),
            Figure("event detection precision", ("measures", "event detection", "P")),
            Figure("who-whom strict F1", ("measures", "who-whom strict", "F1")),
            Figure("who-whom lenient F1", ("measures", "who-whom lenient", "F1")),
            Figure("statement F1", ("measures", "statement", "F1")),
            Figure("status", ("accuracy", "status")),
            Figure("mode", ("accuracy", "mode")),
            Figure("claimed by", ("accuracy", "claimed_by")),
            Figure("date", ("accuracy", "date")),
            Figure("place recall", ("accuracy", "place recall")),
            *_TRUST,
        ),
        confidence.of_records,
    ),
    Suite(
        "plv",
        ("plv.py", "--make-input", _PLV),
        (("plv.py", _PLV, "{output}", "--plover", "--json", "{json}"),),
        to_jsonl,
        (
            Figure("root macro F1", ("one event", "root macro F1")),
            Figure("root accuracy", ("one event", "accuracy")),
            Figure("binary macro F1", ("one event", "binary macro F1")),
            Figure("pair-strict root macro F1", ("pair-strict", "root macro F1")),
            *_TRUST,
        ),
        confidence.of_plv,
    ),
    Suite(
        "polnear",
        ("polnear_from_codings.py", "--make-input", f"{_POLNEAR}/text"),
        (
            ("polnear_from_codings.py", "{output}", "{between}", "--text", f"{_POLNEAR}/text"),
            ("polnear.py", _POLNEAR, "{between}", "--json", "{json}"),
        ),
        to_jsonl,
        (
            Figure("triple F1", ("measures", "all", "triple", "F1")),
            Figure("cue F1", ("measures", "all", "cue-overlap", "F1")),
            Figure("content F1", ("measures", "all", "content-80", "F1")),
            Figure("triple F1, direct", ("measures", "direct", "triple", "F1")),
            Figure("triple F1, indirect", ("measures", "indirect", "triple", "F1")),
            Figure("triple F1, mixed", ("measures", "mixed", "triple", "F1")),
        ),
    ),
    Suite(
        "dates",
        ("dates.py", _DATES, "--make-input", "{input}"),
        (("dates.py", _DATES, "{output}", "--json", "{json}"),),
        dates_line,
        (
            Figure("recognition F1", ("recognition", "f1")),
            Figure("value accuracy", ("value_accuracy",)),
            Figure("end-to-end F1", ("end_to_end", "f1")),
        ),
    ),
    _places_suite("places-lgl", "{shared}/data/geo/lgl.xml", ids=True),
    _places_suite("places-geovirus", "{shared}/data/geo/GeoVirus.xml", ids=False),
    Suite(
        "stories",
        ("incidents.py", _CLUSTERS, "--make-input", "{input}"),
        (("incidents.py", _CLUSTERS, "{output}", "--json", "{json}"),),
        to_jsonl,
        (
            Figure("B-cubed F1", ("all", "bcubed", "f1")),
            Figure("B-cubed F1, near copies apart", ("apart", "bcubed", "f1")),
            Figure("pairwise F1", ("all", "pairwise", "f1")),
        ),
        together=_story_lines,
    ),
    OwnSuite(
        "evenhanded",
        _texts_to_swap,
        lambda setup: partial(evenhanded.compare_line, setup=setup),
        evenhanded.tally,
        evenhanded.summary,
        (Figure("swaps that hold", ("holds",)), Figure("but for the parser", ("holds but for the parser",))),
    ),
)


def chosen(names: Sequence[str]) -> tuple[Suite | OwnSuite, ...]:
    """The suites of these names, all for none. Raises InputError for a name that no suite has."""
    known = {suite.name: suite for suite in SUITES}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise InputError(f"no suite '{unknown[0]}'; there are {', '.join(known)}")
    return tuple(known[name] for name in names) or SUITES


# --- floors -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Measured:
    """One figure of a run beside its floor; ``value`` is None where the scorer had nothing to judge."""

    suite: str
    figure: Figure
    value: float | None
    floor: float | None

    @property
    def below(self) -> bool:
        """Whether the figure breaks its floor."""
        if self.floor is None:
            return False
        value = 0.0 if self.value is None else self.value
        return value > self.floor if self.figure.at_most else value < self.floor


Floors = Mapping[str, Mapping[str, float]]


def read_floors(path: Path) -> dict[str, dict[str, float]]:
    """The floors of a file, suite -> figure -> floor. Raises InputError where it cannot be read."""
    try:
        floors: dict[str, dict[str, float]] = json.loads(path.read_text(encoding="utf-8"))["floors"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"{path} is no file of floors: {error}") from error
    return floors


def raise_floors(path: Path, measured: Sequence[Measured]) -> int:
    """Lift each floor to what was measured, cut to three digits; none is lowered. How many were lifted."""
    whole = json.loads(path.read_text(encoding="utf-8"))
    lifted = 0
    for result in measured:
        if result.value is None or result.below:
            continue
        floors = whole["floors"].setdefault(result.suite, {})
        new = result.value if result.figure.at_most else int(result.value * 1000) / 1000
        old = floors.get(result.figure.name)
        if old is None or (new < old if result.figure.at_most else new > old):
            floors[result.figure.name] = new
            lifted += 1
    path.write_text(json.dumps(whole, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return lifted


# --- where things are -------------------------------------------------------------------------------


def find_shared(given: Path | None) -> Path:
    """The shared folder: the one given, else the nearest above the working folder or above the project's checkout.

    Raises InputError where there is none.
    """
    if given is not None:
        if not (given / "score").is_dir():
            raise InputError(f"{given} has no folder 'score' with the scorers in it")
        return given.resolve()
    found = _above("shared/score")
    if found is None:
        raise InputError("no folder shared/score here or above: give it with --shared DIR or COUNTERMOVE_SHARED")
    return found.parent


def shared_for(suites: Sequence[Suite | OwnSuite], given: Path | None) -> Path | None:
    """The shared folder as ``find_shared`` has it; None where there is none and no suite needs it."""
    try:
        return find_shared(given)
    except InputError:
        if given is not None or any(isinstance(suite, Suite) for suite in suites):
            raise
        return None


def find_floors(given: Path | None) -> Path | None:
    """The file of floors: the one given, else the project's own, None where this is no checkout."""
    return given if given is not None else _above("tests/gold/floors.json")


def _above(relative: str) -> Path | None:
    for start in (Path.cwd(), Path(__file__).resolve().parent):
        for folder in (start, *start.parents):
            if (folder / relative).exists():
                return folder / relative
    return None


# --- scoring ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one suite came to: its figures, how much was coded and how long that took, what else there is to tell."""

    suite: Suite | OwnSuite
    figures: tuple[Measured, ...]
    articles: int
    characters: int
    seconds: float
    summary: tuple[str, ...] = ()
    failures: tuple[str, ...] = ()


def score(
    suites: Sequence[Suite | OwnSuite], shared: Path | None, floors: Floors, setup: batch.Setup, jobs: int = 1
) -> Iterator[Outcome]:
    """Code each suite's texts and score them; one outcome a suite, as it is done.

    Raises InputError where a scorer or its data is missing or fails.
    """
    with batch.processes(jobs) as pool, tempfile.TemporaryDirectory(prefix="countermove-score-") as folder:
        for suite in suites:
            own_floors = floors.get(suite.name, {})
            if isinstance(suite, OwnSuite):
                yield _own_outcome(suite, shared, own_floors, setup, pool)
            else:
                yield _outcome(suite, shared or find_shared(None), own_floors, setup, pool, Path(folder))


def _own_outcome(
    suite: OwnSuite, shared: Path | None, floors: Mapping[str, float], setup: batch.Setup, pool: batch.Pool | None
) -> Outcome:
    articles = list(suite.texts(setup, shared))
    began = time.perf_counter()
    lines = [done.output for done in batch.run(articles, setup, suite.render(setup), pool) if done.output is not None]
    seconds = time.perf_counter() - began
    result = suite.tally(lines)
    return Outcome(
        suite,
        _measured(suite, result, floors),
        len(lines),
        sum(len(article.text) for article in articles),
        seconds,
        suite.summary(result),
        tuple(result["failures"]),
    )


def _measured(suite: Suite | OwnSuite, result: Any, floors: Mapping[str, float]) -> tuple[Measured, ...]:
    return tuple(
        Measured(suite.name, figure, _value(result, figure.path), floors.get(figure.name)) for figure in suite.figures
    )


def _outcome(
    suite: Suite,
    shared: Path,
    floors: Mapping[str, float],
    setup: batch.Setup,
    pool: batch.Pool | None,
    folder: Path,
) -> Outcome:
    names = {part: str(folder / f"{suite.name}.{part}.jsonl") for part in ("input", "output", "between", "json")}
    places = {"shared": str(shared), **names}
    printed = _program(shared, suite.make, places)
    given, ours = Path(names["input"]), Path(names["output"])
    if "{input}" not in suite.make:
        given.write_text(printed, encoding="utf-8")
    began = time.perf_counter()
    articles = _code(suite, given, ours, setup, pool)
    seconds = time.perf_counter() - began
    for command in suite.score:
        _program(shared, command, places)
    result = json.loads(Path(names["json"]).read_text(encoding="utf-8"))
    if suite.confidence is not None:
        result["confidence"] = suite.confidence(shared, ours)
    with given.open(encoding="utf-8") as lines:
        characters = sum(len(json.loads(line)["text"]) for line in lines)
    return Outcome(suite, _measured(suite, result, floors), articles, characters, seconds)


def _code(suite: Suite, given: Path, ours: Path, setup: batch.Setup, pool: batch.Pool | None) -> int:
    coded = 0
    if suite.together is not None:
        articles = (item for item in read_articles([str(given)], None) if isinstance(item, Article))
        lines = list(suite.together(articles))
        ours.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        return len(lines)
    with ours.open("w", encoding="utf-8") as stream:
        for done in batch.run(read_articles([str(given)], None), setup, suite.render, pool):
            if done.output is not None:
                stream.write(f"{done.output}\n")
                coded += 1
    return coded


def _program(shared: Path, command: Sequence[str], places: Mapping[str, str]) -> str:
    """Run a scorer and give what it prints."""
    scorer, *arguments = (part.format(**places) for part in command)
    program = shared / "score" / scorer
    if not program.is_file():
        raise InputError(f"the scorer {program} is missing")
    finished = subprocess.run(  # noqa: S603 - our own interpreter, a scorer the user points to, no shell
        [sys.executable, str(program), *arguments], capture_output=True, text=True, encoding="utf-8", check=False
    )
    if finished.returncode:
        last = (finished.stderr or finished.stdout).strip().splitlines()[-1:]
        raise InputError(f"the scorer {scorer} failed: {''.join(last) or f'exit code {finished.returncode}'}")
    return finished.stdout


def _value(result: Any, path: Sequence[str]) -> float | None:
    for key in path:
        result = result[key]
    if isinstance(result, list):
        right, all_ = result
        return right / all_ if all_ else None
    return None if result is None else float(result)
