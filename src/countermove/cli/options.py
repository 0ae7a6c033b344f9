"""Options that several commands share, and what they come to together with the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from countermove import config
from countermove.batch import Setup

Inputs = Annotated[
    list[str],
    typer.Argument(
        metavar="PATH",
        help=(
            "Files of text, HTML, JSON, JSONL, CSV, Word or WARC, exports of Nexis, Factiva or ProQuest, ZIP or gzip "
            "of these, folders, or - for standard input."
        ),
    ),
]
Published = Annotated[
    str | None,
    typer.Option(metavar="DATE", help="Day of publication (2031-03-11) of every article whose file gives none."),
]
Columns = Annotated[
    list[str] | None,
    typer.Option(
        metavar="FIELD=NAME,...",
        help=(
            "Which columns of a table, or fields of JSON, hold an article's id, text, title, outlet, url, published, "
            "language, where their names do not say: text=Body,published=Date."
        ),
    ),
]
Out = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Write to FILE, whole or not at all, in place of standard output."),
]
Model = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="An installed spaCy English pipeline to parse with, in place of our own."),
]
Codebook = Annotated[
    Path | None,
    typer.Option(metavar="DIR", help="A folder with codebook files of your own, laid over ours."),
]
Actors = Annotated[
    list[Path] | None,
    typer.Option(
        metavar="FILE",
        help="A table of actors of your own or a PETRARCH dictionary, laid over ours (may be given several times).",
    ),
]
Store = Annotated[
    str | None,
    typer.Option(
        metavar="URL",
        help="Where records are kept: sqlite:///FILE, postgresql://USER@HOST/DATABASE or the path of a SQLite file.",
    ),
]
Jobs = Annotated[int | None, typer.Option(min=1, metavar="N", help="Code in N processes; the output is the same.")]


Cameo = Annotated[bool, typer.Option("--cameo", help="Give each event its CAMEO code and Goldstein score too.")]


class LineFormat(StrEnum):
    """How one part of codings is written."""

    TEXT = "text"
    JSONL = "jsonl"


class Format(StrEnum):
    """How codings are written."""

    TEXT = "text"
    JSON = "json"
    JSONL = "jsonl"


def columns(given: Sequence[str] | None) -> Mapping[str, str]:
    """What --columns maps, for ``feeds.read_articles``. Raises InputError for what is no field or names no column."""
    from countermove.feeds import parse_columns  # noqa: PLC0415 - see the package

    return parse_columns(given or ())


def settings() -> config.Config:
    """What the environment says."""
    return config.read(os.environ)


def setup(
    given: config.Config, model: str | None, codebook: Path | None, actors: Sequence[Path] | None = None
) -> Setup:
    """What to load: the option, else the variable, else our own."""
    return Setup(model or given.model, codebook or given.codebook, tuple(actors or given.actors))
