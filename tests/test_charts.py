"""Charts: every figure leads back to events, titles are plain, files hold all they need."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from countermove import charts, series
from countermove.errors import InputError
from countermove.models import phases
from countermove.series import By, Query
from countermove.tables import SCHEMA

MONDAY = date(2031, 1, 6)


@pytest.fixture(scope="module")
def acts() -> pl.DataFrame:
    rng = np.random.default_rng(41)
    rows = []
    for number in range(240):
        week = int(rng.integers(40))
        week += 6 if week >= 20 else 0  # six weeks without a report
        actor, recipient = rng.choice(["RUR", "SYL", "ORD"], 2, replace=False).tolist()
        score = float(rng.integers(-9, 10))
        rows.append(
            {"event": f"e{number}", "level": "event", "date": MONDAY + timedelta(weeks=week), "precision": "day",
             "article": f"a{number}", "type": "AID" if score > 0 else "ASSAULT", "quad": 2 if score > 0 else 4,
             "score": score, "score_table": "PLOVER 2023-12", "status": "occurred", "actor": actor,
             "recipient": recipient, "place": "Klow", "latitude": 42.5, "longitude": 21.0}
        )  # fmt: skip
    return pl.DataFrame(rows, schema=SCHEMA)


@pytest.fixture(scope="module")
def made(acts: pl.DataFrame) -> series.Series:
    return series.build(acts, Query(("RUR", "SYL"), By.WEEK))


def every_chart(acts: pl.DataFrame, made: series.Series) -> dict[str, Any]:
    found = phases.find(made)
    dyads = series.all_dyads(acts, By.MONTH)
    return {
        "timeline": charts.timeline(made, found),
        "quads": charts.quads(made),
        "coverage": charts.coverage(made),
        "phases": charts.phases(made, found),
        "heatmap": charts.heatmap(dyads, By.MONTH, "PLOVER 2023-12"),
        "matrix": charts.matrix(acts),
        "places": charts.places(acts),
    }


def points(spec: Any) -> list[dict[str, Any]]:
    """All rows of data in a chart."""
    if isinstance(spec, dict):
        own = spec.get("values") if isinstance(spec.get("values"), list) else []
        return [*(own or []), *(row for part in spec.values() for row in points(part))]
    return [row for part in spec for row in points(part)] if isinstance(spec, list) else []


def test_every_chart_is_drawn_with_a_title_in_words(acts: pl.DataFrame, made: series.Series, tmp_path: Path):
    for name, chart in every_chart(acts, made).items():
        title = chart.to_dict()["title"]["text"]
        assert " " in title
        assert "_" not in title
        charts.save(chart, tmp_path / f"{name}.svg")
        drawn = (tmp_path / f"{name}.svg").read_text(encoding="utf-8")
        assert drawn.startswith("<svg")
        assert title in drawn


def test_a_chart_with_scores_names_their_table(acts: pl.DataFrame, made: series.Series):
    for name, chart in every_chart(acts, made).items():
        named = "PLOVER 2023-12" in json.dumps(chart.to_dict())
        assert named == (name not in ("quads", "coverage")), name


def test_points_lead_back_to_their_events(acts: pl.DataFrame, made: series.Series):
    shown = [row for row in points(charts.timeline(made).to_dict()) if "value" in row]
    assert len(shown) == made.frame.height
    for row, events in zip(shown, made.frame["events"], strict=True):
        assert (row["ids"] or "").split(" and ")[0].split() == list(events[:6] if events is not None else [])
    cell = next(row for row in points(charts.matrix(acts).to_dict()) if row.get("actor") == "RUR")
    ids = set(acts.filter(actor="RUR", recipient=cell["recipient"])["event"])
    assert cell["acts"] == len(ids)
    assert set(cell["ids"].split(" and ")[0].split()) <= ids
    (spot,) = [row for row in points(charts.places(acts).to_dict()) if row.get("place")][:1]
    assert spot["acts"] == acts["event"].n_unique()


def test_gaps_are_drawn_as_gaps(made: series.Series):
    (gap,) = [row for row in points(charts.coverage(made).to_dict()) if "from" in row]
    assert (gap["from"], gap["to"]) == ("2031-05-26T00:00:00", "2031-07-07T00:00:00")
    values = [row["value"] for row in points(charts.timeline(made).to_dict()) if "value" in row]
    assert values.count(None) == 12


def test_a_page_loads_nothing_and_holds_its_programs(made: series.Series, tmp_path: Path):
    """No element of the page has an address, its policy forbids loading, addresses in its programs are only names."""
    charts.save(charts.timeline(made), tmp_path / "timeline.html")
    page = (tmp_path / "timeline.html").read_text(encoding="utf-8")

    class Tags(HTMLParser):
        loads: list[str]

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            if tag in ("link", "img", "iframe", "object", "embed") or any(name in ("src", "href") for name, _ in attrs):
                self.loads.append(tag)

    tags = Tags()
    tags.loads = []
    tags.feed(page)
    assert tags.loads == []
    assert "default-src 'none'" in page
    assert "connect-src" not in page
    assert len(page) > 500_000
    assert "vegaEmbed(" in page
    addresses = {re.split(r"[\s'\"`)<,]", address)[0] for address in re.findall(r"https?://.{0,60}", page)}
    known = ("http://www.w3.org/", "https://vega.github.io/", "https://github.com/vega/")
    assert [address for address in sorted(addresses) if not address.startswith(known)] == []
    spec = json.dumps(charts.timeline(made).to_dict())
    assert re.findall(r'"url":', spec) == []


def test_png_and_pdf_are_what_they_are_called(made: series.Series, tmp_path: Path):
    chart = charts.coverage(made)
    charts.save(chart, tmp_path / "c.png")
    charts.save(chart, tmp_path / "c.PDF")
    assert (tmp_path / "c.png").read_bytes().startswith(b"\x89PNG")
    assert (tmp_path / "c.PDF").read_bytes().startswith(b"%PDF")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["c.PDF", "c.png"]


def test_what_cannot_be_written_is_told(made: series.Series, tmp_path: Path):
    chart = charts.coverage(made)
    with pytest.raises(InputError, match=r"a chart can be \.svg, \.png, \.pdf, \.html"):
        charts.save(chart, tmp_path / "c.gif")
    with pytest.raises(InputError, match="cannot write"):
        charts.save(chart, tmp_path / "none" / "c.svg")


def test_the_same_chart_twice_is_the_same_bytes(acts: pl.DataFrame, made: series.Series, tmp_path: Path):
    for name in ("a.svg", "b.svg"):
        charts.save(charts.timeline(made, phases.find(made)), tmp_path / name)
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()


def test_colours_are_told_apart_by_colour_blind_readers():
    assert set(charts.QUAD_COLORS.values()) <= set(charts.OKABE_ITO)
    assert len(set(charts.QUAD_COLORS.values())) == 4


@pytest.mark.parametrize("days", [1, 3])
def test_few_acts_of_few_days_can_be_drawn(days: int, tmp_path: Path):
    rows = [
        {"event": f"e{i}", "date": MONDAY + timedelta(days=i % days), "actor": "RUR", "recipient": "SYL"}
        for i in range(3)
    ]
    table = pl.DataFrame(rows, schema={name: SCHEMA[name] for name in ("event", "date", "actor", "recipient")})
    table = series.acts(table, Query(("RUR", "SYL"), By.DAY))
    made = series.build(table, Query(("RUR", "SYL"), By.DAY))
    for number, chart in enumerate(every_chart(table, made).values()):
        charts.save(chart, tmp_path / f"{number}.svg")
