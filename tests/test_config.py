"""Settings of the environment: read once, checked, and each one documented."""

from __future__ import annotations

import os
from dataclasses import fields
from pathlib import Path

import pytest

from countermove import config
from countermove.config import Config
from countermove.errors import InputError


def test_nothing_set_gives_the_defaults():
    assert config.read({}) == Config()
    assert config.read({"COUNTERMOVE_MODEL": "", "COUNTERMOVE_JOBS": ""}) == Config()


def test_each_variable_sets_its_own():
    given = {
        "COUNTERMOVE_MODEL": "en_core_web_lg",
        "COUNTERMOVE_CODEBOOK": "mine",
        "COUNTERMOVE_ACTORS": os.pathsep.join(["a.tsv", "b.txt"]),
        "COUNTERMOVE_JOBS": "3",
        "COUNTERMOVE_STORE": "postgresql://team@db/reports",
        "COUNTERMOVE_CONTACT": "desk@example.org",
        "COUNTERMOVE_SHARED": "/gold",
        "NO_COLOR": "1",
    }
    assert set(given) == {variable for variable, _ in config.variables()}
    assert config.read(given) == Config(
        "en_core_web_lg", Path("mine"), (Path("a.tsv"), Path("b.txt")), 3, "postgresql://team@db/reports",
        "desk@example.org", Path("/gold"), no_color=True,
    )  # fmt: skip


@pytest.mark.parametrize("wrong", ["0", "-1", "two", "1.5", "²"])
def test_a_wrong_number_of_jobs_is_named(wrong: str):
    with pytest.raises(InputError, match="COUNTERMOVE_JOBS"):
        config.read({"COUNTERMOVE_JOBS": wrong})


def test_each_setting_says_its_variable_and_what_it_does():
    for setting in fields(Config):
        assert setting.metadata["variable"]
        assert setting.metadata["help"]
