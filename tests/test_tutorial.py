"""docs/tutorial.md, run block by block as a notebook runs its cells; run as a program, it writes the outputs anew."""

from __future__ import annotations

import ast
import contextlib
import io
import re
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest

PAGE = Path(__file__).parents[1] / "docs" / "tutorial.md"
#: A block of code, and the output under it if there is one.
_CELL = re.compile(r"^```python\n(?P<code>.*?)^```\n(?:\n```text\n(?P<output>.*?)^```\n)?", re.MULTILINE | re.DOTALL)


def run(code: str, names: dict[str, Any]) -> str:
    """What a cell prints, and the value of its last line as a notebook would show it."""
    tree = ast.parse(code)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(compile(tree, "tutorial", "exec"), names)
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), "tutorial", "eval"), names)
            if value is not None:
                print(repr(value))
    return "".join(f"{line.rstrip()}\n" for line in printed.getvalue().splitlines())


def written_anew(page: str, folder: Path) -> str:
    """The page with each output as it comes out now."""
    import polars as pl

    names: dict[str, Any] = {"folder": folder}

    def cell(found: re.Match[str]) -> str:
        output = run(found["code"], names)
        return f"```python\n{found['code']}```\n" + (f"\n```text\n{output}```\n" if output else "")

    with pl.Config():  # what the page sets ends with it
        try:
            return _CELL.sub(cell, page)
        finally:
            names["store"].close()


@pytest.mark.model
def test_the_tutorial_does_what_it_says(tmp_path: Path):
    page = PAGE.read_text(encoding="utf-8")
    assert written_anew(page, tmp_path) == page


def test_a_changed_output_is_caught():
    assert run("x = 1\nx + 1", {}) == "2\n"
    assert run("print('a')\nNone", {}) == "a\n"
    assert _CELL.search("```python\n1 + 1\n```\n\n```text\n3\n```\n")["output"] == "3\n"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        text = written_anew(PAGE.read_text(encoding="utf-8"), Path(folder))
    PAGE.write_text(text, encoding="utf-8")
    sys.stdout.write(text)
