"""The command line: bad input gets one line and exit code 2, a batch goes on, the same bytes whatever the jobs."""

from __future__ import annotations

import io
import json
import os
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from countermove import cli
from countermove.cli.options import Format
from countermove.cli.output import joined, look, writer
from countermove.errors import InputError
from countermove.version import __version__

GOOD = {"id": "good", "published": "2031-03-11", "text": "Russia condemned Norway on Monday. Norway said it was sorry."}


@dataclass(frozen=True)
class Result:
    code: int
    out: str
    err: str


Run = Callable[..., Result]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command line in this process; ``stdin`` is what it finds on standard input."""

    def call(*arguments: str | Path, stdin: bytes = b"") -> Result:
        monkeypatch.setattr(sys, "argv", ["countermove", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        try:
            cli.main()
            code = 0
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 0
        out, err = capfd.readouterr()
        return Result(code, out, err)

    return call


def program(*arguments: str | Path, **options: object) -> subprocess.CompletedProcess[bytes]:
    """Run the command line in a process of its own."""
    command = [sys.executable, "-c", "from countermove.cli import main; main()", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, check=False, **options)  # type: ignore[call-overload, no-any-return]


def one_line(result: Result, *words: str) -> None:
    """The command ended with exit code 2, wrote nothing and said one line with these words in it."""
    assert (result.code, result.out) == (2, ""), result
    assert result.err.startswith("countermove: ")
    assert result.err.count("\n") == 1, result.err
    for word in words:
        assert word in result.err


# --- starting ----------------------------------------------------------------------------------------


def test_the_version(run: Run):
    assert run("--version") == Result(0, f"countermove {__version__}\n", "")


def test_help_loads_no_model_and_is_there_at_once():
    slow = "{'spacy', 'rich', 'yaml', 'trafilatura', 'numpy'}"
    loaded = f"import countermove.cli, sys; print(*sorted({slow} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", loaded], capture_output=True, check=True).stdout.strip() == b""
    seconds = []
    for _ in range(3):
        began = time.perf_counter()
        assert program("--help").returncode == 0
        seconds.append(time.perf_counter() - began)
    assert statistics.median(seconds) < 0.5


# --- bad input, alone --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("empty.txt", b"", "empty"),
        ("blank.txt", b" \n\t\n", "empty"),
        ("binary.txt", bytes(range(256)) * 8, "binary"),
        ("paper.pdf", b"%PDF-1.7\n1 0 obj\n", "PDF"),
        ("paper.txt", b"%PDF-1.7\n1 0 obj\n", "PDF"),
        ("broken.json", b'{"id": "a", "text": ', "JSON"),
        ("broken.jsonl", b"not json at all\n", "JSON"),
        ("cut.jsonl", b'{"id": "a", "text": \n', "line 1 is no JSON: expecting value, column 20"),
        ("numbers.jsonl", b'{"id": "a", "text": 3}\n', "text"),
        ("program.txt", b"\x7fELF\x02\x01\x01" + bytes(900), "a program"),
        ("marked.txt", b"\xff\xfeNorway condemned Russia", "UTF-16-LE"),
        ("page.html", b"<html><head><title>x</title></head><body></body></html>", "text"),
    ],
)
def test_one_bad_file_is_one_line_and_exit_code_2(run: Run, tmp_path: Path, name: str, content: bytes, word: str):
    path = tmp_path / name
    path.write_bytes(content)
    one_line(run("read", path), name, word)


def test_a_text_far_too_long_is_refused_at_once(run: Run, tmp_path: Path):
    path = tmp_path / "huge.txt"
    with path.open("wb") as stream:
        for _ in range(50):
            stream.write(b"Norway sent a note to Russia. " * 35_000)
    began = time.perf_counter()
    one_line(run("read", path), "huge.txt")
    assert time.perf_counter() - began < 10


def test_other_mistakes_of_the_user(run: Run, tmp_path: Path):
    good = tmp_path / "good.jsonl"
    good.write_text(json.dumps(GOOD), encoding="utf-8")
    one_line(run("read", tmp_path / "missing.txt"), "missing.txt")
    one_line(run("read", good, "--published", "next Tuesday"), "next Tuesday")
    one_line(run("read", good, "--published", "2031-02-30"), "2031-02-30")
    one_line(run("read", good, "--model", "en_core_web_xxl"), "en_core_web_xxl")
    one_line(run("read", good, "--codebook", tmp_path / "nowhere"), "nowhere")
    one_line(run("read", "-", stdin=b""), "standard input", "empty")
    one_line(run("read", "-", stdin=b"%PDF-1.7"), "standard input", "PDF")
    one_line(run("score", "--only", "nothing"), "nothing")
    one_line(run("score", "--shared", tmp_path), "score")
    (tmp_path / "folder").mkdir()
    one_line(run("read", tmp_path / "folder"), "folder")


def test_an_error_in_a_codebook_is_named_with_file_and_line(run: Run, tmp_path: Path):
    good = tmp_path / "good.jsonl"
    good.write_text(json.dumps(GOOD), encoding="utf-8")
    own = tmp_path / "own"
    own.mkdir()
    (own / "accuse.yaml").write_text(
        "type: ACCUSE\ndefinition: x\nrules:\n  - rule: a\n    verb: b\n", encoding="utf-8"
    )
    for jobs in ("1", "2"):
        one_line(run("read", good, "--codebook", own, "--jobs", jobs), "accuse.yaml:5:")
    one_line(run("codebook", "check", own), "accuse.yaml:5:")
    one_line(run("codebook", "show", "--codebook", own), "accuse.yaml:5:")


def test_an_unknown_option_is_exit_code_2(run: Run):
    result = run("read", "x.txt", "--colour")
    assert (result.code, result.out) == (2, "")
    assert "--colour" in result.err


# --- a batch goes on ---------------------------------------------------------------------------------


@pytest.fixture
def batch(tmp_path: Path) -> Path:
    """A folder with three good articles among bad ones."""
    (tmp_path / "a-empty.txt").write_bytes(b"")
    (tmp_path / "b.jsonl").write_text(
        "\n".join([json.dumps(GOOD), "{broken", json.dumps({**GOOD, "id": "good too"})]), encoding="utf-8"
    )
    (tmp_path / "c-paper.pdf").write_bytes(b"%PDF-1.7\n")
    (tmp_path / "d.txt").write_text("Turkey praised Greece.\n", encoding="utf-8")
    return tmp_path


@pytest.mark.model
def test_a_batch_goes_on_past_bad_articles(run: Run, batch: Path):
    result = run("read", batch, "--format", "jsonl")
    assert result.code == 0
    assert [json.loads(line)["article"]["id"] for line in result.out.splitlines()] == ["good", "good too", "d"]
    said = result.err.splitlines()
    assert said[0] == "countermove: 3 of 6 articles could not be read:"
    assert [next(name for name in ("a-empty", "b.jsonl", "c-paper") if name in line) for line in said[1:]] == [
        "a-empty", "b.jsonl", "c-paper",
    ]  # fmt: skip
    assert "line 2" in said[2]


@pytest.mark.model
def test_a_date_that_is_none_is_told_and_left_out(run: Run):
    lines = [{**GOOD, "published": "31.02.2031"}, {**GOOD, "id": "next"}]
    result = run("read", "-", "--format", "jsonl", stdin="\n".join(map(json.dumps, lines)).encode())
    first, second = (json.loads(line) for line in result.out.splitlines())
    assert (result.code, result.err.count("\n")) == (0, 1)
    assert "line 1: published is no date: '31.02.2031'" in result.err
    assert (first["article"]["published"], second["article"]["published"]) == (None, GOOD["published"])


@pytest.mark.model
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_a_text_in_another_encoding_is_read_as_it_was_meant(run: Run, tmp_path: Path, encoding: str):
    text = "Norway condemned Russia on Monday. “It was a raid”, the mayor of Tromsø said after the meeting."
    path = tmp_path / "a.txt"
    path.write_bytes(text.encode(encoding))
    assert json.loads(run("read", path, "--format", "json").out)["article"]["text"] == text


@pytest.mark.model
def test_an_id_given_twice_is_told_and_counts_as_read(run: Run):
    result = run("read", "-", "--format", "jsonl", stdin=f"{json.dumps(GOOD)}\n{json.dumps(GOOD)}\n".encode())
    assert [json.loads(line)["article"]["id"] for line in result.out.splitlines()] == ["good", "good-2"]
    assert result.err.count("\n") == 1
    assert "good-2" in result.err


@pytest.mark.model
def test_another_language_is_told_and_nothing_is_coded(run: Run, tmp_path: Path):
    path = tmp_path / "deutsch.txt"
    path.write_text(
        "Die Bundesregierung hat am Montag die Angriffe auf die Stadt scharf verurteilt. " * 3, encoding="utf-8"
    )
    result = run("read", path, "--format", "json")
    assert "deutsch" in result.err
    assert "not in English" in result.err
    record = json.loads(result.out)
    assert record["events"] == []
    assert record["problems"][0]["kind"] == "language"


# --- output ------------------------------------------------------------------------------------------


def test_json_is_an_object_for_one_and_a_list_for_several():
    assert json.loads("".join(joined(["{}"], Format.JSON))) == {}
    assert json.loads("".join(joined(["{}", "[]", "3"], Format.JSON))) == [{}, [], 3]
    assert "".join(joined(["{}", "[]"], Format.JSONL)) == "{}\n[]\n"
    assert "".join(joined(["one\n", "two\n"], Format.TEXT)) == f"one\n\n{'═' * 60}\n\ntwo\n"
    for form in Format:
        assert list(joined([], form)) == []


@pytest.mark.model
def test_the_same_bytes_from_one_process_and_from_two(batch: Path, tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("out")
    for form in ("jsonl", "json", "text"):
        written = []
        for jobs in ("1", "2"):
            out = folder / f"{form}-{jobs}"
            done = program("read", batch, "--format", form, "--jobs", jobs, "--out", out)
            assert done.returncode == 0, done.stderr
            written.append((out.read_bytes(), done.stderr))
        assert written[0] == written[1]
        assert len(written[0][0]) > 100


@pytest.mark.model
def test_standard_output_and_a_file_get_the_same(run: Run, batch: Path, tmp_path: Path):
    out = tmp_path / "out.json"
    printed = run("read", batch / "b.jsonl", "--format", "json").out
    assert run("read", batch / "b.jsonl", "--format", "json", "--out", out).out == ""
    assert out.read_text(encoding="utf-8") == printed


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path):
    out = tmp_path / "out.txt"
    out.write_text("before", encoding="utf-8")

    def fail() -> None:
        with writer(out) as write:
            write("half")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert out.read_text(encoding="utf-8") == "before"
    with writer(out) as write:
        write("“after” \ud800\n")
    assert out.read_bytes() == "“after” ?\n".encode()
    assert [path.name for path in tmp_path.iterdir()] == ["out.txt"]


def test_a_file_that_cannot_be_written_is_the_users_mistake(tmp_path: Path):
    for path in (tmp_path, tmp_path / "missing" / "out.txt"):
        with pytest.raises(InputError, match=path.name), writer(path):
            pass


def test_a_link_stays_a_link_and_a_device_is_written_to(tmp_path: Path):
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_text("", encoding="utf-8")
    link.symlink_to(target)
    with writer(link) as write:
        write("x")
    assert link.is_symlink()
    assert target.read_text(encoding="utf-8") == "x"
    with writer(Path(os.devnull)) as write:
        write("x")
    assert not Path(os.devnull).is_file()


def test_bad_input_leaves_no_file_behind(run: Run, tmp_path: Path):
    bad = tmp_path / "bad.txt"
    bad.write_bytes(b"")
    assert run("read", bad, "--out", tmp_path / "out.txt").code == 2
    assert not (tmp_path / "out.txt").exists()


@pytest.mark.model
def test_a_reader_that_goes_away_is_no_error(batch: Path):
    lines = "\n".join(json.dumps({**GOOD, "id": f"n{number}"}) for number in range(100))
    command = [sys.executable, "-c", "from countermove.cli import main; main()", "read", "-", "--format", "jsonl"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdin is not None and process.stdout is not None and process.stderr is not None  # noqa: PT018
        process.stdin.write(lines.encode())
        process.stdin.close()
        assert json.loads(process.stdout.readline())["article"]["id"] == "n0"
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 0


@pytest.mark.model
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_an_interrupt_ends_it_quietly_and_leaves_no_file(tmp_path: Path, jobs: str):
    lines = "\n".join(json.dumps({**GOOD, "id": f"n{number}", "text": GOOD["text"] * 20}) for number in range(3000))
    (tmp_path / "in.jsonl").write_text(lines, encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "countermove",
        "read",
        tmp_path / "in.jsonl",
        "--out",
        tmp_path / "out",
        "--jobs",
        jobs,
    ]
    with subprocess.Popen(command, stderr=subprocess.PIPE, start_new_session=True) as process:
        while not list(tmp_path.glob(".out*")):  # it is at work once the draft is there
            assert process.poll() is None
            time.sleep(0.05)
        os.killpg(process.pid, signal.SIGINT)  # what Ctrl-C does: every process of the group is told
        assert process.stderr is not None
        assert (process.wait(30), process.stderr.read()) == (130, b"")
    assert [path.name for path in tmp_path.iterdir()] == ["in.jsonl"]


def test_no_colours_but_on_a_terminal(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    assert not look(None, no_color=False).color
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "300")
    assert look(None, no_color=False).color
    assert look(None, no_color=False).width == 120
    assert not look(None, no_color=True).color
    assert not look(tmp_path, no_color=False).color
    monkeypatch.setenv("TERM", "dumb")
    assert not look(None, no_color=False).color


# --- the other commands ------------------------------------------------------------------------------


@pytest.mark.model
def test_explain_tells_rule_and_words(run: Run):
    result = run("explain", "-", stdin=json.dumps(GOOD).encode())
    assert result.code == 0
    assert "rule: ACCUSE." in result.out
    assert "“condemned”" in result.out


@pytest.mark.model
def test_explain_finds_an_event_by_the_beginning_of_its_id(run: Run):
    event = json.loads(run("demo", "--format", "jsonl").out.splitlines()[0])["events"][0]
    result = run("explain", event["id"][:8])
    assert result.code == 0
    assert event["id"] in result.out
    one_line(run("explain", "e" + "0" * 11), "no event", "countermove explain ID PATH")


@pytest.mark.model
def test_claims_lists_who_says_and_who_denies(run: Run, tmp_path: Path):
    text = "Ukraine accused Russia of shelling the town of Avdiivka. Moscow denied the allegations. Kyiv freed a pilot."
    shown = run("claims", "-", stdin=text.encode())
    assert shown.code == 0
    assert "said by Ukraine UKR, “accused”" in shown.out
    assert "denied by Russia RUS, “denied”" in shown.out
    assert "settled" not in shown.out
    path = tmp_path / "two.jsonl"
    articles = [{"id": "a", "text": text}, {"id": "b", "text": "Norway sent troops to Narvik on Monday."}]
    path.write_text("".join(json.dumps(article) + "\n" for article in articles), encoding="utf-8")
    contested, settled = map(json.loads, run("claims", path, "--format", "jsonl").out.splitlines())
    assert [(c["standing"], c["trigger"]["text"]) for c in contested["claims"]] == [("contested", "shelling")]
    assert settled == {"id": "b", "claims": []}
    _, everything = map(json.loads, run("claims", path, "--format", "jsonl", "--all").out.splitlines())
    assert [c["standing"] for c in everything["claims"]] == ["settled"]
    assert run("claims", path, "--format", "json").code == 2


@pytest.mark.model
def test_places_and_dates_give_a_line_for_each_article(run: Run, tmp_path: Path):
    path = tmp_path / "a.jsonl"
    text = "Norway sent two frigates to Bergen on 10 March 2031."
    path.write_text(json.dumps({"id": "a", "text": text}), encoding="utf-8")
    dates = json.loads(run("dates", path).out)
    assert dates == {
        "id": "a",
        "dates": [{"span": [text.index("10"), len(text) - 1], "value": "2031-03-10", "end": None, "precision": "day"}],
    }
    places = json.loads(run("places", path).out)
    assert places["id"] == "a"
    assert ("Bergen", "NOR") in [(p["name"], p["country"]) for p in places["places"]]


@pytest.mark.model
def test_the_demo_reads_its_reports(run: Run, tmp_path: Path):
    records = [json.loads(line) for line in run("demo", "--format", "jsonl").out.splitlines()]
    assert len(records) == 8
    assert len({record["article"]["outlet"] for record in records}) == 8
    for record in records:
        assert 150 <= len(record["article"]["text"].split()) <= 350
        assert len(record["events"]) >= 4, record["article"]["id"]
        assert len(record["statements"]) >= 2, record["article"]["id"]
        assert record["problems"] == []
    picture = tmp_path / "demo.svg"
    assert run("demo", "--picture", picture).code == 0
    assert picture.read_text(encoding="utf-8").startswith("<svg")


@pytest.mark.model
def test_the_demo_for_people_ends_with_the_moves_of_all_reports(run: Run):
    out = run("demo").out
    assert "Moscow vows answer as alliance troops head north" in out
    assert "demo-1" in out.partition("All reports together")[2]


@pytest.mark.model
def test_doctor_finds_all_that_is_needed(run: Run):
    result = run("doctor")
    assert result.code == 0, result.out
    assert "MISSING" not in result.out
    assert "acts read in it" in result.out


@pytest.mark.model
def test_doctor_says_what_is_missing(run: Run):
    result = run("doctor", "--model", "en_core_web_xxl")
    assert result.code == 1
    assert "MISSING" in result.out
    assert "en_core_web_xxl" in result.out


@pytest.mark.model
def test_bench_gives_both_speeds_their_ratio_and_the_stages(run: Run, tmp_path: Path):
    path = tmp_path / "a.txt"
    path.write_text(GOOD["text"] * 30, encoding="utf-8")
    result = run("bench", path, "--rounds", "1")
    assert result.code == 0
    for word in ("whole line", "bare parsing", "ratio", "MB at most", "  parse "):
        assert word in result.out


def test_score_without_scorers_says_where_to_point(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("countermove.scoring._above", lambda _relative: None)
    one_line(run("score"), "--shared DIR")


# --- codebook ----------------------------------------------------------------------------------------


def test_codebook_show_lists_the_types_and_shows_one(run: Run):
    listed = run("codebook", "show").out.splitlines()
    assert "ACCUSE" in {line.split()[0] for line in listed}
    shown = run("codebook", "show", "accuse").out
    assert "ACCUSE.condemn" in shown
    assert "    unless: A V R to {death|life|prison}" in shown
    assert "    light-recipient: draw, face" in shown
    assert "    actor: speaker" in shown
    assert "examples, wrong" in shown
    one_line(run("codebook", "show", "BLAME"), "BLAME")


@pytest.mark.model
def test_a_new_type_checks_as_begun(run: Run, tmp_path: Path):
    own = tmp_path / "own"
    begun = run("codebook", "new", "BLOCKADE", "--dir", own)
    assert begun.code == 0, begun.err
    one_line(run("codebook", "new", "BLOCKADE", "--dir", own), "blockade.yaml")
    checked = run("codebook", "check", own)
    assert checked == Result(0, "1 types, 1 rules, 2 examples, 0 failures\n", "")
    assert "quad 4, score -7, in" in run("codebook", "show", "BLOCKADE", "--codebook", own).out
    result = run("read", "-", "--codebook", own, "--format", "json", stdin=b"Turkey blockaded Cyprus on Monday.")
    assert [event["type"] for event in json.loads(result.out)["events"]] == ["BLOCKADE"]


def test_a_type_of_ours_begins_as_a_copy(run: Run, tmp_path: Path):
    assert run("codebook", "new", "ACCUSE", "--dir", tmp_path).code == 0
    assert "rule: condemn" in (tmp_path / "accuse.yaml").read_text(encoding="utf-8")
    for name in ("my type", "AIR-DROP", "airdrop"):
        one_line(run("codebook", "new", name, "--dir", tmp_path), name)


@pytest.mark.model
def test_a_failing_example_is_exit_code_1(run: Run, tmp_path: Path):
    run("codebook", "new", "BLOCKADE", "--dir", tmp_path)
    path = tmp_path / "blockade.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("TUR > CYP", "CYP > TUR"), encoding="utf-8")
    result = run("codebook", "check", tmp_path)
    assert result.code == 1
    assert "wanted BLOCKADE CYP > TUR" in result.out
