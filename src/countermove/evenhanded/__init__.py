"""Whether the coder takes sides: swap two states in a text, and its record must swap them and change in nothing else.

Part of the rim. ``compare`` does it for one text and all pairs, ``compare_line`` as a line of JSON, ``tally`` counts,
``texts`` are those it is done with. Not compared are texts with words that fit only one of the two states and that no
table gives a counterpart for: towns, parties, some persons, "the Caribbean country".
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from countermove import batch
from countermove import text as cleaning
from countermove.actors import Lexicon
from countermove.actors.tables import load_state_words
from countermove.coding import code
from countermove.evenhanded.compare import Cause, Difference, differences, with_causes
from countermove.evenhanded.persons import partners, with_surnames
from countermove.evenhanded.swap import Pair, Swapped, names_in, swap, uses
from countermove.events import Codebook
from countermove.feeds import read_articles
from countermove.parse import Parser
from countermove.records import Article, Coding, Sentence

#: States of all regions that reports set against each other, or that lie side by side.
PAIRS = tuple(
    "RUS/USA ISR/IRN ISR/PSE CHN/JPN IND/PAK ARM/AZE TUR/GRC ETH/ERI COL/VEN UKR/BLR SAU/YEM KOR/PRK FRA/DEU SRB/HRV "
    "POL/LTU SYR/IRQ EGY/LBY SDN/SSD RWA/UGA THA/KHM PHL/IDN MEX/CUB".split()
)


@cache
def pairs() -> tuple[Pair, ...]:
    """The pairs of states to be swapped, with their words (read once)."""
    states = load_state_words()
    return tuple(Pair(*(states[entity] for entity in pair.split("/"))) for pair in PAIRS)


Code = Callable[[Article], Coding]


@dataclass(frozen=True, slots=True)
class Comparison:
    """One text with one pair swapped, held against the original.

    ``held`` are words that fit one of the two alone and have no counterpart: where there are any, nothing is compared.
    """

    pair: str
    swapped: str
    differences: tuple[Difference, ...] = ()
    held: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether the records are alike but for the swap."""
        return not self.differences

    @property
    def ours(self) -> bool:
        """Whether a difference comes from our rules or lists and not from the parse."""
        return any(difference.cause is Cause.RULES for difference in self.differences)


def compare(coding: Coding, code_: Code, parse: Parser, lexicon: Lexicon) -> Iterator[Comparison]:
    """Swap each pair that the article of a coding names, code that text and compare; nothing for the other pairs."""
    article = coding.article
    names = names_in(article.text, lexicon)
    named = [pair for pair in pairs() if any(pair.of(name) for name in names)]
    if not named:
        return
    sentences = _parsed(article.text, parse)
    used = uses(sentences)
    year = int(article.published[:4]) if article.published else None
    for pair in named:
        persons = partners(names, pair, lexicon, year)
        swapped = swap(article.text, with_surnames(article.text, names, persons), pair, used, persons)
        held = (
            *pair.held(names, persons),
            *_described(article.text, pair, lexicon),
            *_places_held(coding, swapped, pair),
        )
        if held:
            yield Comparison(pair.name, swapped.text, held=held)
            continue
        again = code_(Article(article.id, swapped.text, published=article.published, language=article.language))
        found = differences(coding, again, pair.entities)
        if found:
            found = with_causes(found, sentences, _parsed(swapped.text, parse), swapped)
        yield Comparison(pair.name, swapped.text, found)


def _described(text: str, pair: Pair, lexicon: Lexicon) -> tuple[str, ...]:
    """Descriptions that fit one of the two alone: "the Caribbean country", "the kingdom"."""
    one, other = pair.entities
    regions = "|".join(word for word, states in lexicon.regions.items() if (one in states) != (other in states))
    called = "|".join(sorted({*lexicon.called_states.get(one, ())} ^ {*lexicon.called_states.get(other, ())}))
    patterns = [rf"\b(?:{regions})\s+(?:countr|nation|state|kingdom|island|republic|neighbo)" if regions else ""]
    patterns.append(rf"\bthe\s+(?:[a-z]+\s+)?(?:{called})\b" if called else "")
    return tuple(m.group() for pattern in patterns if pattern for m in re.finditer(pattern, text, re.IGNORECASE))


def _parsed(text: str, parse: Parser) -> tuple[Sentence, ...]:
    return parse(cleaning.prepare(text).read)


def _places_held(coding: Coding, swapped: Swapped, pair: Pair) -> tuple[str, ...]:
    """Places of the two that the swap does not name, or names by a state's name though they are a part of it (Gaza)."""
    by_name = [move.old for move in swapped.moves if not move.town]
    towns = [move.old for move in swapped.moves if move.town]
    return tuple(
        place.name
        for place in coding.places
        if place.country in pair.entities
        and not any(place.span.overlaps(span) for span in (by_name if place.precision == "country" else towns))
    )


# --- which texts ------------------------------------------------------------------------------------


def texts(codebook: Codebook, project: Path | None, shared: Path | None) -> Iterator[Article]:
    """The case files of events, the codebook's examples, the demo reports and, where given, the shared articles."""
    if project is not None:
        for path in sorted((project / "tests" / "cases").glob("events_*.txt")):
            yield from _of_case_file(path)
    for entry in codebook.types.values():
        for example in entry.examples:
            yield Article(f"{example.file}:{example.line}", example.text, language="en")
    with as_file(files("countermove") / "data" / "demo" / "reports.jsonl") as demo:
        paths = [str(demo)]
        if shared is not None:
            paths += [str(shared / part) for part in ("data/records/articles", "seed/report.txt")]
        yield from (item for item in read_articles(paths, None) if isinstance(item, Article))


def _of_case_file(path: Path) -> Iterator[Article]:
    """The texts of a case file: the lines that are neither expectations ("= ...") nor comments."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip() and line[0] not in "=#":
            yield Article(f"{path.name}:{number}", line.strip(), language="en")


# --- counted ----------------------------------------------------------------------------------------


def compare_line(coding: Coding, setup: batch.Setup) -> str:
    """The comparisons of one text as a line of JSON."""
    parse, knowledge = batch.load(setup)
    found = compare(coding, lambda article: code(article, parse, knowledge), parse, knowledge.lexicon)
    comparisons = [_as_dict(comparison) for comparison in found]
    return json.dumps({"id": coding.article.id, "text": coding.article.text, "comparisons": comparisons})


def _as_dict(comparison: Comparison) -> dict[str, Any]:
    return {
        "pair": comparison.pair,
        "holds": comparison.holds,
        "ours": comparison.ours,
        "held": list(comparison.held),
        "swapped": None if comparison.holds else comparison.swapped,
        "differences": [
            {"kind": d.kind, "cause": d.cause.value, "wanted": d.wanted, "got": d.got} for d in comparison.differences
        ],
    }


def tally(lines: Iterable[str]) -> dict[str, Any]:
    """Over all texts: the shares that hold ([right, all]), overall and by pair; kinds and texts of the failures."""
    rows = [json.loads(line) for line in lines]
    done = [{**c, "id": row["id"], "text": row["text"]} for row in rows for c in row["comparisons"]]
    compared = [c for c in done if not c["held"]]
    failed = [c for c in compared if not c["holds"]]
    kinds = Counter(f"{c['differences'][0]['kind']}, by the {c['differences'][0]['cause']}" for c in failed)
    by_pair = {pair: [c["holds"] for c in compared if c["pair"] == pair] for pair in PAIRS}
    return {
        "holds": [len(compared) - len(failed), len(compared)],
        "holds but for the parser": [sum(not c["ours"] for c in compared), len(compared)],
        "left out": len(done) - len(compared),
        "pairs": {pair: [sum(held), len(held)] for pair, held in by_pair.items()},
        "kinds": dict(sorted(kinds.items(), key=lambda item: (-item[1], item[0]))),
        "failures": [_told(c) for c in failed],
    }


def _told(comparison: dict[str, Any]) -> str:
    differing = [
        f"    {d['kind']}, by the {d['cause']}: {d['wanted']} -> {d['got']}" for d in comparison["differences"]
    ]
    head = f"{comparison['pair']} in {comparison['id']}"
    return "\n".join([head, f"  - {comparison['text']}", f"  + {comparison['swapped']}", *differing])


def summary(counts: dict[str, Any]) -> tuple[str, ...]:
    """What a tally says beyond its figures, for people: pairs, kinds of failures."""
    pairs_told = [f"{pair} {right}/{all_}" for pair, (right, all_) in counts["pairs"].items() if all_]
    kinds = [f"{count} {kind}" for kind, count in counts["kinds"].items()]
    return (
        f"{counts['holds'][1]} comparisons; {counts['left out']} left out (towns, parties ...: no counterpart)",
        f"by pair: {', '.join(pairs_told)}",
        f"first difference: {'; '.join(kinds) or 'none'}",
    )
