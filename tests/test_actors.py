"""Actors: the tables, the finder, the resolver; phenomena stand in ``cases/actors_*.txt``."""

from __future__ import annotations

from pathlib import Path

import pytest

from countermove.actors import load_lexicon
from countermove.errors import CodebookError, InputError


def own_table(folder: Path, text: str) -> Path:
    path = folder / "own.tsv"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("name\tentity\tcolour\n", "own.tsv:1: unknown column 'colour'"),
        ("name\tentity\tcode\nBlue Front\tBLUE FRONT\tXXX\n", "own.tsv:2: 'XXX' is no PLOVER code"),
        ("name\tentity\tkind\nBlue Front\tBLUE FRONT\tgroup\n", "own.tsv:2: 'BLUE FRONT' needs a code"),
        ("# a comment\nname\tentity\tsector\nBlue Front\tFRA\tREX\n", "own.tsv:3: unknown sector 'REX'"),
        ("name\tentity\tkind\nBlue Front\tFRA\tband\n", "own.tsv:2: unknown kind 'band'"),
        ("name\tentity\tfrom\tto\nBlue Front\tFRA\t2010\t2001\n", "own.tsv:2: from 2010 is after to 2001"),
        ("name\tentity\tfrom\nBlue Front\tFRA\t10\n", "own.tsv:2: '10' in column from is no year"),
        ("name\tentity\nBlue Front\n", "own.tsv:2: each row needs a name and an entity"),
        ("name\tentity\nBlue Front\tFRA\tx\n", "own.tsv:2: 3 cells, but the header names 2"),
    ],
)
def test_an_error_in_a_table_names_file_line_and_mending(tmp_path: Path, table: str, message: str) -> None:
    with pytest.raises(CodebookError) as caught:
        load_lexicon([own_table(tmp_path, table)])
    assert str(caught.value).startswith(message)


def test_a_missing_table_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot read the actor table"):
        load_lexicon([tmp_path / "none.tsv"])
