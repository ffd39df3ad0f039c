"""In what mood a state of a relation is told: as a fact, a wish, a forecast, a condition, or a memory.

One walk from the cue to the root of its clause. Seeming, beginning and remaining are facts ("looks to be
on ice"); wanting, calling for and trying are wishes; modals are forecasts; "if" makes a condition.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Literal

from spacy.tokens import Token

from detente.coding.relation_words import words_for
from detente.language.syntax import once
from detente.records import When

Mood = Literal["fact", "wish", "agreed", "forecast", "condition", "question"]

_SEEMING = words_for("seeming")
_WISH_VERBS = words_for("wish verbs")
_WISH_NOUNS = words_for("wish nouns")
_WISH_ADJECTIVES = words_for("wish adjectives")
SPEECH = words_for("speech")
_FORECAST_MODALS = words_for("forecast modals")
_INTO = frozenset({"of", "for", "to", "at", "towards", "toward", "in", "on", "about"})
_CONDITIONS = frozenset({"if", "unless", "whether", "lest", "before", "until"})
_PAST_ANCHOR = re.compile(
    r"""\b(?:once|formerly|previously|hitherto|at\ the\ time|used\ to|in\ those\ days|historically
    |back\ then|long\ ago|\w+\ (?:years|decades)\ (?:ago|earlier)
    |a\ (?:decade|generation|century)\ (?:ago|earlier)|during\ the\ cold\ war
    |in\ the\ (?:(?:19|20)\d0s|\w+ties)|under\ (?:former|ex-)|in\ the\ past
    |before\ the\ (?:war|invasion|coup|revolution|annexation)|until\ (?:recently|\d{4}|then))\b""",
    re.IGNORECASE | re.VERBOSE,
)
_YEAR = re.compile(
    r"\b(?:in|during|of|after|since|until|from|by|late|early|mid-?)\s?((?:19|20)\d\d)\b(?!s)", re.IGNORECASE
)
_SINCE = re.compile(r"\bsince (?:[a-z]+ ){0,2}((?:19|20)\d\d)\b", re.IGNORECASE)
_CARRIES = re.compile(r"(?:meanwhile|at the time|then|later|afterwards|also|subsequently|soon after)\b", re.IGNORECASE)
_TERM = r"(?:short|medium|long|near|immediate|longer|shorter)(?:[ -](?:to|and|or)[ -](?:short|medium|long))?"
_SPAN = r"(?:days?|weeks?|months?|years?|decades?)"
_HORIZON = re.compile(
    "|".join(
        (
            r"\b(?:at least )?for (?:now|the (?:moment|time being|foreseeable future|present|near future))",
            r"\bfor (?:years|decades|months|some time|a (?:long )?while|a generation)(?: to come)?",
            r"\b(?:any time|anytime) soon",
            rf"\b(?:in|over|for) the {_TERM}[- ](?:term|run|future|haul)",
            r"\bin the foreseeable future",
            rf"\b(?:in|over) the (?:next|coming) (?:\w+ )?{_SPAN}",
            rf"\bin the {_SPAN} (?:ahead|to come)",
            r"\b(?:next|this|later this) (?:week|month|year|spring|summer|autumn|winter|decade)",
            r"\bby (?:the end of )?(?:20\d\d|(?:next|this) year)",
            r"\bbefore (?:the (?:election|summit|vote)s?|20\d\d)",
            rf"\bwithin (?:\w+ ){{1,2}}{_SPAN}",
            r"\buntil (?:at least )?(?:20\d\d|next \w+)",
            r"\b(?:soon|eventually|in time|overnight|in due course)",
        )
    )
    + r"\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Told:
    """The mood of a cue with the speech verb that reports it, if any."""

    mood: Mood
    speech: Token | None = None


def told(cue: Token) -> Told:
    """Mood of the clause that holds ``cue``, up to the first speech verb, which is given back."""
    if once(cue.doc, "asks", lambda: cue.doc.text.rstrip().rstrip("\"”’'").endswith("?")):
        return Told("question")
    token = cue
    for _ in range(40):
        own = _own_mood(token)
        if own is not None:
            return Told(own)
        head = token.head
        if head == token:
            return Told("fact")
        infinitive = _is_infinitive(token)
        if token.dep_ == "relcl" and not infinitive:
            return Told("fact")
        if head.pos_ == "VERB" and head.lemma_.lower() in SPEECH and token.dep_ == "ccomp":
            return Told("fact", head)
        governed = _under_infinitive(token, head) if infinitive else _governed(token, head)
        if governed is not None:
            return Told(governed)
        token = head
    return Told("fact")


def _own_mood(token: Token) -> Mood | None:
    if token.pos_ not in ("VERB", "AUX", "ADJ"):
        return None
    for child in token.children:
        if child.dep_ == "mark" and child.lower_ in _CONDITIONS:
            return "condition"
        if child.dep_ == "aux" and child.lower_ in _FORECAST_MODALS:
            return "forecast"
    return None


def _is_infinitive(token: Token) -> bool:
    return token.pos_ in ("VERB", "AUX") and any(c.dep_ == "aux" and c.lower_ == "to" for c in token.children)


def _under_infinitive(token: Token, head: Token) -> Mood | None:
    """Mood of "to ..." under its governor: seeming lets the fact through, all else is wished or foreseen."""
    if head.lemma_ == "go" and head.pos_ == "VERB":
        return "forecast"
    if head.lemma_ in ("agree", "decide") and head.pos_ == "VERB" and token.dep_ == "xcomp":
        return "agreed"
    if head.pos_ in ("VERB", "AUX") and head.lemma_ in _SEEMING and token.dep_ in ("xcomp", "ccomp", "advcl"):
        return None
    if head.pos_ == "ADJ" and head.lemma_ in ("likely", "unlikely", "due", "set", "bound", "poised"):
        return "forecast"
    return "wish"


def _governed(token: Token, head: Token) -> Mood | None:
    """Wish when ``token`` is the object of wanting, or of a noun or adjective of wanting."""
    if head.pos_ in ("VERB", "AUX") and head.lemma_ in _WISH_VERBS and not _subject_of(token, head):
        return "wish"
    if head.pos_ == "NOUN" and head.lemma_ in _WISH_NOUNS:
        return "wish" if token.dep_ in ("acl", "prep", "pobj", "pcomp", "nmod", "ccomp") else None
    if head.pos_ == "ADJ" and head.lemma_ in _WISH_ADJECTIVES:
        return "wish" if token.dep_ in ("xcomp", "prep", "ccomp") else None
    if head.pos_ == "ADP":
        above = head.head
        if head.lower_ == "without":
            return "wish"
        if above.lemma_ in _WISH_NOUNS and head.lower_ in _INTO and token.dep_ in ("pobj", "pcomp"):
            return "wish"
        if above.pos_ == "VERB" and above.lemma_ in _WISH_VERBS and head.lower_ in _INTO - {"in", "at"}:
            return "wish"
    return None


def _subject_of(token: Token, head: Token) -> bool:
    return token.dep_ in ("nsubj", "nsubjpass", "advcl", "conj", "parataxis") or (
        token.dep_ == "prep" and token.lower_ in ("amid", "despite", "as", "with", "after", "since", "given", "in")
    )


def past_year(text: str, published: dt.date | None) -> int | None:
    """The year a sentence places itself in, when it lies before the year of publication ("in 2017")."""
    years = [int(y) for y in _YEAR.findall(_SINCE.sub("", text))] if _YEAR.search(text) else []
    if not years:
        return None
    latest = max(years)
    if published is None:
        return latest
    return latest if latest < published.year else None


def carries_on(text: str) -> bool:
    """True when a sentence goes on in the time of the one before ("Meanwhile ...")."""
    return bool(_CARRIES.match(text.lstrip("\"“'‘ ")))


def is_past(cue: Token) -> bool:
    """True when the finite verb over ``cue`` is a simple past or a past perfect."""
    token = cue
    for _ in range(30):
        if token.pos_ in ("VERB", "AUX") and token.dep_ not in ("amod", "aux", "auxpass"):
            auxiliaries = [c for c in token.children if c.dep_ in ("aux", "auxpass")]
            if auxiliaries:
                return auxiliaries[0].tag_ == "VBD" or any(a.lower_ == "had" for a in auxiliaries)
            if token.tag_ in ("VBD", "VBP", "VBZ", "MD"):
                return token.tag_ == "VBD"
        if token.head == token:
            return False
        token = token.head
    return False


def is_past_perfect(cue: Token) -> bool:
    """True for "had been" and "had sunk" over ``cue``."""
    token = cue
    for _ in range(30):
        if token.pos_ in ("VERB", "AUX") and _has_had(token):
            return token.tag_ in ("VBN", "VBD")
        if token.head == token or (token.tag_ in ("VBD", "VBZ", "VBP") and token.pos_ in ("VERB", "AUX")):
            return False
        token = token.head
    return False


def _has_had(verb: Token) -> bool:
    return any(c.dep_ == "aux" and c.lower_ in ("had", "'d") and c.lemma_ == "have" for c in verb.children)


def anchored_in_past(text: str) -> bool:
    """True when words of the sentence place it in another time ("in the 1990s", "once")."""
    return bool(_PAST_ANCHOR.search(text))


def since(text: str) -> When:
    """ "since 2014" as an interval of that year; unknown otherwise."""
    found = _SINCE.search(text)
    if found is None:
        return When()
    return year(int(found.group(1)), found.group())


def year(number: int, basis: str) -> When:
    """The whole of a year."""
    return When(earliest=dt.date(number, 1, 1), latest=dt.date(number, 12, 31), precision="year", basis=basis)


def horizon(text: str) -> str | None:
    """The first words of future time in ``text``."""
    found = _HORIZON.search(text)
    return found.group() if found else None
