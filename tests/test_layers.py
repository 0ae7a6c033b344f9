"""The line runs one way, never imports the rim, has no import ring, and keeps the parser to one module."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src"

#: The line, in order: a part imports only parts before it. Nothing imports the package itself, ``countermove``: it is
#: the front door, which hands out the rim's ``api``.
LINE = (
    "version", "shown", "records", "errors", "problems", "ontology", "text", "parse", "syntax", "dates", "places",
    "actors", "statements", "events", "coding", "claims", "stories", "incidents", "tables", "series", "models",
)  # fmt: skip
RIM = (
    "__main__", "api", "batch", "bench", "briefs", "calibration", "charts", "cli", "cli_reference", "config",
    "evenhanded", "export", "feeds", "imports", "installation", "intake", "scoring", "store",
)  # fmt: skip


def modules() -> dict[str, str]:
    """Every module of the package with its source."""
    found = {}
    for path in sorted(SOURCE.rglob("*.py")):
        parts = path.relative_to(SOURCE).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path.read_text(encoding="utf-8")
    return found


def imports(source: str) -> Iterator[str]:
    """Dotted names a module imports, at its top or later, but for those that only types need."""
    tree = ast.parse(source)
    for_types = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if node in for_types:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative imports hide what is imported"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def graph(sources: Mapping[str, str]) -> dict[str, set[str]]:
    """Module -> modules of the package that it imports."""
    return {
        name: {target for imported in imports(source) if (target := _module(imported, sources)) and target != name}
        for name, source in sources.items()
    }


def _module(imported: str, sources: Iterable[str]) -> str | None:
    known = set(sources)
    while imported and imported not in known:
        imported = imported.rpartition(".")[0]
    return imported or None


def part(module: str) -> str:
    """The part of the line or rim that a module belongs to; "" for the package itself."""
    return module.partition(".")[2].partition(".")[0]


def against_the_line(links: Mapping[str, set[str]]) -> list[str]:
    """Imports that run up the line or out to the rim."""
    order = {name: place for place, name in enumerate(LINE)}
    found = []
    for module, targets in links.items():
        if part(module) not in order:
            continue
        for target in sorted(targets):
            place = order.get(part(target))
            if place is None or place > order[part(module)]:
                found.append(f"{module} imports {target}")
    return found


def ring(links: Mapping[str, set[str]]) -> list[str]:
    """A ring of imports, as the modules on it, or nothing."""
    done: set[str] = set()

    def search(module: str, path: list[str]) -> list[str]:
        if module in path:
            return [*path[path.index(module) :], module]
        if module in done:
            return []
        for target in sorted(links[module]):
            found = search(target, [*path, module])
            if found:
                return found
        done.add(module)
        return []

    return next((found for module in sorted(links) if (found := search(module, []))), [])


def test_every_module_has_its_place():
    placed = {"", *LINE, *RIM}
    assert [name for name in modules() if part(name) not in placed] == []


def test_the_line_runs_one_way_and_never_imports_the_rim():
    assert against_the_line(graph(modules())) == []


def test_nothing_goes_through_the_front_door():
    assert [module for module, targets in graph(modules()).items() if "countermove" in targets] == []


def test_there_is_no_import_ring():
    assert ring(graph(modules())) == []


def test_only_parse_knows_the_parser():
    knows = [
        name
        for name, source in modules().items()
        if any(imported.partition(".")[0].startswith(("spacy", "en_core")) for imported in imports(source))
        or "import_module" in source
    ]
    assert knows == ["countermove.parse"]


@pytest.mark.parametrize(
    ("module", "line", "said"),
    [
        ("countermove.syntax", "from countermove.events import extract", "countermove.syntax imports"),
        ("countermove.dates", "import countermove.cli", "countermove.dates imports countermove.cli"),
        ("countermove.events", "def f():\n    from countermove.export import x", "countermove.events imports"),
    ],
)  # fmt: skip
def test_a_planted_wrong_import_is_caught(module: str, line: str, said: str):
    sources = dict.fromkeys(
        ("countermove", "countermove.syntax", "countermove.dates", "countermove.events", "countermove.cli",
         "countermove.export"), ""
    )  # fmt: skip
    assert against_the_line(graph(sources)) == []
    found = against_the_line(graph({**sources, module: line}))
    assert len(found) == 1
    assert found[0].startswith(said)


def test_a_planted_ring_is_caught():
    sources = {"a": "import b", "b": "from c import x", "c": "def f():\n    import a", "d": "import a"}
    assert ring(graph(sources)) == ["a", "b", "c", "a"]
    assert ring(graph({**sources, "c": ""})) == []
    typed = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import a"
    assert ring(graph({**sources, "c": typed})) == []
