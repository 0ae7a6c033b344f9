"""The figures of recovery: the command gives each of them, the same each time, and its verdicts can fail."""

from __future__ import annotations

import pytest

from countermove.calibration import recovery
from countermove.calibration.recovery import Figure


@pytest.mark.parametrize(
    ("part", "runs", "least", "figures"),
    [
        ("var", 2, {"true responses within 95% bands": 0.75}, 4),
        ("hawkes", 1, {"branching within two standard errors": 0.75}, 9),
        ("phases", 3, {"shift of two sigma": 0.3, "its date within the 90% band": 0.5}, 18),
        ("alerts", 2, {}, 7),
    ],
)
def test_each_part_gives_its_figures(part: str, runs: int, least: dict[str, float], figures: int):
    found = [figure for _, figure in recovery.figures(runs, [part])]
    assert len(found) == len({figure.what for figure in found}) == figures
    assert any(figure.met is not None for figure in found) == any(figure.asked for figure in found)
    for figure in found:
        assert 0 <= figure.hits <= figure.cases
        for what, share in least.items():
            if what in figure.what:
                assert figure.share >= share, figure
        if "false change" in figure.what:
            assert figure.hits < figure.cases, figure


def test_the_command_prints_a_table_and_twice_the_same(capsys: pytest.CaptureFixture[str]):
    status = recovery.main(["--runs", "2", "--only", "alerts"])
    first = capsys.readouterr().out
    assert recovery.main(["--runs", "2", "--only", "alerts"]) == status
    assert capsys.readouterr().out == first
    head, rule, *rows = first.splitlines()
    assert {line.count("|") for line in (head, rule, *rows)} == {7}
    assert rows[-1].startswith("| alerts | false surge a week, all of these; stated: 0.2% | 2 |")
    with pytest.raises(SystemExit):
        recovery.main(["--runs", "0"])


def test_a_figure_that_is_not_as_asked_says_so():
    assert Figure("bands", 10, 95, 100, 0.90, 0.97).met is True
    assert Figure("bands", 10, 98, 100, 0.90, 0.97).met is False
    assert Figure("branching", 10, 92, 100, least=0.93).met is False
    assert Figure("false", 10, 6, 100, most=0.05).met is False
    assert Figure("seen", 10, 6, 100).met is None
    assert recovery.row(Figure("false", 200, 3, 2000, most=0.002)) == (
        "false | 200 | 3 of 2,000: 0.15% | at most 0.20% | yes"
    )


def test_a_past_that_surges_is_counted(monkeypatch: pytest.MonkeyPatch):
    """At a rate of one in five the same dyads give alerts: what is counted can be found."""
    monkeypatch.setattr(recovery.surges, "find", lambda table, query: _find(table, query, rate=0.2))
    *_, last = recovery.of_alerts(2)
    assert last.hits > 0
    assert last.met is False


_find = recovery.surges.find
