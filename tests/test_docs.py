"""The documentation says what the program is: generated pages compared, words, options and links looked up."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import typer

from countermove import config, records
from countermove.cli import app
from countermove.cli_reference import reference
from countermove.export import to_record
from countermove.problems import KINDS
from countermove.records import Coding
from countermove.scoring import SUITES
from countermove.version import __version__

from codings import coding  # isort: skip

ROOT = Path(__file__).parents[1]
PAGES = sorted([*(ROOT / "docs").rglob("*.md"), ROOT / "README.md", ROOT / "CHANGELOG.md"])


def page(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def leaf_commands() -> dict[str, Any]:
    """Every command, "codebook check" and the like, by its name."""
    found = {}
    waiting = [("", typer.main.get_command(app))]
    while waiting:
        name, command = waiting.pop()
        inner = getattr(command, "commands", {})
        waiting += [(f"{name} {part}".strip(), subcommand) for part, subcommand in inner.items()]
        if not inner:
            found[name] = command
    return found


def test_the_command_reference_is_what_the_commands_say():
    assert page("docs/cli.md") == reference(), "run: python -m countermove.cli_reference > docs/cli.md"


def test_every_command_has_a_help_with_an_example_of_itself():
    commands = leaf_commands()
    assert {"read", "places", "dates", "explain", "demo", "doctor", "score", "bench", "codebook show"} <= set(commands)
    for name, command in commands.items():
        assert f"Example: countermove {name}" in command.help, name


def test_every_option_of_every_command_is_explained():
    for name, command in leaf_commands().items():
        for parameter in command.params:
            assert getattr(parameter, "help", None), f"{name}: {parameter.name}"


def test_every_variable_is_documented():
    for variable, text in config.variables():
        assert f"| `{variable}` | {text} |" in page("docs/cli.md")


def test_the_glossary_has_every_word_of_the_enumerations():
    glossary = page("docs/glossary.md")
    for words in (records.Status, records.Kind, records.Stance, records.Precision, records.Basis, records.MentionKind,
                  records.BlockKind, records.Credence, records.Verdict):  # fmt: skip
        for word in words:
            assert f"`{word.value}`" in glossary, f"{words.__name__}: {word.value}"


def test_the_record_page_names_every_key():
    text = page("docs/record.md")

    def keys(value: Any) -> set[str]:
        if isinstance(value, dict):
            return set(value).union(*(keys(item) for item in value.values()))
        return set().union(*(keys(item) for item in value)) if isinstance(value, list) else set()

    for key in keys(to_record(coding())):
        assert re.search(rf"[`\"]{key}[`\"]|## {key}", text), key


def test_the_record_page_explains_every_kind_of_problem():
    text = page("docs/record.md")
    for kind in KINDS:
        assert f"| `{kind}` | " in text, kind


@pytest.mark.model
def test_the_dates_on_the_record_page_are_read_so(coder: Callable[..., Coding]):
    table = page("docs/record.md").partition("### Dates")[2].partition("###")[0]
    rows = re.findall(r"^\| ([a-z].*?) \| (\d\S*) \| (\S+) \| (\w+) \|$", table, re.MULTILINE)
    assert len(rows) >= 10
    for words, value, end, precision in rows:
        (found,) = coder(f"They met {words}.", published="2031-03-11").dates
        assert (found.value, found.end or "`null`", found.precision) == (value, end, precision), words
    assert coder("They met in recent days.", published="2031-03-11").dates == ()
    assert coder("They met on Monday.").dates == ()


def test_what_is_of_geonames_is_named_with_its_licence():
    derived = [path.name for path in (ROOT / "src").rglob("*.tsv") if "Origin: GeoNames" in path.read_text("utf-8")]
    assert derived
    for text in (page("NOTICE"), page("README.md")):
        assert "GeoNames" in text
        assert "https://creativecommons.org/licenses/by/4.0/" in text
    assert [name for name in derived if name not in page("NOTICE")] == []


@pytest.mark.parametrize("path", PAGES, ids=[str(path.relative_to(ROOT)) for path in PAGES])
def test_links_lead_somewhere(path: Path):
    for target in re.findall(r"\]\(([^)#]+)", path.read_text(encoding="utf-8")):
        if not target.startswith("http"):
            assert (path.parent / target).exists(), target


@pytest.mark.parametrize("path", PAGES, ids=[str(path.relative_to(ROOT)) for path in PAGES])
def test_commands_and_options_that_pages_show_exist(path: Path):
    commands = leaf_commands()
    for line in re.findall(
        r"(?<!import )countermove ([a-z][^`\n|]*)", "\n".join(_code(path.read_text(encoding="utf-8")))
    ):
        name = next((n for n in sorted(commands, key=len, reverse=True) if f"{line} ".startswith(f"{n} ")), None)
        assert name is not None or line.startswith("codebook check|"), line
        known = {option for p in commands[name or "read"].params for option in p.opts}
        assert set(re.findall(r"--[a-z-]+", line)) <= known, line


def _code(text: str) -> list[str]:
    """What stands as code: fenced blocks and words between backquotes."""
    fenced = re.findall(r"```.*?```", text, re.DOTALL)
    return [*fenced, *re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))]


def test_the_readmes_two_commands_are_there_and_ci_runs_the_second():
    readme = page("README.md")
    for command in ("./setup demo", "./test"):
        assert f"\n{command}\n" in readme
    for script in ("setup", "test", ".ci/run"):
        assert (ROOT / script).stat().st_mode & 0o111, script
    assert page(".ci/run").rstrip().endswith("\n./test")


def test_the_readme_has_its_picture_and_its_place_for_the_figures():
    readme = page("README.md")
    assert "(docs/demo.svg)" in readme
    table = readme.partition("<!-- accuracy: countermove score --readme README.md -->")[2]
    assert "<!-- /accuracy -->" in table
    assert {row.split("|")[1].strip() for row in re.findall(r"^\|.*", table.partition("<!-- /")[0], re.MULTILINE)} >= {
        suite.name for suite in SUITES
    }


def test_the_version_is_the_same_everywhere():
    project = tomllib.loads(page("pyproject.toml"))["project"]
    assert project["version"] == __version__
    assert f"\nversion: {__version__}\n" in page("CITATION.cff")
    assert f"## [{__version__}]" in page("CHANGELOG.md")


def test_every_decision_is_listed():
    listed = page("docs/decisions/README.md")
    pages = sorted(p.name for p in (ROOT / "docs" / "decisions").glob("0*.md"))
    assert pages
    assert [name for name in pages if f"({name})" not in listed] == []
