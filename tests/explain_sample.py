"""Accounts with explanations: of our own text by the coder, and with hostile words in every place."""

from __future__ import annotations

from brief_hostile import hostile_account
from detente.explanation import Chance, Explained, Explanation, LexiconReading, PartyWords, Words
from detente.records import Account

#: One clear act, one told again with a finer date, one only weighed, one in a sentence that names a party by "it".
STORY = (
    "Norway condemned Peru last week over a seized trawler. On Tuesday Norway condemned Peru again in Geneva. "
    "It imposed sanctions on Bolivia in March. Chile said Brazil knew the port of Argentina well."
)


def explained(account: Account, *explanations: Explanation) -> Explained:
    """``account`` with these explanations."""
    parts = {name: getattr(account, name) for name in account.__struct_fields__}
    return Explained(**parts, explanations=explanations)


def hostile_explained(text: str) -> Explained:
    """An account with ``text`` wherever words of an article, of the knowledge or of a rule stand."""
    account = hostile_account(text)
    event = account.events[0]
    party = PartyWords(text=text, start=0, end=len(text), name=text, country=text, kind=text)
    why = Explanation(
        sentence=0,
        start=0,
        end=len(text),
        outcome="event",
        event=0,
        reason=None,
        actor=party,
        trigger=Words(text=text, start=0, end=len(text)),
        recipient=party,
        readings=(LexiconReading(pattern=text, type="ACCUSE", mode=text, flags=(text,)),),
        probabilities=(Chance(type="ACCUSE", probability=0.9), Chance(type="NONE", probability=0.1)),
        weight=6.0,
        type="ACCUSE",
        mode=text,
        confidence=0.9,
        status="actual",
        rule=text,
        when=event.when,
    )
    fields = {name: getattr(why, name) for name in why.__struct_fields__}
    not_counted = Explanation(
        **{**fields, "outcome": "rejected", "event": None, "reason": "weak trigger, and the model is unsure"}
    )
    return explained(account, why, not_counted)
