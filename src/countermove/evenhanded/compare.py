"""Whether the record of a swapped text is the record with the two states swapped, and if not, in what it differs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from countermove.evenhanded.swap import Swapped
from countermove.records import Coding, Event, Party, Sentence, Span, Statement


class Cause(StrEnum):
    """What a difference comes from."""

    PARSE = "parse"  # the parser read one of its sentences otherwise, with the other name in it
    RULES = "rules"  # our rules or lists


@dataclass(frozen=True, slots=True)
class Difference:
    """What is not as it should be: its kind ("events: actor") and, as text, what was wanted and what came.

    ``before`` and ``after`` are the sentences it stands in, of the original and of the swapped text.
    """

    kind: str
    wanted: str
    got: str
    before: tuple[Span, ...]
    after: tuple[Span, ...]
    cause: Cause = Cause.RULES


@dataclass(frozen=True, slots=True)
class _Row:
    """What must be the same of an event or a statement, by field, and the sentence it stands in."""

    fields: Mapping[str, str]
    sentence: Span

    def __str__(self) -> str:
        return " ".join(f"{name}={value}" for name, value in self.fields.items() if value not in ("", "-"))


def differences(original: Coding, swapped: Coding, entities: Mapping[str, str]) -> tuple[Difference, ...]:
    """All that differs between a record with its entities swapped and the record of the swapped text."""
    return (
        *_differing("events", [_event(e, entities) for e in original.events], [_event(e, {}) for e in swapped.events]),
        *_differing(
            "statements",
            [_statement(s, entities) for s in original.statements],
            [_statement(s, {}) for s in swapped.statements],
        ),
    )


def _event(event: Event, entities: Mapping[str, str]) -> _Row:
    fields = {
        "type": f"{event.type}/{event.mode}" if event.mode else event.type,
        "status": event.status.value,
        "contexts": ",".join(event.contexts),
        "actor": _parties(event.actor, entities),
        "recipient": _parties(event.recipient, entities),
        "place": ",".join(_entity(place.country, entities) for place in event.place),
        "date": "/".join(filter(None, (event.date.value, event.date.end))),
        "claimed by": _entity(event.claimed_by, entities),
        "denied by": ",".join(sorted(_entity(entity, entities) for entity in event.denied_by)),
    }
    return _Row(fields, event.sentence)


def _statement(statement: Statement, entities: Mapping[str, str]) -> _Row:
    fields = {
        "kind": statement.kind.value,
        "stance": statement.stance.value,
        "speaker": _parties([statement.speaker] if statement.speaker else [], entities),
        "addressee": _parties([statement.addressee] if statement.addressee else [], entities),
    }
    return _Row(fields, statement.sentence)


def _parties(parties: Iterable[Party], entities: Mapping[str, str]) -> str:
    # In no order: a list such as "the three Baltic states" is sorted by what its members are called.
    return ",".join(sorted(_party(party, entities) for party in parties))


def _party(party: Party, entities: Mapping[str, str]) -> str:
    entity, sector = _entity(party.identity.entity, entities), party.identity.sector
    return f"{entity}.{sector}" if sector else entity


def _entity(entity: str | None, entities: Mapping[str, str]) -> str:
    return entities.get(entity, entity) if entity else "-"


def _differing(what: str, wanted: Sequence[_Row], got: Sequence[_Row]) -> Iterator[Difference]:
    if len(wanted) != len(got):
        lost, added = _without(wanted, got), _without(got, wanted)
        yield Difference(
            f"{what}: {'lost' if len(got) < len(wanted) else 'added'}",
            "; ".join(map(str, lost)),
            "; ".join(map(str, added)),
            tuple(row.sentence for row in lost),
            tuple(row.sentence for row in added),
        )
        return
    for first, second in zip(wanted, got, strict=True):
        for field, value in first.fields.items():
            if value != second.fields[field]:
                yield Difference(f"{what}: {field}", value, second.fields[field], (first.sentence,), (second.sentence,))


def _without(rows: Sequence[_Row], others: Sequence[_Row]) -> list[_Row]:
    """The rows that are not among the others."""
    left = Counter(map(str, others))
    found = []
    for row in rows:
        if left[str(row)]:
            left[str(row)] -= 1
        else:
            found.append(row)
    return found


# --- the parser's part ------------------------------------------------------------------------------


def with_causes(
    found: Sequence[Difference], original: Sequence[Sentence], again: Sequence[Sentence], swapped: Swapped
) -> tuple[Difference, ...]:
    """The differences with what they come from: the parse, where one of their sentences was parsed otherwise."""
    before, after = _parsed_otherwise(original, again, swapped)
    return tuple(
        replace(d, cause=Cause.PARSE if _meet(d.before, before) or _meet(d.after, after) else Cause.RULES)
        for d in found
    )


def _meet(spans: Iterable[Span], others: Sequence[Span]) -> bool:
    return any(span.overlaps(other) for span in spans for other in others)


def _parsed_otherwise(
    original: Sequence[Sentence], again: Sequence[Sentence], swapped: Swapped
) -> tuple[list[Span], list[Span]]:
    """The sentences of the original and of the swapped text that are not parsed alike."""
    if len(original) != len(again):
        return [s.span for s in original], [s.span for s in again]
    old, new = [move.old for move in swapped.moves], [move.new for move in swapped.moves]
    unlike = [(a.span, b.span) for a, b in zip(original, again, strict=True) if _links(a, old) != _links(b, new)]
    return [before for before, _ in unlike], [after for _, after in unlike]


def _links(sentence: Sentence, names: Sequence[Span]) -> list[tuple[str, ...]]:
    """A row for each word outside the swapped names, and for each link from a name to a word outside."""
    keys, outside = list[str](), 0
    for token in sentence.tokens:
        inside = next((n for n, span in enumerate(names) if token.span.overlaps(span)), None)
        keys.append(f"word {outside}" if inside is None else f"name {inside}")
        outside += inside is None
    rows = list[tuple[str, ...]]()
    for token, key in zip(sentence.tokens, keys, strict=True):
        head = keys[token.head]
        if key.startswith("word"):
            rows.append((key, token.text, token.tag, token.dep, head))
        elif head != key or token.head == token.index:
            rows.append((key, token.dep, head))
    return rows
