"""What several tests share: the evaluation data's place, and the whole line loaded once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from countermove.records import Article, Coding

SHARED = Path(__file__).parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of evaluation data; the test skips where it is absent."""
    if not SHARED.is_dir():
        pytest.skip(f"no evaluation data at {SHARED.name}/ beside the checkout")
    return SHARED


@pytest.fixture(scope="session")
def coder() -> Callable[..., Coding]:
    """The whole line: coder(text, published=None) -> Coding."""
    from countermove.coding import code, load_knowledge
    from countermove.parse import load

    parse, knowledge = load(), load_knowledge()

    def run(text: str, published: str | None = None) -> Coding:
        return code(Article("test", text, published=published, language="en"), parse, knowledge)

    return run
