"""The store: one behaviour on SQLite and PostgreSQL, records that come back exactly, errors in one line."""

from __future__ import annotations

import random
import socket
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from codings import coding
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from postgres import Server, postgres  # noqa: F401 - a fixture
from stored import renamed, unlike

from countermove import incidents as joining
from countermove.errors import InputError
from countermove.export import to_jsonl
from countermove.records import Coding, Credence, Event, Identity, Problem, Verdict
from countermove.store import Arrival, Batch, Filter, Store, prepare
from countermove.store.engine import address, shown
from countermove.store.rows import day_of
from countermove.store.verbatim import escaped, plain


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A store that is not there yet."""
    if request.param == "postgresql":
        server: Server = request.getfixturevalue("postgres")
        return server.new_database()
    return f"sqlite:///{tmp_path}/store.db"


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    with Store(url) as opened:
        yield opened


# --- records come back ------------------------------------------------------------------------------


def test_a_coding_comes_back_byte_for_byte_and_once(store: Store):
    written = store.add([coding()], "here.txt")
    assert (written.new, written.known, written.events) == (1, 0, 3)
    again = store.add([coding()], "there.txt")
    assert (again.new, again.known, again.events) == (0, 1, 0)
    assert [to_jsonl(one) for one in store.codings()] == [to_jsonl(coding())]
    (article,) = store.articles()
    assert article.article == coding().article
    assert article.sources == ("here.txt", "there.txt")


def test_what_a_store_holds_is_still_there_when_it_is_opened_again(url: str):
    with Store(url) as store:
        store.add(unlike(4))
        before = list(store.dump())
    with Store(url, create=False) as store:
        assert list(store.dump()) == before


_ODD = st.text(st.characters(codec=None) | st.sampled_from("\x00\ud800\udfff\ufdd0\ufdd10a\n\\'\"%"), max_size=40)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=_ODD, title=st.none() | _ODD, outlet=st.none() | _ODD, url_=st.none() | _ODD)
def test_a_text_of_any_characters_comes_back(store: Store, text: str, title: str, outlet: str, url_: str):
    ident = f"odd{len(list(store.articles()))}"
    bare = coding()
    article = replace(bare.article, id=ident, text=f"{text}{ident}", title=title, outlet=outlet, url=url_)
    given_ = Coding(article, bare.coder, problems=(Problem("date", f"of {title}", None, ident),))
    store.add([given_])
    (back,) = store.codings(article=ident)
    assert back == given_
    assert to_jsonl(back) == to_jsonl(given_)


@given(_ODD)
def test_escaping_is_undone(text: str):
    stored = escaped(text)
    assert plain(stored) == text
    assert "\x00" not in stored
    stored.encode("utf-8")


def test_the_same_text_of_another_outlet_is_kept_as_its_copy_and_one_without_outlet_is_known(store: Store):
    original = coding()
    copy = renamed(original, "b2", outlet="Southern Post")
    nameless = renamed(original, "b3", outlet=None)
    written = store.add([original, copy, nameless])
    assert (written.new, written.copies, written.known) == (2, 1, 1)
    assert [article.copy_of for article in store.articles()] == [None, "a1"]
    (sent,) = store.incidents(type="MOBILIZE")
    assert (sent.outlets, sent.copied_by) == (("Northern Wire",), ("Southern Post",))
    assert sent.credence is Credence.REPORTED or sent.credence is Credence.CONTESTED


def test_a_copy_that_was_published_before_becomes_the_original(store: Store):
    store.add([coding()])
    store.add([renamed(coding(), "b2", outlet="Southern Post", published="2031-03-09")])
    assert [(a.article.id, a.copy_of) for a in store.articles()] == [("a1", "b2"), ("b2", None)]
    (sent,) = store.incidents(type="MOBILIZE")
    assert (sent.outlets, sent.copied_by) == (("Southern Post",), ("Northern Wire",))


def test_an_event_id_that_another_article_has_is_given_a_new_one_and_links_follow(store: Store):
    other = coding()
    article = replace(other.article, id="b2", text=f"{other.article.text} More.", outlet="Southern Post")
    store.add([coding(), replace(other, article=article)])
    first, second = store.codings()
    assert {event.id for event in first.events}.isdisjoint(event.id for event in second.events)
    assert second.reactions[0].event == second.events[1].id
    assert second.reactions[0].to == second.events[0].id


def test_an_id_of_another_article_is_refused_whole(store: Store):
    store.add([coding()])
    other = replace(coding(), article=replace(coding().article, text="Oslo waits."))
    with pytest.raises(InputError, match="'a1' is that of another article"):
        store.add([renamed(coding(), "b2", text="Another text."), replace(other, events=(), statements=())])
    assert store.counts()["articles"] == 1


# --- incidents --------------------------------------------------------------------------------------


def test_incidents_are_those_of_joining_all_reports_at_once_however_they_came(store: Store):
    several = unlike(9)
    random.Random(1).shuffle(several)
    for one in several:
        store.add([one])
    articles = {a.article.id: a for a in store.articles()}
    reports = [
        report
        for one in store.codings()
        for report in joining.reports_of(
            one, copy_of=articles[one.article.id].copy_of, story=articles[one.article.id].story
        )
    ]
    whole = {incident.id: incident for incident in joining.join(reports)}
    kept = {incident.id: incident for incident in store.incidents()}
    assert kept == whole
    assert any(len(incident.reports) > 1 for incident in kept.values())


def test_judgements_part_and_join_and_are_withdrawn_never_erased(store: Store):
    store.add([coding(), renamed(coding(), "b2", outlet="Southern Post")])
    one, other = (event.event.id for event in store.events(type="MOBILIZE"))
    assert store.event(one).incident == store.event(other).incident
    apart = store.judge(one, Verdict.APART, other, by="me", note="two landings")
    assert store.event(one).incident != store.event(other).incident
    store.withdraw(apart.id)
    assert store.event(one).incident == store.event(other).incident
    talks, _ = (event.event.id for event in store.events(type="CONSULT"))
    store.judge(one, "same", talks, by="me")
    assert store.event(one).incident == store.event(talks).incident
    store.judge(one, "wrong", by="me")
    assert store.event(one).incident is None
    kept = store.judgements()
    assert [(k.judgement.verdict, k.judgement.withdrawn is None) for k in kept] == [
        (Verdict.APART, False), (Verdict.SAME, True), (Verdict.WRONG, True),
    ]  # fmt: skip
    assert one in kept[0].judged
    with pytest.raises(InputError, match="was withdrawn before"):
        store.withdraw(apart.id)
    with pytest.raises(InputError, match="no event 'e0'"):
        store.judge("e0", "wrong", by="me")
    with pytest.raises(InputError, match="give two"):
        store.judge(one, "same", by="me")
    with pytest.raises(InputError, match="of one event"):
        store.judge(one, "right", other, by="me")


# --- asking -----------------------------------------------------------------------------------------


#: Words of the first of these reports.
PHRASE = " ".join(unlike(1)[0].article.text.split()[:3])


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store that is asked, and in which nothing changes that is asked for."""
    url = f"sqlite:///{tmp_path_factory.mktemp('filled')}/store.db"
    if request.param == "postgresql":
        server: Server = request.getfixturevalue("postgres")
        url = server.new_database()
    with Store(url) as store:
        store.add(unlike(12))
        yield store


def _plainly(store: Store, keep: object) -> list[str]:
    """Ids of all events that a function of (event, coding) keeps, in the order of pages."""
    found = []
    for n, one in enumerate(store.codings()):
        for event in one.events:
            day = day_of(event.date.value) or day_of(one.article.published)
            if keep(event, one, day):  # type: ignore[operator]
                found.append((day, n, one.events.index(event), event.id))
    return [ident for *_, ident in sorted(found)]


def _ids(store: Store, **wanted: object) -> list[str]:
    return [stored.event.id for stored in store.events(Filter(**wanted))]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("wanted", "keep"),
    [
        ({}, lambda e, c, d: True),
        ({"actor": "CUB"}, lambda e, c, d: e.actor[0].identity.entity == "CUB"),
        ({"actor": "sweden", "recipient": ("KEN", "POL")},
         lambda e, c, d: e.actor[0].identity.entity == "SWE" and e.recipient[0].identity.entity in ("KEN", "POL")),
        ({"party": "Finland"}, lambda e, c, d: "FIN" in (e.actor[0].identity.entity, e.recipient[0].identity.entity)),
        ({"type": ("accuse", "AID"), "status": "planned"},
         lambda e, c, d: e.type in ("ACCUSE", "AID") and e.status == "planned"),
        ({"mode": "troops", "confidence": 0.6}, lambda e, c, d: e.mode == "troops" and e.confidence >= 0.6),
        ({"quad": 4}, lambda e, c, d: e.quad == 4),
        ({"since": "2031-01-01", "until": "2031-01"}, lambda e, c, d: "2031-01-01" <= d <= "2031-01-31"),
        ({"outlet": "the copier"}, lambda e, c, d: c.article.outlet == "The Copier"),
        ({"claimed_by": "POL"}, lambda e, c, d: e.claimed_by == "POL"),
        ({"country": "fin"}, lambda e, c, d: e.place[0].country == "FIN"),
        ({"text": f'"{PHRASE.upper()}"'}, lambda e, c, d: PHRASE in c.article.text),
        ({"text": f'near -"{PHRASE}"'}, lambda e, c, d: PHRASE not in c.article.text),
    ],
)  # fmt: skip
def test_a_filter_gives_what_looking_at_every_event_gives(filled: Store, wanted: dict[str, object], keep: object):
    expected = _plainly(filled, keep)
    assert expected
    assert _ids(filled, **wanted) == expected
    page: list[str] = []
    while new := _ids(filled, **wanted, limit=7, after=page[-1] if page else None):
        page += new
    assert page == expected


def test_words_are_found_in_any_form_case_and_accent(store: Store):
    one = coding()
    text = f"{one.article.text} Élysée sources spoke of the NEGOTIATIONS in Łódź."
    store.add([replace(one, article=replace(one.article, text=text))])
    for asked in ("elysee", "Élysée", "negotiation", '"negotiating in"', "frigate -submarines", "frigates narvik"):
        assert len(_ids(store, text=asked)) == 3, asked
    for asked in ("submarine", '"narvik two"', "frigates -narvik"):
        assert _ids(store, text=asked) == [], asked
    with pytest.raises(InputError, match="nothing to search for"):
        _ids(store, text="-narvik")


@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        ({"since": "31.12.2030"}, "no day, month or year"),
        ({"until": "2031-02-30"}, "no day, month or year"),
        ({"status": "done"}, "no status 'done'"),
        ({"credence": "true"}, "no credence 'true'"),
        ({"limit": 0}, "from 1 up"),
        ({"after": "e0"}, "no event 'e0'"),
    ],
)
def test_a_question_that_is_none_is_named(store: Store, wanted: dict[str, object], says: str):
    with pytest.raises(InputError, match=says):
        _ids(store, **wanted)


def test_incidents_by_their_own_fields_and_by_those_of_their_reports(filled: Store):
    every = list(filled.incidents())
    assert [i.id for i in filled.incidents(actor="CUB")] == [
        i.id for i in every if any(who.entity == "CUB" for who in i.actor)
    ]
    assert [i.id for i in filled.incidents(outlet="The Copier")] == [
        i.id for i in every if any(r.outlet == "The Copier" for r in i.reports)
    ]
    assert [i.id for i in filled.incidents(credence="reported", type="ACCUSE")] == [
        i.id for i in every if i.credence is Credence.REPORTED and i.type == "ACCUSE"
    ]
    page = list(filled.incidents(limit=5))
    assert page + list(filled.incidents(after=page[-1].id)) == every
    assert filled.incident(every[3].id) == every[3]


def test_tables_are_those_of_the_records(filled: Store):
    from countermove.tables import SCHEMA, from_codings, from_incidents

    events = filled.dyads("event")
    assert dict(events.schema) == dict(SCHEMA)
    key = ["event", "actor", "recipient"]
    assert events.sort(key).equals(from_codings(filled.codings()).sort(key))
    assert filled.dyads().equals(from_incidents(filled.incidents()))
    some = filled.dyads("event", actor="CUB", type="ACCUSE")
    assert set(some["event"]) == set(_ids(filled, actor="CUB", type="ACCUSE"))


def test_a_state_is_called_by_its_country_s_name_and_others_by_what_they_are_called_most(store: Store):
    told = coding()
    firm = Identity("NOR", "Fjord Oil", "NOR", ("BUS",))
    league = Identity("ORANGE LEAGUE", "the Orange League", "RUS", ("REB",))

    def by(event: Event) -> Event:
        given = {"NOR": firm, "RUS": league}
        sides = {
            side: tuple(
                replace(party, identity=given[party.identity.entity]) if party.identity.entity in given else party
                for party in getattr(event, side)
            )
            for side in ("actor", "recipient")
        }
        return replace(event, **sides)

    store.add([replace(told, events=tuple(map(by, told.events)))])
    names = {actor.entity: actor.name for actor in store.actors()}
    assert names["NOR"] == "Norway"
    assert names["ORANGE LEAGUE"] == "the Orange League"


def test_actors_stories_and_problems(filled: Store):
    counted = {actor.entity: actor for actor in filled.actors()}
    events = list(filled.events())
    cuba = counted["CUB"]
    assert cuba.name == "Cuba"
    assert cuba.acts == sum(e.event.actor[0].identity.entity == "CUB" for e in events)
    assert cuba.received == sum(e.event.recipient[0].identity.entity == "CUB" for e in events)
    assert len(filled.actors(limit=2)) == 2
    stories = filled.stories()
    assert sum(story.articles for story in stories) == filled.counts()["articles"]
    assert stories[0].articles >= stories[-1].articles
    trouble = Problem("json", "it is no JSON", None, "lines.jsonl:3")
    filled.write(Batch(problems=(trouble, trouble)))
    filled.write(Batch(problems=(trouble,)))
    assert [kept.problem for kept in filled.problems()] == [trouble]


def test_the_state_of_a_feed_is_kept_with_the_articles(store: Store):
    assert store.feed_state("https://example.org/feed") is None
    batch = Batch((Arrival(coding().article, "https://example.org/feed", prepare(coding())),),
                  feeds=(("https://example.org/feed", '{"url": 1}'),))  # fmt: skip
    store.write(batch)
    store.write(Batch(feeds=(("https://example.org/feed", '{"url": 2}'),)))
    assert store.feed_state("https://example.org/feed") == '{"url": 2}'


# --- opening ----------------------------------------------------------------------------------------


def test_migrations_make_the_schema_that_the_code_works_with(url: str):
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext
    from alembic.script import ScriptDirectory

    from countermove.store import migrate, schema

    with Store(url) as store:
        sqlite = url.startswith("sqlite")

        def ours(_object: object, name: str, kind: str, _reflected: object, _other: object) -> bool:
            return not (kind == "table" and name.startswith("search") and sqlite)

        with store._engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"include_object": ours, "compare_type": True})
            assert compare_metadata(context, schema.metadata) == []
            assert context.get_current_heads() == (schema.HEAD,)
    assert ScriptDirectory.from_config(migrate.configuration()).get_heads() == [schema.HEAD]


def test_a_newer_store_gives_one_line(url: str):
    from sqlalchemy import text

    with Store(url) as store, store._engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(InputError, match=r"newer Countermove \(its schema is 9999.*update Countermove$"):
        Store(url)


def test_data_of_something_else_is_left_alone(tmp_path: Path):
    other = tmp_path / "other.db"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE birds (name TEXT)")
    with pytest.raises(InputError, match="holds other data than a store"):
        Store(other)


@pytest.mark.parametrize(
    ("given_", "says"),
    [
        ("", "no name"),
        ("mysql://host/database", "not in mysql"),
        ("postgresql://host:port/database", "no address of a store"),
        ("sqlite:///no/such/folder/store.db", "no such folder"),
        (".", "is a folder"),
        ("sqlite:////proc/store.db", "cannot be opened"),
    ],
)
def test_an_address_that_cannot_be_used_is_named(given_: str, says: str):
    with pytest.raises(InputError, match=says) as told:
        Store(given_)
    assert "\n" not in str(told.value)


def test_a_file_that_is_no_database_is_named(tmp_path: Path):
    (tmp_path / "notes.db").write_text("Buy bread, and a map of the harbour. " * 100, encoding="utf-8")
    with pytest.raises(InputError, match="no SQLite database"):
        Store(tmp_path / "notes.db")


def test_who_only_reads_makes_no_store(tmp_path: Path):
    with pytest.raises(InputError, match="there is no store at"):
        Store(tmp_path / "none.db", create=False)
    assert not (tmp_path / "none.db").exists()


def test_a_server_says_why_it_cannot_be_used(postgres: Server):  # noqa: F811
    postgres.query("CREATE ROLE locked LOGIN PASSWORD 'right'")
    rules = postgres.folder / "data" / "pg_hba.conf"
    rules.write_text(f"host all locked 127.0.0.1/32 scram-sha-256\n{rules.read_text()}", encoding="utf-8")
    postgres.query("SELECT pg_reload_conf()")
    base = f"127.0.0.1:{postgres.port}/postgres"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        nobody = probe.getsockname()[1]
    for given_, says in (
        (f"postgresql://locked:wrong@{base}", "does not accept this user and password"),
        (f"postgresql://locked@{base}", "asks for a password"),
        (postgres.url("nowhere"), "no such database"),
        (f"postgresql://tester@127.0.0.1:{nobody}/postgres", "no server answers"),
    ):
        with pytest.raises(InputError, match=says) as told:
            Store(given_)
        assert "\n" not in str(told.value)
        assert "wrong" not in str(told.value).partition(": ")[0]


def test_an_address_is_shown_without_its_password():
    assert shown(address("postgres://user:secret@host/db")) == "postgresql://user:***@host/db"
    assert shown(address("reports.db")) == "sqlite:///reports.db"
