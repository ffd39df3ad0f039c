"""Why an event was counted, or a candidate not: explanations put into words, the same for every readable format.

Like :mod:`detente.brief.outline`, all text here is harmless for a screen but not escaped for any mark-up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from detente.brief import wording
from detente.brief.outline import Line
from detente.brief.plain import flat
from detente.explanation import Chance, Explained, Explanation, LexiconReading, PartyWords
from detente.records import Account

TITLE = "Considered and not counted"
CAPTION = "Probabilities by the type model"
#: Words for the model's 17th class.
NO_ACT = "no act between them"


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of the probabilities: ``share`` from 0 to 1, ``shown`` in per cent."""

    label: str
    share: float
    shown: str


@dataclass(frozen=True, slots=True)
class Why:
    """One explanation: who to whom by which word; for rejected candidates the reason; facts with their labels."""

    title: str
    reason: str
    facts: tuple[tuple[str, str], ...]
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Passed:
    """A sentence, by its number from 1, with the candidates in it that were not counted."""

    number: int
    text: str
    whys: tuple[Why, ...]


@dataclass(frozen=True, slots=True)
class Whys:
    """All explanations of an account: of events by the key of their spot, of rejected candidates by sentence."""

    events: Mapping[str, Why]
    rejected: tuple[Passed, ...]

    def of(self, line: Line) -> tuple[Why, ...]:
        """Those of the events that ``line`` tells."""
        return tuple(self.events[spot.key] for spot in line.spots if spot.key in self.events)


def whys(account: Account) -> Whys | None:
    """The explanations of ``account`` in words; None for an account without any."""
    if not isinstance(account, Explained):
        return None
    names = wording.names_of(account)
    events: dict[str, Why] = {}
    rejected: dict[int, list[Why]] = {}
    for e in account.explanations:
        why = _why(e, account, names)
        if e.outcome == "event":
            events[f"events-{e.event}"] = why
        else:
            rejected.setdefault(e.sentence, []).append(why)
    return Whys(events, tuple(Passed(n + 1, _sentence(account, n), tuple(them)) for n, them in rejected.items()))


def _sentence(account: Account, number: int) -> str:
    start, end = account.sentences[number] if number < len(account.sentences) else (0, 0)
    return flat(account.article.body[start:end])


def _why(e: Explanation, account: Account, names: Mapping[str, str]) -> Why:
    who = _state(e.actor, names)
    title = f"{who} → {_state(e.recipient, names)}" if e.recipient else who
    facts = [("Who", _read(e.actor, e, account, names))]
    if e.recipient is not None:
        facts.append(("To whom", _read(e.recipient, e, account, names)))
    facts.append(("Trigger", f"“{flat(e.trigger.text)}”, {_meanings(e.readings)}"))
    if e.type is not None:
        facts.append(("Type", _type(e)))
    if e.confidence is not None:
        facts.append(("Confidence", wording.percent(e.confidence)))
    if e.status is not None:
        facts.append(("Status", f"{e.status}; rule: {flat(e.rule or 'none')}"))
    if e.when is not None:
        basis = flat(e.when.basis)
        facts.append(("Date", f"{wording.when(e.when)}; basis: {basis}" if basis else wording.when(e.when)))
    bars = tuple(_bar(c) for c in e.probabilities)
    return Why(f"{title}: “{flat(e.trigger.text)}”", _reason(e, account), tuple(facts), bars)


def _state(party: PartyWords, names: Mapping[str, str]) -> str:
    return names.get(party.country, flat(party.country)) if party.country else flat(party.name)


def _read(party: PartyWords, e: Explanation, account: Account, names: Mapping[str, str]) -> str:
    """``“He” (pronoun) for Anna Berg, Norway``; with the sentence where the words stand in another one."""
    words = f"“{flat(party.text)}” ({flat(party.kind)})"
    number = next((n for n, (a, b) in enumerate(account.sentences) if a <= party.start < b), e.sentence)
    words += f" in sentence {number + 1}" if number != e.sentence else ""
    meant = ", ".join(dict.fromkeys((flat(party.name), _state(party, names))))
    return f"{words} for {meant}" if meant != flat(party.text) else words


def _meanings(readings: Sequence[LexiconReading]) -> str:
    if not readings:
        return "by which the lexicon tells no act of these two"
    told = []
    for r in readings:
        words = r.pattern.split(">")
        pattern = words[0] + (f" ({', '.join(words[1].split('|'))})" if len(words) > 1 else "")
        mode = f", {flat(r.mode)}" if r.mode else ""
        flags = f" [{', '.join(map(flat, r.flags))}]" if r.flags else ""
        told.append(f"{r.type}{mode}, by the pattern “{flat(pattern)}”{flags}")
    return "which can mean " + "; or ".join(told)


def _type(e: Explanation) -> str:
    mode = f", {flat(e.mode)}" if e.mode else ""
    if not e.probabilities:
        return f"{e.type}{mode}: the lexicon's first reading, without an answer of a model"
    if e.weight is None:
        return f"{e.type}{mode}: the model's opinion alone"
    chance = next((wording.percent(c.probability) for c in e.probabilities if c.type == e.type), "less than 1%")
    if e.type in {r.type for r in e.readings}:
        return f"{e.type}{mode}: the lexicon reads it (+{e.weight:g} nats), the model gives it {chance}"
    return (
        f"{e.type}{mode}: the model gives it {chance}, more than the lexicon's readings with their +{e.weight:g} nats"
    )


def _reason(e: Explanation, account: Account) -> str:
    if e.reason is None:
        return ""
    reason: str = e.reason
    if e.reached is not None and e.needed is not None:
        bound = "at least" if e.reached < e.needed else "at most"
        reason += f" ({wording.percent(e.reached)}, {bound} {wording.percent(e.needed)} needed)"
    if e.event is not None and e.event < len(account.events):
        reason += f" (counted in sentence {account.events[e.event].sentence + 1})"
    return reason


def _bar(chance: Chance) -> Bar:
    label = NO_ACT if chance.type == "NONE" else chance.type
    return Bar(label, min(max(chance.probability, 0.0), 1.0), wording.percent(chance.probability))
