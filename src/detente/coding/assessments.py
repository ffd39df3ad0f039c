"""How a relation is said to stand and to move: one assessment for a sentence and a dyad.

A relation noun is tied to its dyad (:mod:`detente.coding.dyads`); words of state count when they modify
it, are said of it, are done to it, or are the noun itself. The strongest word wins. What is wished,
foreseen or conditional is no state; what is recalled keeps its date and gives none.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from detente.coding import drivers as causes
from detente.coding import relation_mood as mood
from detente.coding.dyads import Dyad, Relation, codes, pair, relations, token_codes
from detente.coding.holders import WRITER, holder
from detente.coding.relation_words import Cue, Match, find_cues, words_for
from detente.language.reading import Mention, Reading, Sentence
from detente.language.syntax import clause_head, conjuncts, is_passive, prepositional, surface_subject
from detente.records import Assessment, RelationState, Trend, When

_RISING = frozenset({"increasingly", "steadily", "ever", "progressively", "gradually"})
_BECOMING = frozenset({"become", "grow", "get", "turn", "go"})
_STAYING = frozenset({"remain", "stay", "keep", "continue"})
_NOT = words_for("not")
_SIDE = {"warm": 1, "cool": -1, "frozen": -1, "hostile": -1, "neutral": 0, "mixed": 0}


@dataclass(frozen=True, slots=True)
class Reading1:
    """What one cue says of one dyad."""

    dyad: Dyad
    state: RelationState | None
    trend: Trend | None
    strength: int
    cue: Token
    speech: Token | None
    recalled: bool


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
            made = _strongest(reading, sentence, doc, [v for v in views if v.dyad == dyad], year)
            if made is not None:
                found.append(made)
    return tuple(found)


def _views(
    reading: Reading,
    sentence: Sentence,
    doc: Doc,
    mentions: tuple[Mention, ...],
    nouns: tuple[Relation, ...],
    focus: Dyad | None,
    year: int | None,
) -> Iterable[Reading1]:
    if not nouns and len(codes(mentions)) < 2 and focus is None:
        return
    matches = list(find_cues(doc, ("adj", "noun", "subj", "obj", "pair")))
    for relation in nouns:
        for match in matches:
            anchor = _attached(match, relation.noun)
            if anchor is None:
                continue
            for dyad in relation.dyads:
                view = _view(sentence, doc, dyad, match, anchor, year)
                if view is not None:
                    yield view
    for match in matches:
        if match.cue.role == "pair":
            for dyad in _pair_dyads(reading, sentence, doc, match, focus):
                view = _view(sentence, doc, dyad, match, _head_of(doc, match), year)
                if view is not None:
                    yield view


def _head_of(doc: Doc, match: Match) -> Token:
    """The token of the match that governs the others."""
    return doc[match.start : match.end].root


def _attached(match: Match, noun: Token) -> Token | None:
    """The token that carries the cue when the cue is about ``noun``, else None."""
    doc = noun.doc
    head = _head_of(doc, match)
    role = match.cue.role
    if role == "pair":
        return None
    if role == "noun":
        return head if head == noun or _of_chain(head, noun) else _complement(match, noun)
    if role == "adj":
        if match.start <= noun.i < match.end:
            return noun if head == noun else head
        return _modifies(match, noun) or _complement(match, noun)
    if head.pos_ not in ("VERB", "AUX"):
        return None
    if role == "subj":
        return head if _tops(noun) & set(_subjects(head)) and not is_passive(head) else None
    # role == "obj"
    if is_passive(head):
        return head if _tops(noun) & set(_subjects(head)) else None
    return (
        head
        if any(_tops(noun) & set(conjuncts(c)) for c in head.children if c.dep_ in ("dobj", "oprd"))
        else None
    )


def _subjects(verb: Token) -> list[Token]:
    found = surface_subject(verb)
    return [c for s in found for c in conjuncts(s)]


def _tops(noun: Token) -> set[Token]:
    """``noun`` and the nouns it completes: "state of ties", "area of ties", "shift in ties", "ties and trade"."""
    found = {noun}
    current = noun
    for _ in range(4):
        if current.dep_ == "conj":
            current = current.head
            if current.pos_ not in ("NOUN", "PROPN"):
                break
        elif (
            current.dep_ == "pobj"
            and current.head.lower_ in ("of", "in", "between", "to")
            and current.head.head.pos_ == "NOUN"
        ):
            current = current.head.head
        else:
            break
        found.add(current)
    return found


def _of_chain(head: Token, noun: Token) -> bool:
    """True for "a thaw in relations", "the closeness of ties", "the relationship's low point"."""
    if head in _tops(noun) and head != noun:
        return True
    return noun.dep_ == "poss" and noun.head == head


def _modifies(match: Match, noun: Token) -> Token | None:
    doc = noun.doc
    head = _head_of(doc, match)
    for top in _tops(noun):
        token = head
        for _ in range(3):
            if token.head == top and token.dep_ in ("amod", "compound", "advmod", "acl", "nmod", "appos"):
                return head if token.dep_ != "acl" or token.i > top.i else head
            if (
                token.dep_ in ("conj", "amod", "advmod", "npadvmod", "compound") and token.head.pos_ != "VERB"
            ) or (token.dep_ == "conj" and token.head.dep_ == "amod"):
                token = token.head
            else:
                break
        # relative clause: "a relationship that has been frosty since"
        for child in top.children:
            if child.dep_ == "relcl" and _in_predicate(match, child):
                return child
        if top.dep_ == "pobj" and top != noun:
            continue
    return None


def _complement(match: Match, noun: Token) -> Token | None:
    """The verb when the cue stands in the predicate of ``noun``, as its subject or object."""
    for top in _tops(noun):
        verb = top.head
        if top.dep_ in ("nsubj", "nsubjpass") and verb.pos_ in ("VERB", "AUX"):
            governed = [verb, *(c for c in verb.children if c.dep_ == "conj" and not _has_subject(c))]
            for each in governed:
                if _in_predicate(match, each) and match.start > top.i:
                    return each
        if (
            top.dep_ == "nsubj" and verb.pos_ == "ADJ"
        ):  # small clause: "left relations cool", "with ties frosty"
            if match.start <= verb.i < match.end:
                return verb
        if top.dep_ in ("dobj", "pobj"):
            owner = verb if top.dep_ == "dobj" else verb.head
            if (
                owner.pos_ == "VERB"
                and top.dep_ == "dobj"
                and match.start > top.i
                and owner.lemma_ in _PUTTING
            ):
                if _in_predicate(match, owner):
                    return owner
            if top.dep_ == "pobj" and verb.lower_ == "with":
                after = noun.doc[match.start]
                if (
                    match.start > top.i
                    and after.head in (top, verb)
                    and after.dep_ in ("prep", "amod", "advmod", "pcomp", "acl")
                ):
                    return after
    return None


_PUTTING = words_for("putting")


def _has_subject(verb: Token) -> bool:
    return any(c.dep_ in ("nsubj", "nsubjpass") for c in verb.children)


def _in_predicate(match: Match, verb: Token) -> bool:
    """True when the cue lies under ``verb`` in the same clause (infinitives of seeming included)."""
    token = _head_of(verb.doc, match)
    for _ in range(12):
        if token == verb:
            return True
        if token.dep_ in (
            "advcl",
            "relcl",
            "ccomp",
            "parataxis",
            "nsubj",
            "nsubjpass",
            "csubj",
            "mark",
            "dobj",
        ) and not (token.dep_ == "ccomp" and not _has_subject(token)):
            return False
        if token.dep_ == "conj" and _has_subject(token):
            return False
        if token.dep_ == "prep" and token.lower_ in _ASIDE:
            return False
        if token.head == token:
            return False
        token = token.head
    return False


_ASIDE = words_for("aside")


def _pair_dyads(
    reading: Reading, sentence: Sentence, doc: Doc, match: Match, focus: Dyad | None
) -> tuple[Dyad, ...]:
    """The two parties of "A and B have drifted apart" or "A fell out with B"."""
    head = clause_head(_head_of(doc, match))
    subjects = [c for s in surface_subject(head) for c in conjuncts(s)]
    left = token_codes(reading, sentence, subjects)
    if len(left) == 2:
        return (pair(left[0], left[1]),)
    right: list[Token] = []
    for token in (*doc[match.start : match.end], head):
        for word, obj in prepositional(token):
            if word in ("with", "to", "from", "of", "against"):
                right.append(obj)
        if match.start <= token.i < match.end:
            right.extend(c for c in token.children if c.dep_ == "poss")
    others = [c for c in token_codes(reading, sentence, right) if c not in left]
    if len(left) == 1 and len(others) == 1:
        return (pair(left[0], others[0]),)
    pronouns = [s.lower_ for s in subjects]
    if (
        not left
        and focus is not None
        and not right
        and any(p in ("they", "both", "two", "sides", "countries") for p in pronouns)
    ):
        return (focus,)
    return ()


def _negated(doc: Doc, match: Match, anchor: Token) -> tuple[bool, bool]:
    """(negated, "never" or "no longer" among the words) for a cue within its own clause."""
    verb = clause_head(anchor)
    words = {
        c.lower_
        for t in (anchor, verb, _head_of(doc, match))
        for c in t.children
        if c.dep_ in ("neg", "det", "advmod", "cc", "preconj", "amod")
    }
    before = [t.lower_ for t in doc[max(0, match.start - 4) : match.start]]
    text = " ".join(before)
    far = any(
        p in text
        for p in (
            "far from",
            "anything but",
            "not exactly",
            "less than",
            "nothing but",
            "free of",
            "no sign of",
            "no longer",
            "cannot be",
            "other than",
            "short of",
            "not quite",
            "stopped being",
            "ceased to be",
        )
    )
    nearest = set(before[-2:]) & {"no", "not", "n't", "hardly", "never", "without", "neither", "nor"}
    return bool(words & _NOT or nearest or far), "never" in words or "never" in before or "longer" in before


def _view(
    sentence: Sentence, doc: Doc, dyad: Dyad, match: Match, anchor: Token, year: int | None
) -> Reading1 | None:
    first = mood.told(_head_of(doc, match))
    told = first if first.mood != "fact" or anchor == _head_of(doc, match) else mood.told(anchor)
    if told.mood != "fact":
        return None
    cue: Cue = match.cue
    state, trend = cue.state, cue.trend
    negated, never = _negated(doc, match, anchor)
    head = _head_of(doc, match)
    comparative = any(t.tag_ in ("JJR", "RBR") for t in doc[match.start : match.end])
    side = _SIDE[state] if state else {"warming": 1, "cooling": -1}.get(trend or "", 0)
    strength = cue.strength + (match.end - match.start > 1)
    verb = clause_head(anchor)
    if negated and never and comparative:
        negated = False  # "have never been warmer"
        state, trend, strength = ("warm", None, 5) if side > 0 else ("cool", "cooling", 5)
    if negated:
        lowered = {t.lower_ for t in doc[max(0, match.start - 3) : match.start]}
        if "longer" in lowered and side:
            return _made(
                sentence, doc, dyad, None, "cooling" if side > 0 else "warming", 2, head, told, year, anchor
            )
        if state is None or cue.role in ("subj", "obj", "noun"):
            return _made(
                sentence, doc, dyad, None, "stable" if cue.trend else None, 1, head, told, year, anchor
            )
        return None
    around = {t.lower_ for t in doc[max(0, match.start - 2) : match.start]}
    if cue.role == "adj" and "less" in around and side:
        return _made(
            sentence, doc, dyad, None, "cooling" if side > 0 else "warming", 2, head, told, year, anchor
        )
    if (
        trend is None
        and side
        and (
            verb.lemma_ in _BECOMING or around & _RISING or "more" in around or {"growing", "grown"} & around
        )
        and cue.role in ("adj", "noun")
    ):
        trend = "warming" if side > 0 else "cooling"
    if (
        trend is None
        and state
        and (verb.lemma_ in _STAYING or any(c.lower_ == "still" for c in verb.children))
    ):
        trend = "stable"
    return _made(sentence, doc, dyad, state, trend, strength, head, told, year, anchor)


def _made(
    sentence: Sentence,
    doc: Doc,
    dyad: Dyad,
    state: RelationState | None,
    trend: Trend | None,
    strength: int,
    cue: Token,
    told: mood.Told,
    year: int | None,
    anchor: Token,
) -> Reading1 | None:
    past = mood.is_past(anchor)
    recalled = (past and (year is not None or mood.anchored_in_past(sentence.text))) or (
        mood.is_past_perfect(anchor) and told.speech is None
    )
    modifiers = {t.lower_ for t in cue.doc[max(0, cue.i - 2) : cue.i]}
    recalled = recalled or bool(modifiers & {"once", "formerly", "previously", "hitherto"})
    if recalled and year is None:
        return None
    if recalled:
        state = None
    if state is None and trend is None:
        return None
    return Reading1(dyad, state, trend, strength, cue, told.speech, recalled)


def _strongest(
    reading: Reading, sentence: Sentence, doc: Doc, views: list[Reading1], year: int | None
) -> Assessment | None:
    current = [v for v in views if not v.recalled] or views
    stated = sorted((v for v in current if v.state), key=lambda v: (-v.strength, v.cue.i))
    best = stated[0] if stated else max(current, key=lambda v: v.strength)
    state = best.state
    sides = {_SIDE[v.state] for v in stated if v.state and v.strength >= best.strength - 1}
    joined = {v.cue for v in stated}
    if {1, -1} <= sides and any(
        t.lower_ in ("but", "yet", "though", "although")
        for v in joined
        for t in (*v.children, *v.head.children)
    ):
        state = "mixed"
    trend = best.trend
    if trend is None or trend == "stable":
        moving = [v for v in current if v.trend not in (None, "stable")]
        agreeing = [v for v in moving if state is None or _agrees(state, v.trend)]
        if agreeing:
            trend = agreeing[0].trend
    if not stated and len({v.trend for v in current if v.trend in ("warming", "cooling")}) == 2:
        trend = "unclear"
    start, end = sentence.start, sentence.end
    when = mood.since(sentence.text)
    if best.recalled and year is not None:
        when = mood.year(year, f"told of {year}")
    return Assessment(
        sentence=sentence.index,
        start=start,
        end=end,
        dyad=best.dyad,
        state=state,
        trend=trend,
        holder=holder(reading, sentence, doc, best.cue, best.speech) or WRITER,
        text=reading.body[start:end],
        drivers=causes.drivers(reading, sentence, doc, best.cue),
        horizon=mood.horizon(sentence.text),
        since=when if isinstance(when, When) else When(),
    )


def _agrees(state: RelationState, trend: Trend | None) -> bool:
    side = _SIDE[state]
    return side == 0 or (side > 0) == (trend == "warming")
