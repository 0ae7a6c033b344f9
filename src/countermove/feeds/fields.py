"""The fields of an article in JSON: {"id","text","title","outlet","url","published","language"}; only text must be."""

from __future__ import annotations

import re
from collections.abc import Iterator

from countermove.feeds import columns
from countermove.feeds.calendars import language_code
from countermove.feeds.origin import ARTICLE_LIMIT, Origin, has_words, too_long
from countermove.feeds.published import read_published
from countermove.problems import problem
from countermove.records import Article, Problem

_TEXTS = ("text", "title", "outlet", "url", "published", "language")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_SEVERAL = re.compile(r"\s*[;,/|]\s*")
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:[-_].*)?")


def from_object(found: object, origin: Origin, where: str, place: int | None) -> Iterator[Article | Problem]:
    """As ``articles``, of a JSON object whose fields may have the names of one's own or other usual ones."""
    if isinstance(found, dict) and (origin.columns or "text" not in found):
        found = {field: found[name] for field, name in columns.known(list(found), origin.columns).items()}
    yield from articles(found, origin, where, place)


def articles(fields: object, origin: Origin, where: str, place: int | None) -> Iterator[Article | Problem]:
    """The article that an object holds, or the problem that it holds none; a date that is none gives both.

    ``where`` says in messages which object it is ("line 3"), ``place`` is its number for an id of its own.
    """
    wrong = _what_is_wrong(fields)
    if wrong or not isinstance(fields, dict):
        yield problem("fields", f"{where} {wrong}", origin.name)
        return
    text = _sound(fields["text"])
    if not has_words(text):
        yield problem("empty", f"{where} has an empty text", origin.name)
        return
    if len(text) > ARTICLE_LIMIT:
        yield problem("too-long", f"{where}: {too_long().message}", origin.name)
        return
    written = fields.get("published") or None
    published = read_published(written) if written else None
    if written and not published:
        yield problem("date", f"{where}: published is no date: '{written[:40]}' (write it as 2016-06-16)", origin.name)
    yield Article(
        id=str(fields["id"]) if fields.get("id") not in (None, "") else origin.article_id(text, place),
        text=text,
        title=_optional(fields, "title"),
        outlet=_optional(fields, "outlet"),
        url=_optional(fields, "url"),
        published=published or origin.published,
        language=_language(_optional(fields, "language")),
    )


def _what_is_wrong(fields: object) -> str | None:
    """What keeps this from being an article, as the end of a sentence; None where nothing does."""
    if not isinstance(fields, dict):
        return 'is no JSON object: {"text": "..."} is the least that is needed'
    if "text" not in fields:
        return 'has no field "text": say which one holds it with --columns text=NAME'
    for name in _TEXTS:
        value = fields.get(name)
        if not isinstance(value, str) and not (value is None and name != "text"):
            return f'has a field "{name}" that is no string'
    given = fields.get("id")
    if not isinstance(given, str | int | None) or isinstance(given, bool):
        return 'has a field "id" that is no string'
    return None


def _optional(fields: dict[str, object], name: str) -> str | None:
    value = fields.get(name)
    return _sound(value).strip() or None if isinstance(value, str) else None


def _sound(text: str) -> str:
    """Text that can be written: without halves of characters, which JSON can spell."""
    return text if text.isascii() else _LONE_SURROGATE.sub("\ufffd", text)


def _language(given: str | None) -> str | None:
    """ "en" for "en-GB", "EN", "English", "Englisch" alike; what is no code and no name is passed on as it is."""
    if given is None:
        return None
    given = _SEVERAL.split(given)[0]
    code = _LANGUAGE.fullmatch(given)
    if code:
        return code[1].lower()
    import pycountry  # noqa: PLC0415 - only where a language is given by its name

    try:
        return str(pycountry.languages.lookup(given).alpha_2)
    except (LookupError, AttributeError):
        return language_code(given) or given.lower()
