"""Near copies and stories: what is known as what, and that what is stored makes the same index again."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from countermove.calibration import stories as threshold
from countermove.cli import app
from countermove.records import Article
from countermove.stories import (
    Copies,
    Grouper,
    Kept,
    Settings,
    Signature,
    Vector,
    alike,
    group,
    group_as_given,
    signature,
    vector,
)

WIRE = (
    "Fishermen found the ferry Aurelia adrift off the Skerry Islands on Monday, two days after she had left the "
    "harbour of Vantby with nineteen people on board. The coast guard said that all were well and that a torn net had "
    "stopped both her screws. A tug took her back to Vantby, where several hundred people were waiting on the quay.\n\n"
    "The captain, Mette Solberg, said that she had sent three calls for help and that nobody had answered. The harbour "
    "master, Olaf Brandt, denied that. Every call was written down, he said, and there was none from the Aurelia.\n\n"
    "The ferry company promised to look into the matter and to give every passenger a new ticket. One of them, a "
    "teacher on her way to a wedding, said that she would rather walk across the ice in January."
)
OTHER = (
    "The council of Oakmere voted on Monday to move its weekly market from the square to the old railway yard, after "
    "a quarrel of eleven years about tram tracks and cheese stalls. Nine members were for it and eight against. The "
    "stallholders said that nobody had asked them, and that the yard was a puddle from October to May."
)


RETOLD = (
    "The ferry Aurelia was found adrift on Monday. All nineteen on board are well, the coast guard said, and a tug has "
    "brought them home to Vantby. Her captain says that nobody answered her calls for help."
)

# --- signatures -------------------------------------------------------------------------------------


def test_a_signature_is_the_same_on_every_machine():
    made = signature(WIRE)
    assert (made.count, made.whole[:3], made.lead[:2]) == (136, (66022289, 46629317, 84640029), (13293282, 43271139))


def test_marks_capitals_and_space_change_no_signature():
    again = WIRE.replace("said that", "said  that").replace("Aurelia", "AURELIA").replace(", ", " , ")
    assert signature(again) == signature(WIRE)


@given(st.text(max_size=400))
@settings(max_examples=60, deadline=None)
def test_a_signature_of_any_text_is_stored_whole(text: str):
    made = signature(text)
    assert Signature.from_bytes(made.to_bytes()) == made


def test_bands_are_whole_numbers_that_any_database_holds():
    bands = signature(WIRE).bands()
    assert len(set(bands)) == len(bands) == 58
    assert all(0 <= band < 2**63 for band in bands)


# --- copies -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "copy",
    [
        WIRE,
        WIRE.partition("\n\n")[0],
        f"Our correspondent writes about the sea and those who live by it.\n\n{WIRE}",
        f"{WIRE}\n\nRead also: ten ferries that were late. Subscribe to our newsletter.",
        WIRE.replace("two days", "three days").replace("several hundred", "four hundred"),
        WIRE.upper(),
    ],
    ids=["whole", "cut short", "own first line", "own last line", "two edits", "capitals"],
)
def test_a_copy_is_known(copy: str):
    copies = Copies()
    copies.add("wire", signature(WIRE), "2031-03-11")
    assert copies.of(signature(copy)) == "wire"


@pytest.mark.parametrize(
    "text",
    [OTHER, RETOLD, "Subscribe to our newsletter.", ""],
    ids=["another happening", "the same in other words", "too short", "nothing"],
)
def test_what_is_no_copy_is_new(text: str):
    copies = Copies()
    copies.add("wire", signature(WIRE), "2031-03-11")
    assert copies.of(signature(text)) is None


def test_short_texts_are_copies_of_nothing():
    copies = Copies()
    copies.add("one", signature("Nobody was hurt."))
    assert copies.add("two", signature("Nobody was hurt.")).copy_of is None


def test_copies_do_not_chain():
    """The third has not enough of the first, but of the second, which copies the first: so it copies the first."""
    one, two, _ = WIRE.split("\n\n")
    own = OTHER.partition(",")[0] + " which was long, and loud, and ended with a vote by torchlight in the old yard."
    second, third = signature(f"{one}\n\n{two}\n\n{own}"), signature(f"{one}\n\n{own}")
    copies = Copies()
    copies.add("wire", signature(WIRE), "2031-03-11")
    assert copies.add("second", second, "2031-03-12").copy_of == "wire"
    assert alike(third, signature(WIRE)) == 0
    assert copies.add("third", third, "2031-03-13").copy_of == "wire"


def test_the_earliest_published_is_the_original_even_where_it_comes_last():
    copies = Copies()
    copies.add("copy", signature(WIRE), "2031-03-12T09:00:00")
    copies.add("undated", signature(WIRE))
    placed = copies.add("wire", signature(WIRE), "2031-03-12T07:30:00+00:00")
    assert (placed.copy_of, placed.now_copies) == (None, ("copy", "undated"))
    assert copies.of(signature(WIRE)) == "wire"


TEXTS = (WIRE, WIRE.partition("\n\n")[0], OTHER, f"{OTHER} And so it was done.", f"First.\n\n{WIRE}", "Too short.")
STREAMS = st.lists(
    st.tuples(st.sampled_from(range(len(TEXTS))), st.sampled_from(("2031-03-11", "2031-03-12", None))), max_size=8
)
MADE = tuple(signature(text) for text in TEXTS)


@given(STREAMS, st.integers(0, 8))
@settings(max_examples=60, deadline=None)
def test_copies_made_again_go_on_as_if_undisturbed(stream: list[tuple[int, str | None]], stop: int):
    undisturbed, first = Copies(), Copies()
    placed = [undisturbed.add(f"a{at}", MADE[text], day) for at, (text, day) in enumerate(stream)]
    now: dict[str, str | None] = {}
    for at, (text, day) in enumerate(stream[:stop]):
        put = first.add(f"a{at}", MADE[text], day)
        now |= {put.article: put.copy_of, **dict.fromkeys(put.now_copies, put.article)}
    again = Copies.restore(Kept(f"a{at}", MADE[t], day, now[f"a{at}"]) for at, (t, day) in enumerate(stream[:stop]))
    rest = [again.add(f"a{at}", MADE[text], day) for at, (text, day) in enumerate(stream) if at >= stop]
    assert rest == placed[stop:]


@given(STREAMS)
@settings(max_examples=60, deadline=None)
def test_an_original_copies_nothing(stream: list[tuple[int, str | None]]):
    copies, now = Copies(), {}
    for at, (text, day) in enumerate(stream):
        put = copies.add(f"a{at}", MADE[text], day)
        now |= {put.article: put.copy_of, **dict.fromkeys(put.now_copies, put.article)}
    assert all(now[original] is None for original in now.values() if original is not None)


def test_likeness_does_not_depend_on_the_order():
    one, other = signature(WIRE), signature(WIRE.partition("\n\n")[0])
    assert alike(one, other) == alike(other, one) > 0.8


# --- vectors ----------------------------------------------------------------------------------------


def test_the_title_and_names_weigh_most():
    made = vector(Article("a", WIRE, title="Aurelia adrift"))
    assert made.weights[0] == max(made.weights)
    assert made.terms[0] == vector(Article("b", "Aurelia")).terms[0]


@given(st.text(max_size=300), st.text(max_size=40))
@settings(max_examples=60, deadline=None)
def test_a_vector_of_any_article_is_stored_whole(text: str, title: str):
    made = vector(Article("a", text, title=title))
    assert Vector.from_bytes(made.to_bytes()) == made


# --- stories ----------------------------------------------------------------------------------------

COMMON = ("rain", "wind", "crowd", "ticket", "winter", "engine", "singer", "garden", "letter", "island")


def word(dice: random.Random) -> str:
    return "".join(dice.choice("bdfgklmnprstv") + dice.choice("aeiou") for _ in range(3))


def articles(count: int, happenings: int) -> list[tuple[Article, int]]:
    """Made-up articles, one a day, each with the number of its happening: its words and some that all have."""
    dice = random.Random(7)
    own = [[word(dice) for _ in range(30)] for _ in range(happenings)]
    found = []
    for at in range(count):
        happening = dice.randrange(happenings)
        names = own[happening]
        words = [*dice.sample(names, 20), *dice.sample(COMMON, 5)]
        dice.shuffle(words)
        day = f"2031-{1 + at // 28 % 12:02}-{1 + at % 28:02}"
        title = f"{names[0].title()} of {names[1].title()}"
        found.append((Article(f"a{at}", f"{' '.join(words).capitalize()}.", title=title, published=day), happening))
    return found


def test_articles_of_one_happening_are_one_story():
    told = articles(60, 6)
    story = {member.article: member.story for member in group(article for article, _ in told)}
    of_happening = [{story[a.id] for a, happening in told if happening == h} for h in range(6)]
    assert [len(stories) for stories in of_happening] == [1] * 6
    assert len(set.union(*of_happening)) == 6


def test_a_story_is_named_after_its_first_article():
    placed = list(group([Article("a", WIRE), Article("b", WIRE)]))
    assert [member.story for member in placed] == [placed[0].story] * 2
    assert placed[0].story == next(group([Article("a", OTHER)])).story


@given(st.integers(0, 40), st.integers(1, 6), st.randoms(use_true_random=False))
@settings(max_examples=25, deadline=None)
def test_a_grouper_made_again_goes_on_as_if_undisturbed(stop: int, happenings: int, dice: random.Random):
    stream = [article for article, _ in articles(40, happenings)]
    dice.shuffle(stream)
    made = {article.id: vector(article) for article in stream}
    undisturbed, first = Grouper(), Grouper()
    placed = [undisturbed.add(a.id, made[a.id], a.published) for a in stream]
    again = Grouper.restore([first.add(a.id, made[a.id], a.published) for a in stream[:stop]])
    assert [again.add(a.id, made[a.id], a.published) for a in stream[stop:]] == placed[stop:]


def test_forgetting_changes_nothing_that_comes_later():
    stream = [article for article, _ in articles(120, 9)]
    short = Settings(window=20)
    plain, forgetful = Grouper(short), Grouper(short)
    for article in stream:
        forgetful.forget(article.published or "")
        made = vector(article)
        assert forgetful.add(article.id, made, article.published) == plain.add(article.id, made, article.published)


def test_after_the_window_a_story_is_another():
    told = [Article("a", WIRE, published="2031-01-01"), Article("b", WIRE, published="2032-01-01")]
    assert len({member.story for member in group(told)}) == 2
    assert len({member.story for member in group(told, Settings(window=400))}) == 1


def test_undated_articles_find_every_story():
    told = [Article("a", WIRE, published="2031-01-01"), Article("b", OTHER, published="2032-01-01"), Article("c", WIRE)]
    placed = {member.article: member.story for member in group(told)}
    assert placed["c"] == placed["a"] != placed["b"]


def test_an_article_without_words_is_a_story_of_its_own():
    assert len({member.story for member in group([Article("a", ""), Article("b", "..."), Article("c", WIRE)])}) == 3


def test_as_given_places_each_at_once():
    stream = iter([Article("late", WIRE, published="2031-03-12"), Article("early", WIRE, published="2031-03-11")])
    placed = group_as_given(stream)
    assert next(placed).article == "late"
    assert next(stream).id == "early"


# --- the threshold ----------------------------------------------------------------------------------


def test_the_threshold_is_chosen_on_other_clusters_than_it_is_judged_on():
    clusters = [f"c{at}" for at in range(11)]
    folds = threshold.folds_of(clusters, 4, seed=1)
    assert sorted(cluster for fold in folds for cluster in fold) == sorted(clusters)
    assert threshold.folds_of(clusters, 4, seed=1) == folds != threshold.folds_of(clusters, 4, seed=2)


def test_cross_validation_groups_made_up_happenings(tmp_path: Path):
    file = tmp_path / "clusters.jsonl"
    rows = [
        {"id": a.id, "cluster": str(h), "published": a.published, "title": a.title, "text": a.text}
        for a, h in articles(40, 6)
    ]
    file.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    read = threshold.read_clusters(file)
    dealt = threshold.cross_validate(read, Settings(), thresholds=(0.05, 0.2, 0.9), folds=3, rounds=1)
    assert [fold.held_out for fold in dealt[0]] == [1.0, 1.0, 1.0]
    assert all(fold.threshold < 0.9 for fold in dealt[0])


def test_bcubed_is_that_of_the_definition():
    """Three in one story, of which one is of another cluster, and that one's other article alone."""
    read = [threshold.Clustered(i, c, None, Vector((), ())) for i, c in zip("abcd", "xxyy", strict=True)]
    precision, recall = (2 / 3 + 2 / 3 + 1 / 3 + 1) / 4, 3 / 4
    score = threshold.bcubed(read, {"a": "1", "b": "1", "c": "1", "d": "2"}, frozenset("xy"))
    assert score == pytest.approx(2 * precision * recall / (precision + recall))


@pytest.mark.shared
def test_held_out_happenings_are_grouped(shared: Path):
    read = threshold.read_clusters(shared / "data" / "incidents" / "clusters_dev.jsonl")
    dealt = threshold.cross_validate(read, Settings(), thresholds=(0.12, 0.14), folds=2, rounds=1)
    held_out = [fold.held_out for fold in dealt[0]]
    assert sum(held_out) / len(held_out) >= 0.90


# --- the command ------------------------------------------------------------------------------------


def test_the_command_prints_a_line_for_each_article(tmp_path: Path):
    file = tmp_path / "in.jsonl"
    file.write_text(
        "".join(
            f"{json.dumps({'id': a.id, 'text': a.text, 'title': a.title, 'published': a.published})}\n"
            for a, _ in articles(12, 3)
        )
        + "{broken\n",
        encoding="utf-8",
    )
    done = CliRunner().invoke(app, ["stories", str(file)])
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.exit_code == 0
    assert [line["id"] for line in lines] == [f"a{at}" for at in range(12)]
    assert all(line.keys() == {"id", "story"} for line in lines)
    assert len({line["story"] for line in lines}) == 3
    assert "line 13" in done.stderr


def test_the_output_does_not_depend_on_the_seed_of_hashes(tmp_path: Path):
    file = tmp_path / "in.jsonl"
    rows = [{"id": a.id, "text": a.text, "published": a.published} for a, _ in articles(8, 3)]
    file.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    outputs = {
        subprocess.run(
            [sys.executable, "-m", "countermove", "stories", str(file)],
            env={"PYTHONHASHSEED": seed, "PATH": ""},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1
