"""Feeds on the web, against a real server on this machine: what is read, how politely, and what cannot break it."""

from __future__ import annotations

import gzip
import json
import socket
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countermove.errors import InputError
from countermove.feeds import web as web_package
from countermove.feeds.web import (
    Batch,
    Feed,
    FeedState,
    Remembered,
    Web,
    read_addresses,
    read_feed,
    read_list,
    watch,
)
from countermove.feeds.web import state as states_module
from countermove.feeds.web.address import shown
from countermove.feeds.web.fetch import Fetcher, Unfetched, user_agent
from countermove.feeds.web.fragments import line_of, text_of
from countermove.feeds.web.pace import Pace, back_off, duration, iso, retry_after, seconds
from countermove.feeds.web.pages import canonical, outlet_of
from countermove.feeds.web.robots import parse
from countermove.feeds.web.state import dump, load, remember
from countermove.problems import KINDS
from countermove.records import Article, Problem

from web_site import Site, item, rss, serving, story  # isort: skip

FIRST = (
    "The envoy left Kaduna on Monday after three days of talks with the governor, who called them useful.",
    "The rebels, who had not been asked to come, said that no agreement would bind them, and that the siege goes on.",
    "Aid workers said that four thousand people were still in the town, and that food would last for about a week.",
)
SECOND = (
    "The two ministers met in Lausanne on Tuesday and agreed to reopen the road between their capitals in the spring.",
    "The road has been closed since soldiers of both sides fired at each other across the river three years ago.",
    "Neither minister would say who is to clear the mines that were laid along it, or who is to pay for the work.",
)
FULL = "<p>" + "</p><p>".join((*FIRST, *SECOND)) + "</p>"


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as made:
        yield made


class Clock:
    """Time that passes only while somebody sleeps."""

    def __init__(self) -> None:
        self.now = 2_000_000_000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def web(clock: Clock) -> Iterator[Web]:
    with Web(pace=0.0, deadline=5.0, clock=clock) as made:
        yield made


Poll = Callable[..., list[Article | Problem]]


@pytest.fixture
def states() -> Remembered:
    return Remembered()


@pytest.fixture
def poll(web: Web, states: Remembered, clock: Clock) -> Poll:
    def run(url: str, published: str | None = None, *, pages_too: bool = False, **feed: str) -> list[Article | Problem]:
        found = list(read_feed(Feed(url, **feed), states, web, published, pages_too=pages_too, sleep=clock.sleep))
        for each in found:
            if isinstance(each, Problem):
                assert each.kind in KINDS
                assert "\n" not in each.message
                assert each.article
        return found

    return run


def articles(found: Iterable[Article | Problem]) -> list[Article]:
    return [each for each in found if isinstance(each, Article)]


def kinds(found: list[Article | Problem]) -> list[str]:
    return [each.kind for each in found if isinstance(each, Problem)]


def messages(found: list[Article | Problem]) -> str:
    return "\n".join(each.message for each in found if isinstance(each, Problem))


def two_stories(site: Site, **headers: str) -> str:
    one = site.put("/one", story("Envoy leaves Kaduna", *FIRST))
    two = site.put("/two", story("Ministers agree on the road", *SECOND))
    newest_first = (
        item("Ministers agree on the road", two, date="Tue, 04 Mar 2031 10:00:00 +0100"),
        item("Envoy leaves Kaduna", one, date="Mon, 03 Mar 2031 18:30:00 GMT"),
    )
    return site.put("/rss.xml", rss(*newest_first), **headers)


# --- what is read -----------------------------------------------------------------------------------


def test_entries_become_articles_oldest_first(site: Site, poll: Poll):
    one, two = articles(poll(two_stories(site)))
    assert (one.title, one.outlet, one.url) == ("Envoy leaves Kaduna", "Example Post", f"{site.url}/one")
    assert [one.published, two.published] == ["2031-03-03T18:30:00+00:00", "2031-03-04T09:00:00+00:00"]
    for paragraph in FIRST:
        assert paragraph in one.text
    assert "Imprint" not in one.text
    assert one.id != two.id
    assert one.language is None


def test_an_atom_feed_with_relative_links_and_what_the_user_says(site: Site, poll: Poll):
    site.put("/news/one?utm_source=x", story("Envoy leaves Kaduna", *FIRST, outlet=""))
    feed = site.put(
        "/news/atom.xml",
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>Far Post</title><entry><id>tag:far,2031:1</id>'
        '<title type="html">Envoy &amp;amp; governor: &lt;b&gt;talks&lt;/b&gt; end</title>'
        '<link href="one?utm_source=x#top"/>'
        "<updated>2031-03-03T18:30:00+02:00</updated></entry></feed>",
        content_type="application/atom+xml",
    )
    (one,) = articles(poll(feed))
    assert (one.title, one.outlet) == ("Envoy & governor: talks end", "Far Post")
    assert (one.url, one.published) == (f"{site.url}/news/one", "2031-03-03T16:30:00+00:00")


def test_the_list_may_name_outlet_and_language(site: Site, poll: Poll):
    found = articles(poll(two_stories(site), outlet="The Post", language="en"))
    assert {(each.outlet, each.language) for each in found} == {("The Post", "en")}


def test_an_entry_that_the_feed_has_from_elsewhere_is_of_that_outlet(site: Site, poll: Poll):
    link = site.put("/one", story("Envoy leaves", *FIRST))
    more = '<source url="https://far.example/rss">Far Herald</source>'
    (one,) = articles(poll(site.put("/rss.xml", rss(item("Envoy leaves", link, more=more)))))
    assert one.outlet == "Far Herald"


@pytest.mark.parametrize(
    ("declared", "header", "real"),
    [
        ("iso-8859-1", "application/rss+xml", "utf-8"),
        ("utf-8", "application/rss+xml", "cp1252"),
        ("utf-8", "text/xml; charset=us-ascii", "utf-8"),
        ("windows-1251", "application/xml", "windows-1251"),
        ("utf-16", "application/xml", "utf-16"),
    ],
)
def test_a_feed_in_another_charset_than_it_says(site: Site, poll: Poll, declared: str, header: str, real: str):
    title = "Посол покинул Кадуну" if real == "windows-1251" else "Envoy: “No” to Zoë’s café"
    link = site.put("/one", story("Envoy", *FIRST))
    feed = rss(item(title, link), head=f'<?xml version="1.0" encoding="{declared}"?>').encode(real)
    (one,) = articles(poll(site.put("/rss.xml", feed, content_type=header)))
    assert one.title == title


def test_the_header_says_in_which_charset_a_page_is(site: Site, poll: Poll):
    page = story("Посол", *(["Посол покинул город в понедельник после трёх дней переговоров с губернатором."] * 4))
    data = page.replace("utf-8", "koi8-r").encode("windows-1251")
    link = site.put("/one", data, content_type="text/html; charset=windows-1251")
    (one,) = articles(poll(site.put("/rss.xml", rss(item("Посол", link)))))
    assert "Посол покинул город" in one.text


def test_broken_xml_gives_what_can_be_read(site: Site, poll: Poll):
    whole = rss(item("R&D talks", None)).replace("R&amp;D", "R&D &nbsp;")
    link = site.put("/one", story("Envoy", *FIRST))
    cut = whole.replace("</channel></rss>", f"<item><title>Envoy</title><link>{link}</link></item><item><title>Cut o")
    assert [each.title for each in articles(poll(site.put("/rss.xml", cut)))] == ["Envoy"]


def test_characters_that_xml_does_not_allow_cost_nothing(site: Site, poll: Poll):
    link = site.put("/one", story("Envoy", *FIRST))
    feed = rss(item("Envoy \x00\x0bleaves & goes", link), item("Two", None, guid="2"))
    found = poll(site.put("/rss.xml", feed.replace("&amp;", "&").encode().replace(b"leaves", b"\xffleaves")))
    assert [each.url for each in articles(found)] == [link]
    assert kinds(found) == ["no-text"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("", "empty"),
        ("<rss", "neither RSS nor Atom"),
        ("{}", "neither RSS nor Atom"),
        ("<rss version='2.0'><channel><<<", "broken"),
        ('<html><head><link rel="alternate" type="application/rss+xml" href="/rss.xml"></head></html>', "/rss.xml"),
    ],
)
def test_what_is_no_feed_is_named(site: Site, poll: Poll, body: str, said: str):
    found = poll(site.put("/rss.xml", body, content_type="text/html"))
    assert kinds(found) == ["feed"]
    assert said in messages(found)


def test_a_feed_without_entries_is_in_order(site: Site, poll: Poll, states: Remembered):
    feed = site.put("/rss.xml", rss())
    assert poll(feed) == []
    assert states.get(feed) is not None


@pytest.mark.parametrize(
    ("written", "published"),
    [
        ("Mon, 03 Mar 2031 18:30:00 EST", "2031-03-03T23:30:00+00:00"),
        ("Mon, 3 Mar 31 18:30 +0100", "2031-03-03T17:30:00+00:00"),
        ("2031-03-03T18:30:00.123Z", "2031-03-03T18:30:00+00:00"),
        ("2031-03-03 18:30:00", "2031-03-03T18:30:00+00:00"),
        ("20310303", "2031-03-03"),
        ("2031-03-03", "2031-03-03"),
        ("March 3, 2031", "2031-03-03"),
        ("Thu, 01 Jan 1970 00:00:00 GMT", None),
        ("0001-01-01T00:00:00", None),
        ("Mon, 33 Mar 2031 99:30:00 GMT", None),
    ],
)
def test_dates_are_written_in_many_ways(site: Site, poll: Poll, written: str, published: str | None):
    link = site.put("/one", story("Envoy leaves", *FIRST))
    found = poll(site.put("/rss.xml", rss(item("Envoy leaves", link, date=written))))
    assert [each.published for each in articles(found)] == [published]
    assert kinds(found) == ([] if published else ["date"])


def test_dates_that_are_missing_or_none(site: Site, poll: Poll):
    dated = '<meta property="article:published_time" content="2031-03-02T17:52:00+00:00">'
    one = site.put("/one", story("Envoy leaves", *FIRST))
    two = site.put("/two", story("Ministers agree", *SECOND, head=dated))
    three = site.put("/three", story("Rebels", "(KADUNA, March 1, 2031) - " + FIRST[1], *SECOND))
    feed = site.put(
        "/rss.xml", rss(item("Rebels", three), item("Ministers agree", two), item("Envoy leaves", one, date="soon"))
    )
    found = poll(feed)
    assert [each.published for each in articles(found)] == [None, "2031-03-02", "2031-03-01"]
    assert kinds(found) == ["date"]
    assert "soon" in messages(found)


def test_the_day_given_dates_what_is_not_dated(site: Site, poll: Poll):
    link = site.put("/one", story("Envoy leaves", *FIRST))
    (one,) = articles(poll(site.put("/rss.xml", rss(item("Envoy leaves", link))), published="2031-03-03"))
    assert one.published == "2031-03-03"


def test_an_entry_without_a_page_is_read_from_the_feed(site: Site, poll: Poll):
    feed = rss(
        item("No more", None, guid="2"),
        item("Envoy leaves", None, guid="1", more=f"<description>{FULL.replace('<', '&lt;')}</description>"),
    )
    found = poll(site.put("/rss.xml", feed))
    (one,) = articles(found)
    assert one.text == "\n\n".join((*FIRST, *SECOND))
    assert (one.url, one.outlet) == (None, "Example Post - World")
    assert kinds(found) == ["no-text"]


@pytest.mark.parametrize("how", ["forbidden", "refused", "out of order", "no text", "wall"])
def test_the_feed_s_own_text_stands_for_a_page_that_cannot_be_read(site: Site, poll: Poll, how: str):
    if how == "forbidden":
        site.put("/robots.txt", "User-agent: *\nDisallow: /one\n")
    status = {"refused": 403, "out of order": 503}.get(how, 200)
    page = story("We value your privacy", *["Please agree to all of our cookies."] * 4) if how == "wall" else "<html>"
    link = site.put("/one", page, status)
    more = f"<content:encoded><![CDATA[{FULL}]]></content:encoded>"
    found = poll(site.put("/rss.xml", rss(item("Envoy leaves", link, more=more))))
    (one,) = articles(found)
    assert (one.text, one.url) == ("\n\n".join((*FIRST, *SECOND)), link)
    assert kinds(found) == ["feed-text"]


def test_a_teaser_does_not_stand_for_the_article(site: Site, poll: Poll):
    link = site.put("/one", status=403)
    more = f"<description>{FULL.replace('<', '&lt;')} Read more...</description>"
    found = poll(site.put("/rss.xml", rss(item("Envoy leaves", link, more=more))))
    assert [type(each) for each in found] == [Problem]
    assert kinds(found) == ["refused"]


def test_a_guid_that_entries_share_tells_nothing(site: Site, poll: Poll):
    one, two = site.put("/one", story("Envoy", *FIRST)), site.put("/two", story("Road", *SECOND))
    feed = site.put("/rss.xml", rss(item("Road", two, guid="0"), item("Envoy", one, guid="0"), item("Envoy", one)))
    assert [each.title for each in articles(poll(feed))] == ["Envoy", "Road"]
    assert poll(feed) == []


def test_a_page_given_by_its_address(site: Site, web: Web):
    head = f'<link rel="canonical" href="/world/envoy"><meta property="og:url" content="{site.url}/world/envoy">'
    url = site.put("/one?utm_medium=mail", story("Envoy leaves Kaduna", *FIRST, head=head))
    text = site.put("/two.txt", SECOND[0], content_type="text/plain")
    one, two = read_addresses([url, text], "2031-03-03", web=web)
    assert isinstance(one, Article)
    assert (one.title, one.outlet, one.published) == ("Envoy leaves Kaduna", "Example Post", "2031-03-03")
    assert one.url == f"{site.url}/world/envoy"
    assert isinstance(two, Article)
    assert (two.text, two.outlet) == (SECOND[0], site.url.removeprefix("http://"))


def test_the_same_article_has_the_same_id_by_every_way(site: Site, poll: Poll):
    link = site.put("/one", story("Envoy", *FIRST))
    tracked = site.put("/one?utm_source=rss", story("Envoy", *FIRST))
    (by_feed,) = articles(poll(site.put("/rss.xml", rss(item("Envoy", tracked)))))
    (by_hand,) = articles(poll(link, pages_too=True))
    assert by_feed.id == by_hand.id


def test_a_page_that_is_not_there_leaves_no_feed_behind(site: Site, poll: Poll, states: Remembered):
    assert kinds(poll(f"{site.url}/none", pages_too=True)) == ["refused"]
    assert states.get(f"{site.url}/none") is None
    assert kinds(poll(site.put("/busy", status=429, retry_after="60"), pages_too=True)) == ["unreachable"]
    assert kinds(poll(f"{site.url}/busy", pages_too=True)) == ["later"]


def test_an_article_in_two_feeds_is_read_once(site: Site, poll: Poll):
    link = site.put("/one", story("Envoy", *FIRST))
    tracked = site.put("/one?utm_source=rss", story("Envoy", *FIRST))
    assert len(articles(poll(site.put("/world.xml", rss(item("Envoy", tracked)))))) == 1
    assert poll(site.put("/europe.xml", rss(item("Envoy", link)))) == []
    assert site.times("/one") == 0


@pytest.mark.parametrize(
    "link", ["http://[", "http://a:b/", "http://exa mple/x", "javascript:void(0)", "//", "http://", "HTTP:x"]
)
def test_a_link_that_is_none_costs_no_other(site: Site, poll: Poll, link: str):
    good = site.put("/one", story("Envoy", *FIRST))
    found = poll(site.put("/rss.xml", rss(item("Envoy", good), item("Bad", link, guid="http://["))))
    assert [each.title for each in articles(found)] == ["Envoy"]
    assert len(kinds(found)) == 1


@pytest.mark.parametrize("location", ["http://[", "http://a:b/", "mailto:desk@example.org", "http://exa mple/", "//"])
def test_a_redirect_to_nowhere_is_named(site: Site, poll: Poll, location: str):
    (kind,) = kinds(poll(site.put("/rss.xml", status=302, location=location)))
    assert kind in ("redirect", "address", "unreachable")


@pytest.mark.parametrize(
    "wrong", ["reports.txt", "ftp://example.org/rss", "http://", "https:///", "http://[", "http://a:b"]
)
def test_what_is_no_address_is_the_user_s_mistake(wrong: str):
    with pytest.raises(InputError, match="no address"):
        read_addresses([wrong])


@pytest.mark.parametrize(
    ("outlet", "url", "is_"),
    [
        ("Example Post", "https://www.example.org/a", "Example Post"),
        ("example.org", "https://www.example.org/a", None),
        ("example.org", "https://edition.example.org/a", None),
        ("Example.org", "https://example.org/a", None),
        ("ample.org", "https://example.org/a", "ample.org"),
        (None, "https://example.org/a", None),
    ],
)
def test_a_domain_is_no_name_of_an_outlet(outlet: str | None, url: str, is_: str | None):
    assert outlet_of(Article("a", "text", outlet=outlet, url=url)) == is_


# --- nothing twice ----------------------------------------------------------------------------------


def test_two_polls_give_nothing_twice(site: Site, poll: Poll):
    feed = two_stories(site)
    assert len(poll(feed)) == 2
    assert poll(feed) == []
    assert (site.times("/one"), site.times("/rss.xml"), site.times("/robots.txt")) == (1, 2, 1)


def test_a_new_entry_is_read_alone(site: Site, poll: Poll):
    poll(two_stories(site))
    three = site.put("/three", story("Third", *FIRST))
    body = rss(item("Third", three), item("Two", f"{site.url}/two"), item("One", f"{site.url}/one"))
    assert [each.title for each in articles(poll(site.put("/rss.xml", body)))] == ["Third"]
    assert site.times("/one") == site.times("/two") == 1


def test_conditions_are_sent_and_unchanged_is_believed(site: Site, poll: Poll, states: Remembered):
    modified = "Tue, 04 Mar 2031 09:00:00 GMT"
    feed = two_stories(site, etag='W/"a1"', last_modified=modified)
    poll(feed)
    site.put("/rss.xml", status=304, etag='W/"a1"')
    assert poll(feed) == []
    assert (site.sent[-1]["if-none-match"], site.sent[-1]["if-modified-since"]) == ('W/"a1"', modified)
    kept = states.get(feed)
    assert kept is not None
    assert (kept.etag, kept.failures, len(kept.seen)) == ('W/"a1"', 0, 2)


def test_an_entry_that_could_not_be_had_is_tried_again_and_given_up(site: Site, poll: Poll, states: Remembered):
    feed = two_stories(site, etag='"a1"')
    site.put("/one", status=500)
    first = poll(feed)
    assert [each.title for each in articles(first)] == ["Ministers agree on the road"]
    assert kinds(first) == ["unreachable"]
    assert states.get(feed).etag is None  # type: ignore[union-attr] # "unchanged" would hide the entry
    assert "tried again" in messages(poll(feed))
    assert "given up after 3 polls" in messages(poll(feed))
    assert poll(feed) == []
    assert (site.times("/one"), site.times("/two")) == (3, 1)
    assert states.get(feed).etag == '"a1"'  # type: ignore[union-attr]


def test_an_entry_that_comes_to_be_had_is_read(site: Site, poll: Poll, states: Remembered):
    feed = two_stories(site)
    site.put("/one", status=503)
    poll(feed)
    site.put("/one", story("Envoy leaves Kaduna", *FIRST))
    assert [each.title for each in articles(poll(feed))] == ["Envoy leaves Kaduna"]
    assert states.get(feed).pending == ()  # type: ignore[union-attr]


def test_a_page_that_is_not_there_is_named_once(site: Site, poll: Poll):
    feed = two_stories(site)
    del site.pages["/one"]
    found = poll(feed)
    assert (len(articles(found)), kinds(found)) == (1, ["refused"])
    assert poll(feed) == []


def test_a_state_is_put_after_each_article(site: Site, web: Web):
    feed = two_stories(site)
    order: list[object] = []

    class Told(Remembered):
        def put(self, state: FeedState) -> None:
            order.append(len(state.seen))
            super().put(state)

    order.extend(each.title for each in read_feed(Feed(feed), Told(), web) if isinstance(each, Article))
    assert order == ["Envoy leaves Kaduna", 1, "Ministers agree on the road", 2, 2]


def test_a_reading_that_was_broken_off_goes_on(site: Site, web: Web, states: Remembered, poll: Poll):
    feed = two_stories(site)
    reading = read_feed(Feed(feed), states, web)
    next(reading)
    next(reading)  # the second is handed over, not yet accounted for
    reading.close()  # type: ignore[attr-defined]
    assert [each.title for each in articles(poll(feed))] == ["Ministers agree on the road"]


# --- moved, gone, out of order ----------------------------------------------------------------------


def test_a_feed_that_has_moved_is_followed_and_named_once(site: Site, poll: Poll, states: Remembered):
    two_stories(site)
    old = site.put("/old.xml", status=301, location="/rss.xml")
    found = poll(old)
    assert (len(articles(found)), kinds(found)) == (2, ["moved"])
    assert f"{site.url}/rss.xml" in messages(found)
    assert poll(old) == []
    assert site.times("/old.xml") == 1
    assert states.get(old).moved_to == f"{site.url}/rss.xml"  # type: ignore[union-attr]


def test_a_move_to_what_is_not_there_is_taken_back(site: Site, poll: Poll, states: Remembered):
    two_stories(site)
    old = site.put("/old.xml", status=308, location="/rss.xml")
    poll(old)
    del site.pages["/rss.xml"]
    assert kinds(poll(old)) == ["refused"]
    site.put("/old.xml", rss())
    assert poll(old) == []
    assert site.times("/old.xml") == 2


def test_a_passing_redirect_is_no_move(site: Site, poll: Poll, states: Remembered):
    two_stories(site)
    old = site.put("/old.xml", status=302, location="/rss.xml")
    assert kinds(poll(old)) == []
    assert states.get(old).moved_to is None  # type: ignore[union-attr]


def test_redirects_in_circles_and_without_end(site: Site, poll: Poll):
    circle = site.put("/a", status=302, location="/b")
    site.put("/b", status=302, location="/a")
    assert kinds(poll(circle)) == ["redirect"]
    for number in range(20):
        site.put(f"/on/{number}", status=301, location=f"/on/{number + 1}")
    assert "on and on" in messages(poll(f"{site.url}/on/0"))
    assert kinds(poll(site.put("/c", status=302))) == ["redirect"]
    assert kinds(poll(site.put("/d", status=302, location="file:///etc/hostname"))) == ["address"]
    assert site.times("/on/9") == 0


def test_an_article_that_leads_to_the_front_page_is_none(site: Site, poll: Poll):
    site.put("/", story("Example Post", *FIRST))
    link = site.put("/old", status=302, location="/")
    assert kinds(poll(site.put("/rss.xml", rss(item("Old", link))))) == ["redirect"]


def test_a_server_out_of_order_is_backed_off_from(site: Site, poll: Poll, states: Remembered, clock: Clock):
    feed = site.put("/rss.xml", status=500)
    waits = []
    for failures in range(1, 5):
        assert kinds(poll(feed)) == ["unreachable"]
        kept = states.get(feed)
        assert kept is not None
        assert (kept.failures, kept.trouble) == (failures, "unreachable")
        waits.append(seconds(kept.next_poll or "") - clock.now)
    assert waits == [1_800, 3_600, 7_200, 14_400]
    two_stories(site)
    assert len(articles(poll(feed))) == 2
    assert states.get(feed).failures == 0  # type: ignore[union-attr]


@pytest.mark.parametrize("asked", ["7200", "date"])
def test_retry_after_is_honoured_by_everybody(site: Site, poll: Poll, states: Remembered, clock: Clock, asked: str):
    value = "Wed, 18 May 2033 05:33:20 GMT" if asked == "date" else asked
    feed = site.put("/rss.xml", status=503, retry_after=value)
    assert kinds(poll(feed)) == ["unreachable"]
    assert states.get(feed).retry_after == iso(clock.now + 7_200)  # type: ignore[union-attr]
    assert kinds(poll(feed)) == ["later"]
    assert site.times("/rss.xml") == 1
    clock.now += 7_201
    two_stories(site)
    assert len(articles(poll(feed))) == 2


def test_a_host_of_pages_that_asks_for_time_is_left_alone(site: Site, poll: Poll, states: Remembered, clock: Clock):
    feed = two_stories(site)
    site.put("/one", status=429, retry_after="3600")
    found = poll(feed)
    assert kinds(found) == ["unreachable", "later"]
    assert "1 more entries" in messages(found)
    assert site.times("/two") == 0
    assert states.get(feed).next_poll == iso(clock.now + 3_600)  # type: ignore[union-attr]
    site.put("/one", story("Envoy leaves Kaduna", *FIRST))
    clock.now += 3_601
    assert len(articles(poll(feed))) == 2


def test_a_host_of_pages_that_is_down_is_not_asked_for_each_entry(site: Site, poll: Poll, clock: Clock):
    links = [site.put(f"/{number}", status=502) for number in range(9)]
    found = poll(site.put("/rss.xml", rss(*(item(f"Story {link}", link) for link in links))))
    assert kinds(found) == ["unreachable", "unreachable", "later"]
    assert "7 more entries" in messages(found)


def test_no_server_at_all(poll: Poll):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/rss.xml"
    found = poll(url)
    assert kinds(found) == ["unreachable"]
    assert "refused" in messages(found)


# --- limits -----------------------------------------------------------------------------------------


def slowly(piece: bytes, *, head: bool, pause: float = 0.05) -> Callable[[BaseHTTPRequestHandler], None]:
    """A server that always sends a little and never ends, in the head of its answer or in the body."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(b"HTTP/1.1 200 OK\r\n")
        if not head:
            request.wfile.write(b"Content-Type: text/html\r\nContent-Length: 100000\r\n\r\n")
        for _ in range(100):
            request.wfile.write(piece)
            request.wfile.flush()
            time.sleep(pause)

    return answer


def silent(request: BaseHTTPRequestHandler) -> None:
    time.sleep(3)


@pytest.mark.parametrize(
    "answer", [silent, slowly(b"X-More: 1\r\n", head=True), slowly(b"x", head=False)], ids=["silent", "head", "body"]
)
def test_a_feed_that_hangs_is_given_up_by_the_deadline(site: Site, states: Remembered, answer: Callable[..., None]):
    feed = site.does("/rss.xml", answer)
    started = time.monotonic()
    with Web(pace=0.0, deadline=0.3) as web:
        found = list(read_feed(Feed(feed), states, web))
    assert kinds(found) == ["timeout"]
    assert "0.3 s" in messages(found)
    assert time.monotonic() - started < 2.5


def test_a_feed_that_sends_a_gigabyte_is_cut_off(site: Site, poll: Poll):
    sent = []

    def endless(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Type", "application/rss+xml")
        request.send_header("Connection", "close")
        request.end_headers()
        request.close_connection = True
        for _ in range(1_000):
            request.wfile.write(b"<rss>" + b" " * 1_000_000)
            sent.append(1)

    assert kinds(poll(site.does("/rss.xml", endless))) == ["too-long"]
    assert len(sent) < 50


def test_a_body_that_says_it_is_long_is_not_read_at_all(site: Site, poll: Poll):
    def boasting(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Length", "1000000000")
        request.end_headers()
        time.sleep(0.5)

    assert kinds(poll(site.does("/rss.xml", boasting))) == ["too-long"]


@pytest.mark.parametrize("packed", ["gzip", "deflate", "bare deflate"])
def test_a_bomb_is_cut_off_and_a_packed_feed_read(site: Site, poll: Poll, packed: str):
    def pack(data: bytes) -> bytes:
        window = {"gzip": 31, "deflate": 15, "bare deflate": -15}[packed]
        packer = zlib.compressobj(9, zlib.DEFLATED, window)
        return packer.compress(data) + packer.flush()

    encoding = packed.removeprefix("bare ")
    bomb = pack(b"<rss>" + b" " * 40_000_000)
    assert len(bomb) < 50_000
    assert kinds(poll(site.put("/bomb.xml", bomb, content_encoding=encoding))) == ["too-long"]
    link = site.put("/one", pack(story("Envoy", *FIRST).encode()), content_encoding=encoding)
    feed = site.put("/rss.xml", pack(rss(item("Envoy", link)).encode()), content_encoding=encoding)
    assert [each.title for each in articles(poll(feed))] == ["Envoy"]


@pytest.mark.parametrize(
    ("body", "encoding", "kind"),
    [
        (b"<rss></rss>", "gzip", "binary"),
        (gzip.compress(b"<rss></rss>" * 500)[:-30], "gzip", "unreachable"),
        (b"<rss></rss>", "br", "binary"),
        (b"<rss></rss>", "gzip, gzip", "binary"),
    ],
)
def test_a_body_that_is_packed_wrongly(site: Site, poll: Poll, body: bytes, encoding: str, kind: str):
    assert kinds(poll(site.put("/rss.xml", body, content_encoding=encoding))) == [kind]


def test_an_answer_that_breaks_off(site: Site, poll: Poll):
    def short(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n<rss>")
        request.close_connection = True

    assert kinds(poll(site.does("/rss.xml", short))) == ["unreachable"]


def test_an_answer_that_is_no_http(site: Site, poll: Poll):
    def other(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(b"220 mail.example.org ESMTP\r\n" * 9)
        request.close_connection = True

    assert kinds(poll(site.does("/rss.xml", other))) == ["unreachable"]


def test_a_page_that_is_a_pdf_or_a_picture(site: Site, poll: Poll):
    pdf = site.put("/one.pdf", b"%PDF-1.7 ...", content_type="application/pdf")
    png = site.put("/two.png", b"\x89PNG\r\n\x1a\n", content_type="image/png")
    assert kinds(poll(site.put("/rss.xml", rss(item("b", png), item("a", pdf))))) == ["pdf", "binary"]


def test_a_private_address_is_read_only_where_the_user_named_it(site: Site, poll: Poll):
    with serving() as other:
        secret = other.put("/secret", story("Secret", *FIRST))
        feed = site.put("/rss.xml", rss(item("Secret", secret)))
        found = poll(feed)
        assert kinds(found) == ["address"]
        assert other.asked == []
        assert len(articles(poll(secret, pages_too=True))) == 1


def test_a_host_has_one_robots_txt_whoever_asks(site: Site, poll: Poll):
    link = site.put("/one", story("Envoy", *FIRST))
    feed = site.put("/rss.xml", rss(item("Envoy", link))).replace("http://", "http://desk:secret@")
    assert len(articles(poll(feed))) == 1
    assert site.times("/robots.txt") == 1
    assert "authorization" not in site.sent[-1]


def test_a_name_and_password_are_sent_and_never_shown(site: Site, states: Remembered, web: Web):
    feed = site.put("/rss.xml", status=401).replace("http://", "http://desk:secret@")
    found = list(read_feed(Feed(feed), states, web))
    assert site.sent[-1]["authorization"].startswith("Basic ")
    assert "secret" not in repr(found)
    assert "secret" not in dump(states.get(shown(feed)) or FeedState("secret"))


# --- manners ----------------------------------------------------------------------------------------


def test_robots_txt_is_obeyed_and_asked_once(site: Site, poll: Poll):
    site.put("/robots.txt", "User-agent: *\nDisallow: /\nUser-agent: Countermove\nDisallow: /one\n")
    found = poll(two_stories(site))
    assert [each.title for each in articles(found)] == ["Ministers agree on the road"]
    assert kinds(found) == ["robots"]
    assert "Disallow: /one" in messages(found)
    assert (site.times("/one"), site.times("/robots.txt")) == (0, 1)


def test_robots_txt_holds_after_a_redirect(site: Site, poll: Poll):
    site.put("/robots.txt", "User-agent: *\nDisallow: /one\n")
    two_stories(site)
    site.put("/short", status=302, location="/one")
    assert kinds(poll(site.put("/rss.xml", rss(item("Envoy", f"{site.url}/short"))))) == ["robots"]
    assert site.times("/one") == 0


def test_no_robots_txt_allows_all_and_one_that_cannot_be_had_nothing(site: Site, poll: Poll, clock: Clock):
    site.put("/robots.txt", status=403)
    assert len(articles(poll(two_stories(site)))) == 2
    with serving() as other:
        other.put("/robots.txt", status=503)
        feed = other.put("/rss.xml", rss())
        found = poll(feed)
        assert kinds(found) == ["unreachable"]
        assert "robots.txt" in messages(found)
        assert other.times("/rss.xml") == 0
        other.put("/robots.txt", "")
        assert kinds(poll(feed)) == ["unreachable"]  # for now
        clock.now += 601
        assert poll(feed) == []


def test_a_known_robots_txt_outlives_a_fault(site: Site, poll: Poll, clock: Clock):
    site.put("/robots.txt", "User-agent: *\nDisallow: /one\n")
    feed = two_stories(site)
    poll(feed)
    site.put("/robots.txt", status=500)
    clock.now += 90_000
    assert poll(feed) == []
    assert kinds(poll(f"{site.url}/one", pages_too=True)) == ["robots"]


def test_requests_to_a_host_keep_their_distance(site: Site, states: Remembered, clock: Clock):
    with Web(pace=2.0, clock=clock) as web:
        assert len(list(read_feed(Feed(two_stories(site)), states, web, sleep=clock.sleep))) == 2
    assert clock.slept == [2.0, 2.0]


def test_a_crawl_delay_is_kept(site: Site, poll: Poll, clock: Clock):
    site.put("/robots.txt", "User-agent: *\nCrawl-delay: 12.5\n")
    assert len(poll(two_stories(site))) == 2
    assert clock.slept == [12.5, 12.5]


def test_a_run_does_not_wait_for_hours(site: Site, poll: Poll, clock: Clock):
    site.put("/robots.txt", "User-agent: *\nCrawl-delay: 3600\n")
    assert kinds(poll(two_stories(site))) == ["later"]
    assert clock.slept == []


def test_servers_are_told_who_asks(site: Site):
    assert articles(read_addresses([site.put("/one", story("Envoy", *FIRST))], contact="desk@example.org"))
    agents = {sent["user-agent"] for sent in site.sent}
    assert len(agents) == 1
    assert agents.pop().endswith(" (desk@example.org)")


def test_the_name_given_to_servers():
    assert user_agent("1.2", None) == "countermove/1.2"
    assert user_agent("1.2", "https://example.org/bot") == "countermove/1.2 (+https://example.org/bot)"
    for wrong in ("a\r\nX: y", "(", "Zoë", " "):
        with pytest.raises(InputError, match="contact"):
            user_agent("1.2", wrong)


def test_a_proxy_of_the_environment_is_used(site: Site, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("http_proxy", site.url)
    monkeypatch.delenv("no_proxy", raising=False)
    site.put("http://far.example/rss.xml", rss(item("Envoy", "http://far.example/one")))
    site.put("http://far.example/one", story("Envoy", *FIRST))
    with Web(pace=0.0) as web:
        found = list(read_feed(Feed("http://far.example/rss.xml"), Remembered(), web))
    assert [each.title for each in articles(found)] == ["Envoy"]
    monkeypatch.setenv("http_proxy", "socks5://127.0.0.1:9")
    with pytest.raises(InputError, match="proxy"):
        Web()


ROBOTS = """\ufeff# ours
user-agent: other
Disallow: /

User-Agent: Countermove/2.0   # by name
User-agent: someone
Disallow: /private
Allow: /private/open
Disallow: /*.pdf$
Disallow: /search?*q=
Disallow: no-slash
Crawl-delay: 5
Sitemap: https://example.org/map.xml

User-agent: *
Disallow: /all

User-agent: countermove
Disallow: /caf%c3%a9
Disallow:
"""


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/", True), ("", True), ("/private", False), ("/private/x", False), ("/private/open/x", True),
        ("/a/b.pdf", False), ("/a/b.pdf?x=1", True), ("/search?q=1", False), ("/search?a=1&q=1", False),
        ("/search", True), ("/all", True), ("/café", False), ("/caf%C3%A9", False), ("/no-slash", False),
        ("/%70rivate", False), ("/robots.txt", True),
    ],
)  # fmt: skip
def test_robots_rules(path: str, *, allowed: bool):
    rules = parse(ROBOTS)
    assert (rules.forbids(f"https://example.org{path}") is None) == allowed
    assert rules.delay == 5


def test_robots_rules_for_everybody_and_for_nobody():
    assert parse("User-agent: *\nDisallow: /all").forbids("http://a.example/all/x")
    assert not parse("Disallow: /all").forbids("http://a.example/all/x")
    assert not parse("User-agent: counter\nDisallow: /").forbids("http://a.example/")
    assert not parse("User-agent: *\nDisallow: /\nUser-agent: countermove\nAllow: /").forbids("http://a.example/")
    assert not parse("User-agent: *\nAllow: /page\nDisallow: /*page").forbids("http://a.example/page").allow  # type: ignore[union-attr]
    assert parse("User-agent: *\nCrawl-delay: -1").delay is parse("User-agent: *\nCrawl-delay: nan").delay is None


def test_a_pattern_made_to_take_long_does_not():
    rules = parse("User-agent: *\nDisallow: /" + "*a" * 2_000 + "$")
    started = time.monotonic()
    assert rules.forbids("http://a.example/" + "a" * 1_999 + "b") is None
    assert time.monotonic() - started < 1


@given(st.text(max_size=300))
def test_any_robots_txt_can_be_read(text: str):
    parse(text).forbids("https://example.org/a?b=c")


def test_back_off_doubles_to_a_day_with_a_little_chance():
    assert [back_off(900, failures, 0.5) for failures in (0, 1, 2, 3)] == [900, 1_800, 3_600, 7_200]
    assert back_off(900, 40, 0.5) == 86_400
    assert back_off(200_000, 9, 0.5) == 200_000
    assert back_off(900, 1, 0.0) == pytest.approx(1_620)
    assert back_off(900, 1, 1.0) == pytest.approx(1_980)


@pytest.mark.parametrize(
    ("value", "wait"),
    [("120", 120), ("0", 0), ("Wed, 18 May 2033 03:34:20 GMT", 60), ("Wed, 18 May 2011 03:34:20 GMT", 0),
     ("99999999999999999999", 604_800), ("soon", None), ("-5", None), ("", None), ("²", None)],
)  # fmt: skip
def test_what_retry_after_says(value: str, wait: float | None):
    assert retry_after({"retry-after": value}, 2_000_000_000.0) == wait


def test_turns_are_given_once_and_a_host_that_is_shut_is_shut_for_all():
    pace = Pace(2.0)
    assert [pace.turn("a", 100.0), pace.turn("a", 100.0), pace.turn("b", 100.0)] == [100.0, 102.0, 100.0]
    pace.done("a", 110.0, delay=5.0)
    assert pace.turn("a", 111.0) == 115.0
    pace.shut("a", 300.0)
    assert pace.turn("a", 120.0) == 300.0


# --- small parts ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "said", "is_"),
    [
        ("http://Example.org", None, "http://example.org/"),
        ("https://example.org/a?id=7&utm_source=x&fbclid=y#top", None, "https://example.org/a?id=7"),
        ("https://example.org/a?b=%20c&d", None, "https://example.org/a?b=%20c&d"),
        ("https://m.example.org/a", "https://www.example.org/a", "https://www.example.org/a"),
        ("https://example.org/a", "/b", "https://example.org/b"),
        ("https://example.org/a", "https://example.org/", "https://example.org/a"),
        ("https://example.org/a", "https://other.example/a", "https://example.org/a"),
        ("https://example.org/a", "http://[", "https://example.org/a"),
        ("https://example.org/a", "javascript:void(0)", "https://example.org/a"),
    ],
)
def test_canonical_addresses(url: str, said: str | None, is_: str):
    assert canonical(url, said) == is_


def test_the_text_of_a_fragment():
    html = (
        "<h2>Head</h2><p>One\n two&nbsp;&amp; <b>three</b><br>four</p><script>no</script><ul><li>a</li><li>b</li></ul>"
    )
    assert text_of(html) == "Head\n\nOne two & three\nfour\n\na\n\nb"
    assert line_of("A &amp;lt; B &amp; <i>C</i>\n D") == "A < B & C D"


@given(st.text())
def test_any_fragment_has_a_text(html: str):
    assert isinstance(text_of(html), str)


KEYS = st.text(alphabet="abcdef0123456789", min_size=1, max_size=4)


@given(
    st.builds(
        FeedState,
        url=st.text(max_size=20),
        etag=st.none() | st.text(max_size=9),
        failures=st.integers(0, 99),
        gone=st.none() | st.just("2031-03-11T09:30:00+00:00"),
        seen=st.lists(KEYS).map(tuple),
        pending=st.lists(st.tuples(KEYS, st.integers(1, 3))).map(tuple),
    )
)
def test_a_state_is_read_back_as_it_was_written(state: FeedState):
    assert load(dump(state)) == state
    assert "\n" not in dump(state)


def test_a_state_of_another_version_is_read():
    assert load('{"url": "u", "mood": "good", "etag": "x"}') == FeedState("u", etag="x")


def test_what_a_feed_shows_is_never_forgotten(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(states_module, "REMEMBERED", 2)
    assert remember(("a", "b", "c", "d", "e"), ["a", "c"]) == ("a", "c", "d", "e")
    assert remember(("a", "b", "c", "d", "e"), []) == ("d", "e")


def test_only_the_web_is_fetched(site: Site):
    fetcher = Fetcher("test")
    for wrong in ("file:///etc/hostname", "ftp://example.org/", "http://", "http://[", "http://a:b:c/"):
        with pytest.raises(Unfetched) as caught:
            fetcher.fetch(wrong, 100)
        assert caught.value.kind == "address"
    fetcher.close()


# --- the list ---------------------------------------------------------------------------------------

LIST = """
[watch]
contact = "desk@example.org"
pace = "5s"
timeout = "20s"
every = "30m"

[[feed]]
url = "https://example.org/rss.xml"

[[feed]]
url = "https://far.example/atom.xml"
outlet = "Far Herald"
every = "1d"
language = "EN"
"""


def test_a_list_of_feeds(tmp_path: Path):
    path = tmp_path / "feeds.toml"
    path.write_text(LIST, encoding="utf-8")
    found = read_list(path)
    assert found.feeds == (
        Feed("https://example.org/rss.xml", None, 1_800.0),
        Feed("https://far.example/atom.xml", "Far Herald", 86_400.0, "en"),
    )
    assert (found.contact, found.pace, found.deadline) == ("desk@example.org", 5.0, 20.0)


URL = 'url = "https://example.org/a"\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[feed]]\nurl = x\n", "no TOML.*line 2"),
        ("", "names no feed"),
        ("[feed]\n" + URL, "list of tables"),
        ("watch = 1\n", "write \\[watch\\]"),
        ("[watchs]\n", "unknown key 'watchs': did you mean watch?"),
        ("[[feed]]\n" + URL + "evry = '1h'", "feed 1: unknown key 'evry': did you mean every?"),
        ("[watch]\nxyz = 1\n", "\\[watch\\]: unknown key 'xyz': known are contact, pace"),
        ("[[feed]]\noutlet = 'Post'", "feed 1: it has no url"),
        ("[[feed]]\nurl = 'example.org/rss'", "feed 1: url is no address"),
        ("[[feed]]\n" + URL + "every = 15", "feed 1: every is no time"),
        ("[[feed]]\n" + URL + "every = '10s'", "shorter than 60 s"),
        ("[[feed]]\n" + URL + "outlet = ''", "outlet is no text"),
        ("[[feed]]\n" + URL + "language = 'English'", "language is no code"),
        ("[[feed]]\n" + URL + "[[feed]]\n" + URL, "feed 2: https://example.org/a is there already, as feed 1"),
        ("[watch]\ncontact = 'Zoë'\n[[feed]]\n" + URL, "contact 'Zoë' cannot be sent"),
    ],
)
def test_errors_in_a_list_name_the_file_the_key_and_the_mend(tmp_path: Path, text: str, said: str):
    path = tmp_path / "feeds.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=said) as caught:
        read_list(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert "\n" not in str(caught.value)


def test_the_list_in_the_documentation_is_one(tmp_path: Path):
    page = (Path(__file__).parents[1] / "docs" / "feeds.md").read_text(encoding="utf-8")
    path = tmp_path / "feeds.toml"
    path.write_text(page.partition("```toml\n")[2].partition("```")[0], encoding="utf-8")
    found = read_list(path)
    assert found.feeds == (
        Feed("https://example.org/world/rss.xml"),
        Feed("https://example.net/atom.xml", "Example Herald", 3_600.0, "en"),
    )
    assert (found.pace, found.deadline) == (2.0, 30.0)


def test_a_list_that_cannot_be_read(tmp_path: Path):
    with pytest.raises(InputError, match="cannot be read"):
        read_list(tmp_path / "none.toml")
    (tmp_path / "latin.toml").write_bytes("# é".encode("latin-1"))
    with pytest.raises(InputError, match="UTF-8"):
        read_list(tmp_path / "latin.toml")


@pytest.mark.parametrize(("text", "is_"), [("90s", 90), ("1.5h", 5_400), ("2 d", 172_800), ("5", None), ("5w", None)])
def test_durations(text: str, is_: float | None):
    assert duration(text) == is_


# --- watching ---------------------------------------------------------------------------------------


class Watcher:
    """Whoever keeps what a watch gives, for so long."""

    def __init__(self, clock: Clock, states: Remembered) -> None:
        self.clock = clock
        self.states = states
        self.batches: list[Batch] = []
        self.until = float("inf")

    def run(self, web: Web, *feeds: Feed, hours: float = 24.0, once: bool = False) -> list[Article | Problem]:
        self.until, before = self.clock.now + hours * 3_600, len(self.batches)
        for batch in watch(
            feeds, self.states, web, sleep=self.clock.sleep, stopped=self.stopped, once=once, random=Random(1)
        ):
            self.batches.append(batch)
            for state in batch.states:
                self.states.put(state)
        return [each for batch in self.batches[before:] for each in batch.items]

    def stopped(self) -> bool:
        return self.clock.now >= self.until

    @property
    def notes(self) -> str:
        return "\n".join(note for batch in self.batches for note in batch.notes)


@pytest.fixture
def watcher(clock: Clock, states: Remembered) -> Watcher:
    return Watcher(clock, states)


def test_a_feed_is_polled_when_it_is_due(site: Site, web: Web, watcher: Watcher):
    feed = Feed(two_stories(site), every=3_600)
    assert len(watcher.run(web, feed, hours=9.5)) == 2
    assert site.times("/rss.xml") == 10
    assert len([batch for batch in watcher.batches if batch.items]) == 1


def test_broken_feeds_are_backed_off_from_and_named_when_their_state_changes(site: Site, web: Web, watcher: Watcher):
    good, bad = Feed(two_stories(site), every=3_600), Feed(site.put("/bad.xml", status=500), every=3_600)
    found = watcher.run(web, bad, good, hours=24)
    assert (len(articles(found)), kinds(found)) == (2, ["unreachable"])
    assert site.times("/rss.xml") == 24
    assert site.times("/bad.xml") == 4  # after 0, 2, 6 and 14 hours, give or take
    site.put("/bad.xml", "", content_type="text/xml")
    assert kinds(watcher.run(web, bad, good, hours=48)) == ["feed"]
    site.put("/bad.xml", rss())
    assert watcher.run(web, bad, good, hours=48) == []
    assert "/bad.xml: answers again" in watcher.notes


def test_a_feed_that_is_gone_ends_and_the_others_go_on(site: Site, web: Web, watcher: Watcher):
    gone, good = Feed(site.put("/gone.xml", status=410), every=3_600), Feed(two_stories(site), every=3_600)
    found = watcher.run(web, gone, good, hours=4.5)
    assert (len(articles(found)), kinds(found)) == (2, ["gone"])
    assert (site.times("/gone.xml"), site.times("/rss.xml")) == (1, 5)
    assert watcher.run(web, gone, good, hours=2) == []
    assert site.times("/gone.xml") == 1
    assert "gone for good since" in watcher.notes


def test_a_watch_ends_when_every_feed_is_gone(site: Site, web: Web, watcher: Watcher):
    assert kinds(watcher.run(web, Feed(site.put("/gone.xml", status=410)))) == ["gone"]
    assert watcher.clock.slept == []


def test_a_slow_host_does_not_hold_up_the_others(site: Site, web: Web, watcher: Watcher):
    site.put("/robots.txt", "User-agent: *\nCrawl-delay: 1000\n")
    slow = two_stories(site)
    with serving() as other:
        quick = two_stories(other)
        watcher.run(web, Feed(slow), Feed(quick), hours=0.6)
    assert [batch.feed.url for batch in watcher.batches if batch.items] == [quick, slow, slow]
    assert site.times("/two") == 1


def test_stop_and_restart(site: Site, web: Web, states: Remembered, clock: Clock):
    links = [site.put(f"/{n}", story(f"Story {n}", *FIRST)) for n in range(5)]
    feed = Feed(site.put("/rss.xml", rss(*(item(f"Story {n}", link) for n, link in enumerate(links)))))
    titles: list[list[str | None]] = []
    for stop_after in (2, 1, 9):
        asked = len(site.asked)

        def stopped(before: int = asked, most: int = stop_after) -> bool:
            return sum(path in ("/0", "/1", "/2", "/3", "/4") for path in site.asked[before:]) >= most

        got: list[str | None] = []
        for batch in watch([feed], states, web, sleep=clock.sleep, stopped=stopped, once=True):
            got += [each.title for each in batch.items if isinstance(each, Article)]
            for state in batch.states:
                states.put(state)
        titles.append(got)
    assert titles == [["Story 4", "Story 3"], ["Story 2"], ["Story 1", "Story 0"]]
    assert [site.times(f"/{n}") for n in range(5)] == [1] * 5


def test_once_polls_each_feed_that_is_due(site: Site, web: Web, watcher: Watcher, clock: Clock):
    feed, bad = Feed(two_stories(site)), Feed(site.put("/bad.xml", status=500))
    assert len(watcher.run(web, feed, bad, once=True)) == 3
    assert watcher.run(web, feed, bad, once=True) == []
    assert site.times("/rss.xml") == site.times("/bad.xml") == 1
    clock.now += 1_000
    assert watcher.run(web, feed, bad, once=True) == []
    assert (site.times("/rss.xml"), site.times("/bad.xml")) == (2, 1)


def test_many_articles_are_handed_over_in_parts(site: Site, web: Web, watcher: Watcher):
    links = [site.put(f"/{n}", story(f"Story {n}", *FIRST)) for n in range(45)]
    feed = Feed(site.put("/rss.xml", rss(*(item(f"Story {n}", link) for n, link in enumerate(links)))))
    assert len(watcher.run(web, feed, once=True)) == 45
    assert [len(batch.items) for batch in watcher.batches] == [20, 20, 5]
    assert [len(batch.states[0].seen) for batch in watcher.batches] == [20, 40, 45]


def test_a_state_from_a_clock_that_was_wrong_does_not_stop_a_feed(site: Site, web: Web, watcher: Watcher):
    feed = two_stories(site)
    watcher.states.put(FeedState(feed, last_polled=iso(3e9), next_poll=iso(3e9)))
    assert len(watcher.run(web, Feed(feed), once=True)) == 2


def test_reading_in_several_threads_does_no_harm(site: Site):
    page = site.put("/one", story("Envoy", *FIRST))
    found: list[list[Article | Problem]] = []
    threads = [threading.Thread(target=lambda: found.append(list(read_addresses([page])))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [len(each) for each in found] == [1, 1, 1]


def test_states_and_addresses_need_no_client():
    code = "import countermove.feeds.web.state, countermove.feeds.web.address, sys; assert 'httpx' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_the_package_gives_all_that_it_names():
    assert all(getattr(web_package, name) for name in web_package.__all__)
    assert set(dir(web_package)) == set(web_package.__all__)
    with pytest.raises(AttributeError, match="nothing"):
        web_package.nothing  # noqa: B018


def test_what_is_kept_is_one_line_of_json():
    assert json.loads(dump(FeedState("u", seen=("a",)))) == {"url": "u", "seen": ["a"]}
