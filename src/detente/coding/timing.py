"""Which words of time date which act.

A time expression dates the trigger whose clause or phrase it stands in; failing that, the main clause's time
holds for clauses that only expand it. An act without any time gets the publication window when it is the
story's own news, and "unknown" otherwise.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Protocol

from spacy.tokens import Doc, Token

from detente.language.syntax import clause_head
from detente.records import Status, When

#: News is told within about a week; the window of a story's own undated acts, in days before publication.
WINDOW_DAYS = 6


class Expression(Protocol):
    """What the time grammar gives for one expression: offsets in the sentence and its meaning."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def when(self) -> When: ...
    @property
    def kind(self) -> str: ...
    @property
    def relation(self) -> str: ...


def tense_of(verb: Token) -> str:
    """ "past", "future" or "unknown" from the auxiliaries of a verb."""
    auxiliaries = {c.lower_ for c in verb.children if c.dep_ in ("aux", "auxpass")}
    if auxiliaries & {"will", "shall", "'ll", "would", "may", "might", "could", "should", "can"} or verb.lower_ in (
        "due",
        "set",
        "scheduled",
    ):
        return "future"
    if "to" in auxiliaries and verb.head != verb:
        upper = clause_head(verb.head)
        if upper.lemma_ in (
            "plan",
            "expect",
            "schedule",
            "agree",
            "intend",
            "set",
            "due",
            "prepare",
            "vow",
            "threaten",
        ) or (upper.lemma_ == "be" and verb.dep_ == "xcomp"):
            return "future"
    if verb.tag_ in ("VBD", "VBN") or auxiliaries & {"had", "was", "were", "did", "has", "have"}:
        return "past"
    return "unknown"


def _anchor(doc: Doc, expression: Expression) -> Token | None:
    span = doc.char_span(expression.start, expression.end, alignment_mode="expand")
    return span.root if span is not None and len(span) else None


def time_of(
    doc: Doc, trigger: Token, governor: Token, expressions: Sequence[Expression], *, content: bool = False
) -> When | None:
    """The time of ``trigger`` among the sentence's expressions, or None when none applies.

    With ``content`` the trigger is what somebody asks for, plans or claims: the time of the asking is not its own.
    """
    usable = [e for e in expressions if e.when.precision != "unknown" and e.kind not in ("duration_since", "recurrent")]
    usable += [e for e in expressions if e.kind == "duration_since" and e.relation == "since"]
    ranked: list[tuple[int, int, Expression]] = []
    for expression in usable:
        anchor = _anchor(doc, expression)
        if anchor is None:
            continue
        distance = _reach(anchor, trigger, governor)
        if distance is not None and not (content and distance == 2):
            ranked.append((distance, abs(anchor.i - trigger.i), expression))
    if not ranked:
        return None
    best = min(ranked, key=lambda r: (r[0], r[1]))[2]
    if best.relation in ("since", "until", "before", "by", "after") and best.kind != "date":
        return best.when if best.when.precision != "unknown" else None
    return best.when


def _reach(anchor: Token, trigger: Token, governor: Token) -> int | None:
    """0: inside the trigger's own phrase; 1: in its clause; 2: in the clause above; None: elsewhere."""
    up = anchor
    path: list[Token] = [up]
    while up.head != up:
        up = up.head
        path.append(up)
    if trigger in path:
        below = path[: path.index(trigger)]
        # a time inside another clause under the trigger belongs to that clause
        if any(t.dep_ == "relcl" for t in below):
            return None
        if any(t.dep_ in ("ccomp", "advcl", "acl", "xcomp") for t in below):
            return 3
        return 0
    clause = clause_head(anchor)
    if clause == governor or clause == clause_head(trigger):
        return 1
    # a light or controlling verb above lends its time: "travelled on Monday to meet"
    above = clause_head(trigger)
    steps = 0
    while above.head != above and steps < 4:
        if above.dep_ == "ccomp":
            return None
        if above.dep_ == "conj" and any(c.dep_ in ("nsubj", "nsubjpass") for c in above.children):
            # a second main clause shares a time that opens the sentence, not one inside the first clause
            return (
                2
                if clause == clause_head(above.head)
                and anchor.i
                < min(c.i for c in clause.lefts if c.dep_ in ("nsubj", "nsubjpass") or c.i == clause.left_edge.i) + 3
                and anchor.i < clause.i
                else None
            )
        if above.dep_ in ("relcl", "acl") and trigger != above:
            return None
        above = clause_head(above.head)
        steps += 1
        if clause == above:
            return 2
    return None


def window(published: dt.date | None) -> When:
    """The publication window: the week up to the publication date."""
    if published is None:
        return When(basis="no publication date")
    return When(
        earliest=published - dt.timedelta(days=WINDOW_DAYS),
        latest=published,
        precision="week",
        basis="publication window",
    )


def default_when(status: Status, published: dt.date | None, *, presupposed: bool) -> When:
    """The time of an act that no words date."""
    if status in ("actual", "negated") and not presupposed:
        return window(published)
    return When(basis="no words of time")
