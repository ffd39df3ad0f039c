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

from detente.coding.status_words import PLANNING, WISHING
from detente.language.syntax import clause_head
from detente.records import Status, When

#: News is told within about a week; the window of a story's own undated acts, in days before publication.
WINDOW_DAYS = 6


#: Verbs and adjectives whose infinitive lies ahead of them.
_AHEAD = PLANNING | WISHING | {"about", "set", "due", "bound", "likely", "ready", "have", "need", "go"}


#: Conjunctions and prepositions before a clause with a time of its own.
_OTHER_TIMES = frozenset(
    "after before since until because although though if unless for over of about despite without against".split()
)


#: Nouns of time before "of": "on the night of May 7".
_SPANS = frozenset(
    "night morning afternoon evening eve day week month year hour spring summer autumn fall winter end start beginning "
    "course rest part half quarter close middle night dawn weekend outset".split()
)


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
    @property
    def bounds(self) -> When: ...


_MOODS = frozenset({"will", "shall", "'ll", "wo", "would", "may", "might", "could", "should", "can", "must"})


def tense_of(verb: Token) -> str:
    """ "past", "future" or "unknown" from the auxiliaries of a verb, or of the verb over a noun of action."""
    if verb.pos_ in ("NOUN", "PROPN"):
        upper = clause_head(verb)  # the noun itself in a headline without a verb
        return "future" if upper != verb and tense_of(upper) == "future" else "past"
    auxiliaries = {c.lower_ for c in verb.children if c.dep_ in ("aux", "auxpass")}
    if auxiliaries & _MOODS or verb.lower_ in ("due", "set", "scheduled"):
        return "future"
    if "to" in auxiliaries and verb.head != verb:
        upper = verb.head if verb.head.pos_ == "ADJ" else clause_head(verb.head)
        if upper.lemma_ in _AHEAD or (upper.lemma_ == "be" and verb.dep_ == "xcomp"):
            return "future"
    if verb.tag_ in ("VBD", "VBN") or auxiliaries & {"had", "was", "were", "did", "has", "have"}:
        return "past"
    return "unknown" if verb.tag_ in ("VBZ", "VBP") and not auxiliaries else "past"


def _anchor(doc: Doc, expression: Expression) -> Token | None:
    span = doc.char_span(expression.start, expression.end, alignment_mode="expand")
    if span is None or not len(span):
        return None
    if expression.kind != "apart":
        return span.root
    # "a year after X had attacked", "a year after the attack": the words date what they introduce
    last = span[-1]
    return last.head if last.dep_ == "mark" else next((c for c in last.children if c.dep_ in ("pobj", "pcomp")), None)


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
        if expression.kind == "apart":
            distance = 0 if anchor == trigger else None
        else:
            distance = _reach(anchor, trigger, governor, near=expression.kind in ("weekday", "relative"))
        if content and distance == 2 and not _lies_ahead(trigger, governor):
            distance = None
        if distance is not None:
            ranked.append((distance, abs(anchor.i - trigger.i), expression))
    if not ranked:
        return None
    best = min(ranked, key=lambda r: (r[0], r[1]))[2]
    if _tells_of(best, doc, trigger):
        return best.when  # "since 2018, when A barred B": that year, not the years since
    if best.relation == "after" or best.bounds.precision == "unknown":
        return best.when
    return best.bounds


def _tells_of(expression: Expression, doc: Doc, trigger: Token) -> bool:
    """Whether the trigger stands in a relative clause on the words of time themselves."""
    span = doc.char_span(expression.start, expression.end, alignment_mode="expand")
    return span is not None and any(t.dep_ == "relcl" and t.head in span for t in (trigger, *trigger.ancestors))


def _lies_ahead(trigger: Token, governor: Token) -> bool:
    """ "On Friday she is to meet ...", "is expected to sign": the verb above is no act that has a time of its own."""
    verb = governor if trigger.pos_ in ("NOUN", "PROPN") else trigger
    above = verb.head
    if verb.dep_ != "xcomp" or above.tag_ == "VBD":
        return False
    if above.pos_ == "ADJ":  # "is due to", "is ready to"
        above = clause_head(above)
    passive = any(c.dep_ == "auxpass" and c.lower_ in ("is", "are") for c in above.children)
    return above.tag_ in ("VBZ", "VBP", "VBG") or passive


def _reach(anchor: Token, trigger: Token, governor: Token, *, near: bool) -> int | None:
    """0: inside the trigger's own phrase; 1: in its clause; 2: in the clause above; None: elsewhere."""
    up = anchor
    path: list[Token] = [up]
    while up.head != up:
        up = up.head
        path.append(up)
    if trigger in path:
        below = path[: path.index(trigger)]
        if trigger.pos_ in ("VERB", "AUX") and any(t.dep_ == "acl" for t in below):
            return None  # "protested at remarks made last year"
        if any(_of_another(t, trigger) for t in path[:1]):
            return None
        # a time inside another clause under the trigger belongs to that clause
        if any(t.dep_ == "relcl" or _another_time(t) or (t.dep_ == "ccomp" and not near) for t in below):
            return None
        if any(t.dep_ in ("ccomp", "advcl", "acl", "xcomp", "pcomp") for t in below):
            return 3
        return 0
    clause = clause_head(anchor)
    if clause == governor or clause == clause_head(trigger):
        return 1
    if trigger.dep_ == "nsubj":  # "talks are due to begin on Tuesday"
        up = clause
        while up.dep_ == "xcomp" and up.head != up:
            up = clause_head(up.head)
            if up == governor:
                return 1
    # a light or controlling verb above lends its time: "travelled on Monday to meet"
    above = clause_head(trigger)
    steps = 0
    while above.head != above and steps < 4:
        if above.dep_ == "ccomp":
            return 1 if clause == above.head and _cleft(above.head) else None
        if _another_time(above) and not (near and any(c.lower_ == "after" for c in above.children)):
            return None  # but "struck on Thursday after B had shelled ...": the occasion is news of the same days
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


def _another_time(verb: Token) -> bool:
    """Clauses that stand in another time than the clause around them: "after they met", "for having met"."""
    if verb.dep_ == "advcl":
        return any(c.dep_ in ("mark", "advmod") and c.lower_ in _OTHER_TIMES for c in verb.children)
    return verb.dep_ == "pcomp" and verb.head.lower_ in _OTHER_TIMES


def _of_another(anchor: Token, trigger: Token) -> bool:
    """ "over the war of the 1990s", "after Monday's test": the time of that noun and of no verb above it."""
    of = anchor if anchor.lower_ == "of" else anchor.head
    if of.lower_ == "of" and of.dep_ == "prep" and of.head.pos_ == "NOUN":
        noun = of.head
        # "after the tests of May 1998": what follows closely on a dated act is dated by it
        dating = noun.head.lower_ in ("after", "following", "upon", "during", "in", "at", "on", "amid", "since")
        return noun != trigger and noun.lemma_.lower() not in _SPANS and not dating
    return anchor.dep_ == "poss" and anchor.head != trigger and anchor.head.head != trigger


def _cleft(verb: Token) -> bool:
    """ "It was in 1956 that they seized ...": the time of the empty clause is that of the full one."""
    return verb.lemma_ == "be" and any(c.dep_ in ("nsubj", "expl") and c.lower_ == "it" for c in verb.children)


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
