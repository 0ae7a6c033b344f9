"""Article pages: what a server answers for an article's address -> the article."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from countermove.feeds import html
from countermove.feeds.origin import ARTICLE_LIMIT, Origin, has_words
from countermove.feeds.web.address import shown
from countermove.feeds.web.fetch import Answer
from countermove.records import Article, record_id
from countermove.text import Unreadable, dateline, decode

#: Bytes of a page that are read.
SIZE = ARTICLE_LIMIT

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

    Its ``url`` is the canonical one, its id made of that; its outlet the host where the page does not name it (see
    ``outlet_of``). Raises Unreadable.
    """
    article = _plain(answer, published) if answer.media_type == "text/plain" else _from_html(answer, published)
    url = canonical(shown(answer.url), article.url)
    return replace(
        article,
        id=page_id(url),
        url=url,
        outlet=article.outlet or host(url),
        published=article.published or date_of(article.text),
    )


def outlet_of(article: Article) -> str | None:
    """The outlet as the article's page names it; None where it is no more than the domain of its address."""
    named = article.outlet
    if named is None or f".{host(article.url or '')}".endswith(f".{_VARIANT.sub('', named.lower())}"):
        return None
    return named


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
    url = shown(answer.url)
    try:
        return html.from_page(answer.body, Origin(url, None, published), declared=answer.charset, url=url)
    except Unreadable as trouble:
        if trouble.kind == "no-text":
            raise Unreadable("no-text", "no article text was found in this page") from None
        raise
    except Exception as error:  # noqa: BLE001 - what the libraries raise on a page made to break them is not for us to foresee
        raise Unreadable("no-text", f"no article text could be got out of this page ({type(error).__name__})") from None


def _plain(answer: Answer, published: str | None) -> Article:
    text = decode(answer.body, answer.charset)
    if not has_words(text):
        raise Unreadable("empty", "no word is in it")
    return Article("", text, published=published)
