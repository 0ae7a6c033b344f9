"""docs/own-codebook.md, done as it says: its files written, its changes made, its commands run and compared."""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from countermove import batch, cli

PAGE = Path(__file__).parents[1] / "docs" / "own-codebook.md"
_BLOCK = re.compile(r"(?:^`([^`\n]+)`:\n)?^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
#: Numbers that move with every change of the shipped codebook.
_COUNTED = re.compile(r"(?<=accuse\.yaml:)\d+|\d+(?= rules)|\d+(?= examples)")


@dataclass(frozen=True)
class Block:
    """A fenced block of the page: its kind, the file that is named above it, and its text."""

    kind: str
    file: str
    text: str


def blocks(page: str) -> Iterator[Block]:
    for file, kind, text in _BLOCK.findall(page):
        yield Block(kind, file, text)


def changed(text: str, diff: str) -> str:
    """``text`` with the hunks of ``diff`` in it; each must fit at exactly one place."""
    for hunk in diff.split("@@\n"):
        lines = hunk.splitlines()
        before = "".join(f"{line[1:]}\n" for line in lines if line[0] != "+")
        after = "".join(f"{line[1:]}\n" for line in lines if line[0] != "-")
        assert f"\n{text}".count(f"\n{before}") == 1, f"does not stand once in the file:\n{before}"
        text = f"\n{text}".replace(f"\n{before}", f"\n{after}")[1:]
    return text


def commands(console: str) -> Iterator[tuple[list[str], str]]:
    """Each "$ command" with what must be printed."""
    for part in re.split(r"^\$ ", console, flags=re.MULTILINE)[1:]:
        command, _, printed = part.partition("\n")
        yield shlex.split(command), printed


def without_counts(printed: str) -> str:
    """Numbers out that move with the shipped codebook; blanks at the ends of lines and blank lines around it, too."""
    return _COUNTED.sub("N", "\n".join(line.rstrip() for line in printed.splitlines()).strip("\n"))


@pytest.mark.model
def test_the_page_does_what_it_says(tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    for variable in ("COUNTERMOVE_CODEBOOK", "COLUMNS"):
        monkeypatch.delenv(variable, raising=False)
    done = {"yaml": 0, "text": 0, "diff": 0, "console": 0}
    for block in blocks(PAGE.read_text(encoding="utf-8")):
        done[block.kind] += 1
        path = Path(block.file)
        if block.kind == "console":
            for (program, *arguments), printed in commands(block.text):
                assert program == "countermove"
                code, got = run(arguments, capfd, monkeypatch)
                assert without_counts(got) == without_counts(printed), arguments
                assert code == expected_code(printed)
        elif block.kind == "diff":
            path.write_text(changed(path.read_text(encoding="utf-8"), block.text), encoding="utf-8")
        else:
            path.parent.mkdir(exist_ok=True)
            path.write_text(block.text, encoding="utf-8")
    assert done["yaml"] >= 3
    assert done["diff"] >= 2
    assert done["console"] >= 6


def run(
    arguments: list[str], capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> tuple[int | str | None, str]:
    """The exit code of a command line, and what it printed."""
    batch.load.cache_clear()  # each command is a process of its own, and finds the files as they are
    monkeypatch.setattr(sys, "argv", ["countermove", *arguments])
    code: int | str | None = 0
    try:
        cli.main()
    except SystemExit as end:
        code = end.code or 0
    out, err = capfd.readouterr()
    return code, out + err


def expected_code(printed: str) -> int:
    """What the page says of exit codes: 2 for a mistake of form, 1 for examples that come out otherwise."""
    if printed.startswith("countermove: "):
        return 2
    return 1 if ": wanted " in printed else 0


def test_a_change_must_fit_at_one_place():
    text = "rules:\n  - rule: a\n    mode: x\n  - rule: b\n    mode: x\n"
    diff = "   - rule: b\n+    needs: foreign\n     mode: x\n@@\n-rules:\n+all:\n"
    assert changed(text, diff) == ("all:\n  - rule: a\n    mode: x\n  - rule: b\n    needs: foreign\n    mode: x\n")
    for wrong in ("     mode: x\n+    bare: yes\n", "   - rule: c\n+    bare: yes\n"):
        with pytest.raises(AssertionError, match="does not stand once"):
            changed(text, wrong)
