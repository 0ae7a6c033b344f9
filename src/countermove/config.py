"""What the user set in the environment, read once at the rim; the line gets plain arguments, never this object."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

from countermove.errors import InputError
from countermove.parse import DEFAULT_MODEL

#: A file in the current folder: no set-up.
DEFAULT_STORE = "sqlite:///countermove.db"


@dataclass(frozen=True, slots=True)
class Config:
    """Settings that hold for every command; an option on the command line goes before its variable."""

    model: str = field(
        default=DEFAULT_MODEL,
        metadata={"variable": "COUNTERMOVE_MODEL", "help": "the spaCy English pipeline that parses (--model)"},
    )
    codebook: Path | None = field(
        default=None,
        metadata={"variable": "COUNTERMOVE_CODEBOOK", "help": "a codebook folder of your own (--codebook)"},
    )
    actors: tuple[Path, ...] = field(
        default=(),
        metadata={
            "variable": "COUNTERMOVE_ACTORS",
            "help": "lists of actors of your own, ':' between them, ';' on Windows (--actors)",
        },
    )
    jobs: int = field(
        default=1,
        metadata={"variable": "COUNTERMOVE_JOBS", "help": "how many processes code articles (--jobs)"},
    )
    store: str = field(
        default=DEFAULT_STORE,
        metadata={"variable": "COUNTERMOVE_STORE", "help": "where articles and their records are kept (--store)"},
    )
    contact: str | None = field(
        default=None,
        metadata={"variable": "COUNTERMOVE_CONTACT", "help": "your e-mail or web address, told to the servers asked"},
    )
    shared: Path | None = field(
        default=None,
        metadata={"variable": "COUNTERMOVE_SHARED", "help": "the folder with scorers and gold data (score --shared)"},
    )
    no_color: bool = field(
        default=False,
        metadata={"variable": "NO_COLOR", "help": "any value: no colours, also on a terminal"},
    )


def variables() -> list[tuple[str, str]]:
    """Each variable with what it sets, for the documentation."""
    return [(setting.metadata["variable"], setting.metadata["help"]) for setting in fields(Config)]


def read(environment: Mapping[str, str]) -> Config:
    """The settings in these variables; an empty one counts as not set. Raises InputError where one cannot be used."""
    given = {
        setting.name: environment[setting.metadata["variable"]]
        for setting in fields(Config)
        if environment.get(setting.metadata["variable"])
    }
    return Config(
        model=given.get("model", DEFAULT_MODEL),
        codebook=Path(given["codebook"]) if "codebook" in given else None,
        actors=tuple(Path(path) for path in given.get("actors", "").split(os.pathsep) if path),
        jobs=_count(given["jobs"]) if "jobs" in given else 1,
        store=given.get("store", DEFAULT_STORE),
        contact=given.get("contact"),
        shared=Path(given["shared"]) if "shared" in given else None,
        no_color="no_color" in given,
    )


def _count(value: str) -> int:
    if not value.isascii() or not value.isdigit() or value == "0":
        raise InputError(f"COUNTERMOVE_JOBS is {value!r}; give a number of processes from 1 up")
    return int(value)
