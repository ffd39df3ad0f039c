"""How a relation is said to stand and to move: one assessment for a sentence and a dyad.

A relation noun is tied to its dyad (:mod:`detente.coding.dyads`); words of state count when the parse
ties them to it (:mod:`detente.coding.relation_attachment`). The strongest word wins. What is wished,
foreseen or conditional is no state; what is recalled keeps its date and gives none.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from detente.coding import relation_mood as mood
from detente.coding.drivers import drivers
from detente.coding.dyads import Dyad, Relation, codes, relations
from detente.coding.holders import holder
from detente.coding.relation_attachment import attached, emphatic, head_of, negation, parties
from detente.coding.relation_words import Cue, Match, find_cues, words_for
from detente.language.reading import Mention, Reading, Sentence
from detente.language.syntax import clause_head
from detente.records import Assessment, RelationState, Trend

_RISING = frozenset({"increasingly", "steadily", "ever", "progressively", "gradually", "more", "growing"})
_BECOMING = frozenset({"become", "grow", "get", "turn", "go"})
_STAYING = frozenset({"remain", "stay", "keep", "continue"})
_FORMERLY = frozenset({"once", "formerly", "previously", "hitherto", "traditionally", "historically"})
_BUT = frozenset({"but", "yet", "though", "although"})
_SIDE: dict[RelationState, int] = {
    "warm": 1,
    "cool": -1,
    "frozen": -1,
    "hostile": -1,
    "neutral": 0,
    "mixed": 0,
}
_WAY: dict[Trend, int] = {"warming": 1, "cooling": -1, "stable": 0, "unclear": 0}


@dataclass(frozen=True, slots=True)
class _View:
    """What one cue says of one dyad."""

    dyad: Dyad
    state: RelationState | None
    trend: Trend | None
    strength: int
    cue: Token
    speech: Token | None
    recalled: bool
    aside: bool


def assessments(reading: Reading) -> tuple[Assessment, ...]:
    """Assessments in text order; at most one for each sentence and dyad."""
    found: list[Assessment] = []
    year_before: int | None = None
    paragraph = -1
    for sentence, doc, mentions, nouns, focus in relations(reading):
        if sentence.paragraph != paragraph:
            year_before = None
        paragraph = sentence.paragraph
        own = mood.past_year(sentence.text, reading.published)
        year = own or (year_before if mood.carries_on(sentence.text) else None)
        year_before = year
        views = list(_views(reading, sentence, doc, mentions, nouns, focus, year))
        for dyad in dict.fromkeys(v.dyad for v in views):
            found.append(_strongest(reading, sentence, doc, [v for v in views if v.dyad == dyad], year))
    return tuple(found)


def _views(
    reading: Reading,
    sentence: Sentence,
    doc: Doc,
    mentions: tuple[Mention, ...],
    nouns: tuple[Relation, ...],
    focus: Dyad | None,
    year: int | None,
) -> Iterable[_View]:
    if not nouns and len(codes(mentions)) < 2 and focus is None:
        return
    for match in find_cues(doc):
        told: list[tuple[Dyad, Token]] = []
        if match.cue.role in ("pair", "bond"):
            told = [(d, head_of(doc, match)) for d in parties(reading, sentence, doc, match, focus)]
        else:
            for relation in nouns:
                anchor = None if _is_over(relation.noun) else attached(match, relation.noun)
                if anchor is not None:
                    told += [(dyad, anchor) for dyad in relation.dyads]
        for dyad, anchor in told:
            view = _view(sentence, doc, dyad, match, anchor, year)
            if view is not None:
                yield view


def _view(sentence: Sentence, doc: Doc, dyad: Dyad, match: Match, anchor: Token, year: int | None) -> _View | None:
    """What the cue says of the dyad, or None when it is wished, foreseen, denied or long past."""
    head = head_of(doc, match)
    told = mood.told(head)
    if told.mood == "fact" and anchor != head:
        told = mood.told(anchor)
    if told.mood not in ("fact", "agreed") and not _presupposed(match, head, told):
        return None
    cue = match.cue
    movement = _moved(cue, head, anchor) if cue.role == "noun" else None
    state, trend = movement or (cue.state, cue.trend)
    if told.mood == "agreed":
        if cue.role != "obj":
            return None
        state = None  # an accord to mend ties moves them; how they stand it does not say
    side = _SIDE[state] if state else _WAY.get(trend or "stable", 0)
    strength = cue.strength + (match.end - match.start > 1)
    denied, never = negation(doc, match, anchor)
    before = {t.lower_ for t in doc[max(0, match.start - 3) : match.start]}
    if denied and side and "longer" not in before and emphatic(doc, match):
        denied = False
        state, trend, strength = ("warm", "warming", 5) if side > 0 else ("cool", "cooling", 5)
    if denied:
        if never and "longer" in before and side:
            state, trend, strength = None, _turn(-side), 2
        elif cue.role in ("subj", "obj", "noun") and trend is not None:
            state, trend, strength = None, "stable", 1
        else:
            return None
    elif cue.role == "adj" and "less" in before and side:
        state, trend, strength = None, _turn(-side), 2
    elif trend is None and side and cue.role in ("adj", "noun", "bond") and _increasing(anchor, before):
        trend = _turn(side)
    elif trend is None and state is not None and _lasting(clause_head(anchor)):
        trend = "stable"
    recalled = _recalled(sentence, head, anchor, told, year)
    if recalled:
        state = None
    if (recalled and year is None) or (state is None and trend is None):
        return None
    return _View(dyad, state, trend, strength, head, told.speech, recalled, _is_aside(head, match))


def _presupposed(match: Match, head: Token, told: mood.Told) -> bool:
    """True for a state taken for granted inside a wish or forecast: "wants to repair its frayed ties"."""
    if match.cue.role != "adj" or head.dep_ != "amod" or head.tag_ in ("JJR", "RBR") or told.mood == "question":
        return False
    if match.cue.state in ("cool", "frozen", "hostile"):
        return True
    noun = head.head
    owned = any(c.dep_ == "poss" or (c.dep_ == "det" and c.lower_ in ("the", "this")) for c in noun.children)
    return match.cue.state is not None and owned


def _moved(cue: Cue, noun: Token, anchor: Token) -> tuple[RelationState | None, Trend | None] | None:
    """How a condition itself moves: a rift that widens cools the relation, tensions that ease warm it."""
    side = _SIDE[cue.state] if cue.state else _WAY.get(cue.trend or "stable", 0)
    if not side:
        return None
    verbs = [noun.head] if noun.dep_ in ("nsubj", "nsubjpass", "dobj") else []
    verbs += [c for v in verbs for c in v.children if c.dep_ == "xcomp"]
    verbs += [c for c in noun.children if c.dep_ in ("amod", "acl", "relcl")]
    lemmas = {v.lemma_.lower() for v in verbs} | {v.lower_.removesuffix("ing") for v in verbs}
    if lemmas & words_for("growing"):
        return cue.state, _turn(side)
    if lemmas & words_for("shrinking"):
        return None, _turn(-side)
    return None


def _is_over(noun: Token) -> bool:
    """True for "after years of tension", "since their rift": a condition that came before."""
    token = noun
    for _ in range(4):
        if token.dep_ == "prep" and token.lower_ in ("after", "following", "since", "before"):
            return True
        if token.dep_ not in ("pobj", "prep", "conj"):
            return False
        token = token.head
    return False


def _is_aside(head: Token, match: Match) -> bool:
    """True for a condition mentioned in passing ("amid rows"): a reason, not the verdict."""
    if match.cue.role != "noun":
        return False
    token = head
    for _ in range(4):
        if token.dep_ == "prep":
            return token.lower_ in ("amid", "amidst", "despite", "given", "with", "over")
        token = token.head
    return False


def _turn(side: int) -> Trend:
    return "warming" if side > 0 else "cooling"


def _increasing(anchor: Token, before: set[str]) -> bool:
    return clause_head(anchor).lemma_ in _BECOMING or bool(before & _RISING)


def _lasting(verb: Token) -> bool:
    return verb.lemma_ in _STAYING or any(c.lower_ == "still" for c in verb.children)


def _recalled(sentence: Sentence, head: Token, anchor: Token, told: mood.Told, year: int | None) -> bool:
    if mood.is_past(anchor) and (year is not None or mood.anchored_in_past(sentence.text)):
        return True
    if mood.is_past_perfect(anchor) and told.speech is None:
        return True
    return any(t.lower_ in _FORMERLY for t in head.doc[max(0, head.i - 2) : head.i])


def _strongest(reading: Reading, sentence: Sentence, doc: Doc, views: list[_View], year: int | None) -> Assessment:
    """One assessment of the views of one dyad in one sentence."""
    current = [v for v in views if not v.recalled] or views
    current = [v for v in current if not v.aside] or current
    stated = sorted((v for v in current if v.state), key=lambda v: (-v.strength, v.cue.i))
    best = stated[0] if stated else max(current, key=lambda v: v.strength)
    return Assessment(
        sentence=sentence.index,
        start=sentence.start,
        end=sentence.end,
        dyad=best.dyad,
        state="mixed" if _mixed(stated, best) else best.state,
        trend=_trend(current, best),
        holder=holder(reading, sentence, doc, best.cue, best.speech),
        text=sentence.text,
        drivers=drivers(reading, sentence, doc, best.cue),
        horizon=mood.horizon(sentence.text),
        since=mood.year(year, f"told of {year}") if best.recalled and year else mood.since(sentence.text),
    )


def _mixed(stated: list[_View], best: _View) -> bool:
    """True when states of both signs, nearly as strong, are set against each other by a "but"."""
    sides = {_SIDE[v.state] for v in stated if v.state and v.strength >= best.strength - 1}
    near = (t for v in stated for t in (*v.cue.children, *v.cue.head.children))
    return {1, -1} <= sides and any(t.lower_ in _BUT for t in near)


def _trend(current: list[_View], best: _View) -> Trend | None:
    moving = [v.trend for v in current if v.trend in ("warming", "cooling")]
    if best.state is None and len(set(moving)) == 2:
        return "unclear"
    if best.trend not in (None, "stable"):
        return best.trend
    side = _SIDE[best.state] if best.state else 0
    agreeing = [t for t in moving if t is not None and side * _WAY[t] >= 0]
    return agreeing[0] if agreeing else best.trend
