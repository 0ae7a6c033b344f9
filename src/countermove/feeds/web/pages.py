"""Article pages: what a server answers for an article's address -> the article."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BufferedReader, BytesIO
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from countermove.feeds import html
from countermove.feeds.origin import ARTICLE_LIMIT, Origin, has_words
from countermove.feeds.web.fetch import Answer, shown
from countermove.records import Article, Problem, record_id
from countermove.text import Unreadable, dateline, decode

#: Bytes of a page that are read.
SIZE = ARTICLE_LIMIT

_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w-]{1,40})", re.IGNORECASE)
#: Parts of an address that say how a reader came to it, not what is there.
_TRACKING = re.compile(
    r"utm_\w+|fbclid|gclid|dclid|msclkid|mc_[ce]id|cmpid|at_(?:medium|campaign|custom\d|link_\w+)|ns_\w+|xtor|ref_src|"
    r"__twitter_impression|smid|wt_\w+",
    re.IGNORECASE,
)
#: Hosts of one outlet differ by these.
_VARIANT = re.compile(r"^(?:www|m|mobile|amp)\.")


def read(answer: Answer, published: str | None = None) -> Article:
    """The article of a page (HTML or plain text) with what it says of itself; ``published`` goes before its date.

    Its ``url`` is the canonical one, its id made of that; its outlet None where the page does not name it. Raises
    Unreadable.
    """
    article = _plain(answer, published) if answer.media_type == "text/plain" else _from_html(answer, published)
    url = canonical(shown(answer.url), article.url)
    return replace(
        article,
        id=page_id(url),
        url=url,
        outlet=article.outlet if article.outlet and _VARIANT.sub("", article.outlet.lower()) != host(url) else None,
        published=article.published or date_of(article.text),
    )


def page_id(url: str) -> str:
    """The id of the article at this canonical address."""
    return record_id("w", url)


def host(url: str) -> str:
    """The host of an address, without what tells variants of one outlet's hosts apart ("www.", "m.")."""
    return _VARIANT.sub("", urlsplit(url).netloc.rpartition("@")[2].lower())


def date_of(text: str) -> str | None:
    """The date that a text's dateline tells."""
    found = dateline(text)
    return found.date if found else None


def canonical(url: str, said: str | None = None) -> str:
    """The address of an article without what only tells how a reader came there.

    ``said`` is the address that the page gives itself: it is taken where it is one of the same outlet and no mere
    front page, as pages that are told wrongly by their makers say.
    """
    try:
        named = urljoin(url, said) if said else url
        parts = urlsplit(named)
    except ValueError:
        return _tidy(url)
    alike = host(named) == host(url) and parts.scheme in ("http", "https")
    return _tidy(named if alike and (parts.path.strip("/") or not urlsplit(url).path.strip("/")) else url)


def _tidy(url: str) -> str:
    parts = urlsplit(url)
    if not any(_TRACKING.fullmatch(name) for name, _ in parse_qsl(parts.query, keep_blank_values=True)):
        return urlunsplit((parts.scheme, parts.netloc.lower(), parts.path or "/", parts.query, ""))
    query = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True)]
    kept = urlencode([(name, value) for name, value in query if not _TRACKING.fullmatch(name)])
    return urlunsplit((parts.scheme, parts.netloc.lower(), parts.path or "/", kept, ""))


def _from_html(answer: Answer, published: str | None) -> Article:
    declared = _CHARSET.search(answer.body[:4096])
    page = decode(answer.body, answer.charset or (declared[1].decode("ascii") if declared else None))
    if not page.strip():
        raise Unreadable("empty", "the page is empty")
    # With a mark in front, the reader of pages has nothing to guess: what the header says of the encoding is done.
    stream: BufferedReader = BufferedReader(BytesIO(b"\xef\xbb\xbf" + page.encode("utf-8", "replace")))
    try:
        found = next(iter(html.read(stream, Origin(shown(answer.url), None, published))))
    except Unreadable as trouble:
        if trouble.kind == "no-text":
            raise Unreadable("no-text", "no article text was found in this page") from None
        raise
    except Exception as error:  # noqa: BLE001 - what the libraries raise on a page made to break them is not for us to foresee
        raise Unreadable("no-text", f"no article text could be got out of this page ({type(error).__name__})") from None
    if isinstance(found, Problem):
        raise Unreadable(found.kind, found.message)
    return found


def _plain(answer: Answer, published: str | None) -> Article:
    text = decode(answer.body, answer.charset)
    if not has_words(text):
        raise Unreadable("empty", "no word is in it")
    return Article("", text, published=published)
