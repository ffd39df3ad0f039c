"""An account in items that can be cited, in portions: the lines a reader sees, with codes and sentences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from detente.assistants.evidence import cut, named
from detente.assistants.shapes import AccountAnswer, Noted, Passage
from detente.brief.excerpt import excerpt
from detente.brief.outline import Line, Outline, Spot
from detente.brief.report_sources import shown_address
from detente.brief.sections import outline
from detente.records import Account, Actor, AgendaItem

if TYPE_CHECKING:
    from detente.records import Traced

#: Passages of one item, characters of its line, and of the words it was coded from.
_PASSAGES, _LINE, _WORDS = 2, 1200, 300
#: Where the items of the account have codes.
_CODES = ("dyad", "countries", "parties", "about", "affected")


def account_answer(account: Account, key: str | None, after: int, limit: int) -> AccountAnswer:
    """``limit`` items of an account from the ``after``-th on; ``key`` is that of a stored article."""
    told, article = outline(account), account.article
    items = list(_items(told))
    shown = items[after : after + limit]
    end = after + len(shown)
    return AccountAnswer(
        article=key,
        title=named(article.title),
        outlet=named(article.outlet),
        published=article.published,
        published_from=article.published_basis,
        address=shown_address(article.source),
        sentences=len(account.sentences),
        notes=[cut(note) for note in ((told.nothing,) if told.nothing else ()) + told.limits],
        items=[_noted(account, key, *item) for item in shown],
        all_items=len(items),
        after=end if end < len(items) else None,
    )


def _items(told: Outline) -> Iterator[tuple[str, str, Line]]:
    for section in told.sections:
        for group in section.groups:
            for line in group.lines:
                yield section.key, group.title, line


def _noted(account: Account, key: str | None, part: str, heading: str, line: Line) -> Noted:
    marks = f" ({'; '.join(line.marks)})" if line.marks else ""
    text = ": ".join(words for words in (line.lead, line.text) if words)
    codes = dict.fromkeys(code for spot in line.spots for code in _codes(_item(account, spot)))
    return Noted(
        part=part,
        heading=heading,
        line=cut(text + marks, _LINE),
        codes=list(codes),
        evidence=[_passage(account, key, spot) for spot in line.spots[:_PASSAGES]],
    )


def _passage(account: Account, key: str | None, spot: Spot) -> Passage:
    found = excerpt(account, spot)
    part, _, number = spot.key.rpartition("-")
    if key is None:
        id_ = f"{part} {number}"
    else:
        id_ = f"{key}#{number}" if part == "events" else f"{part.removesuffix('s')} {key}#{number}"
    return Passage(
        id=id_,
        number=found.number,
        words=cut(found.words, _WORDS),
        sentence=cut(found.before + found.words + found.after),
    )


def _item(account: Account, spot: Spot) -> Traced:
    part, _, number = spot.key.rpartition("-")
    item: Traced = getattr(account, part)[int(number)]
    return item


def _codes(item: Traced) -> Iterator[str]:
    """Codes of states and bodies that an item names, as the other tools take them."""
    for name in ("actor", "recipient"):
        party = getattr(item, name, None)
        if isinstance(party, Actor) and party.country:
            yield party.country
    for name in ("country", "on"):
        if code := getattr(item, name, None):
            yield code
    if isinstance(item, AgendaItem) and item.code and item.kind in ("country", "organisation"):
        yield item.code
    for name in _CODES:
        yield from getattr(item, name, ())
