"""How dates, shares, money and names are put into words for people."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from detente.brief.plain import flat
from detente.records import Account, Actor, ActorNote, Amount, Article, Quantity, When

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

_BASIS = {
    "given": "as given",
    "metadata": "from the page's metadata",
    "dateline": "from the dateline",
    "unknown": "basis unknown",
}

#: Names that are plural words, and words that make a name of several a common noun: both take the article.
_PLURAL = frozenset({"Netherlands", "Philippines", "Bahamas", "Gambia", "Maldives", "Comoros"})
_COMMON = frozenset(
    "States Kingdom Emirates Islands Republic Union Nations Organization Organisation Council Community Commission "
    "Association Conference Federation League Fund Bank Court Agency Group Forum Territory Territories Army "
    "Front".split()
)


def day(date: dt.date) -> str:
    """``16 May 2019``."""
    return f"{date.day} {_MONTHS[date.month - 1]} {date.year}"


def month(date: dt.date) -> str:
    """``May 2019``."""
    return f"{_MONTHS[date.month - 1]} {date.year}"


def when(value: When, *, unknown: str = "date unknown") -> str:
    """The interval in words, no more precise than it is: ``14 May 2019``, ``May 2019``, ``2019``."""
    first, last = value.earliest, value.latest
    if first is None and last is None:
        return unknown
    if first is None or last is None:
        return f"by {day(last)}" if last else f"from {day(first)}" if first else unknown
    if value.precision == "year" or (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return str(first.year) if first.year == last.year else f"{first.year}–{last.year}"
    if value.precision == "month":
        if (first.year, first.month) == (last.year, last.month):
            return f"{_MONTHS[first.month - 1]} {first.year}"
        start = _MONTHS[first.month - 1] + (f" {first.year}" if first.year != last.year else "")
        return f"{start}–{_MONTHS[last.month - 1]} {last.year}"
    if first == last:
        return day(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{day(last)}"
    if first.year == last.year:
        return f"{first.day} {_MONTHS[first.month - 1]} – {day(last)}"
    return f"{day(first)} – {day(last)}"


def published(article: Article) -> str:
    """The date of the article with what it rests on, or ``date unknown``."""
    if article.published is None:
        return "date unknown"
    return f"{day(article.published)} ({_BASIS[article.published_basis]})"


def signed(value: float) -> str:
    """A figure of Goldstein's scale: ``+2.3``, ``−0.8`` with a true minus, ``0.0`` without a sign."""
    shown = f"{value:+.1f}"
    return "0.0" if float(shown) == 0 else shown.replace("-", "\N{MINUS SIGN}")


def the(name: str) -> str:
    """A name as a sentence takes it: ``the United States``, ``the Philippines``, ``Israel``."""
    words = name.split()
    article = words[:1] in (["United"], ["European"]) or name in _PLURAL or (words and words[-1] in _COMMON)
    return f"the {name}" if article else name


def in_sentences(names: Mapping[str, str]) -> dict[str, str]:
    """Names by code as sentences take them."""
    return {code: the(name) for code, name in names.items()}


def percent(share: float) -> str:
    """A probability as a percentage; never 100% or 0% unless it is exactly that."""
    shown = round(share * 100)
    if shown == 100 and share < 1:
        shown = 99
    if shown == 0 and share > 0:
        shown = 1
    return f"{shown}%"


def number(value: float) -> str:
    """``400 billion``, ``2,000``, ``3.5``."""
    for size, word in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")):
        if abs(value) >= size:
            return f"{value / size:,.4g} {word}"
    return f"{value:,.0f}" if value == int(value) else f"{value:,.4g}"


def amount(value: Amount) -> str:
    """``USD 400 billion``."""
    return f"{flat(value.currency)} {number(value.value)}"


def quantity(value: Quantity) -> str:
    """``2,000 mile``; the words of the article where they were kept."""
    return flat(value.text) or f"{number(value.value)} {flat(value.unit)}"


def listed(words: Iterable[str]) -> str:
    """``a, b and c``."""
    items = [w for w in words if w]
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def clip(text: str, limit: int = 120) -> str:
    """``text`` on one line, cut after a word once it is longer than ``limit`` characters, with `` …``."""
    words = flat(text)
    if len(words) <= limit:
        return words
    head = words[: limit + 1].rsplit(" ", 1)[0] if " " in words[: limit + 1] else words[:limit]
    return f"{head.rstrip(' ,;:–—-')} …"


def names_of(account: Account) -> Mapping[str, str]:
    """Names of states by code, as the account itself names them; all other codes stand for themselves.

    The bare state knows its name best; its government is named after it more often than not. Codes of
    bodies (``NATO``, ``UN``) are shorter than their names and better known.
    """
    seen: Counter[tuple[str, str]] = Counter()
    named: list[Actor | ActorNote] = [*_parties(account), *account.actors]
    for actor in named:
        person = actor.person if isinstance(actor, Actor) else None
        if actor.country and flat(actor.name) and not person and not actor.office:
            weight = {"": 1000, "GOV": 1}.get(actor.sector, 0)
            seen[actor.country, flat(actor.name)] += weight
    names: dict[str, str] = {}
    for (code, name), weight in seen.most_common():
        if weight:
            names.setdefault(code, name)
    return names


def _parties(account: Account) -> Iterator[Actor]:
    for event in account.events:
        yield event.actor
        if event.recipient is not None:
            yield event.recipient


def office(title: str | None, former: bool) -> str:
    """An office as held at the date: ``foreign minister``, ``former prime minister``, or ``""``."""
    words = flat(title or "")
    if not former or words.lower().startswith(("former", "ex-")):
        return words
    return f"former {words}".strip()


def party(actor: Actor | None, names: Mapping[str, str]) -> str:
    """A party to an event: ``Russia``, or ``Anna Berg (Norway)`` for a person or a body of a state."""
    if actor is None:
        return "(nobody named)"
    name = flat(actor.person or actor.name)
    if actor.former and not name.lower().startswith(("former", "ex-")):
        name = f"{office(actor.office, True)} {name}"
    if actor.country is None:
        return name
    state = names.get(actor.country, flat(actor.country))
    if not name or name in (state, flat(actor.country)) or actor.sector == "IGO":
        return state
    return f"{name} ({state})"
