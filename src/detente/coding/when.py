"""When something happened, from the words of time in English news and the publication date.

Functions of text alone: no parse is needed, the caller passes the tense. The choices made for words that
leave a doubt (seasons, "late", "recent", weekdays) are set out in ``docs/time.md``.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace

from detente.coding import intervals
from detente.coding.intervals import Part
from detente.coding.numerals import ORDINALS
from detente.coding.timechains import anchor_of, apart, counted_in
from detente.coding.timecontext import supported
from detente.coding.timejoins import Relation, Span, alone, joined
from detente.coding.timemeaning import (
    Fixed,
    Frame,
    Meaning,
    Nth,
    Offset,
    PartOf,
    Range,
    Rolling,
    Tense,
    Unplaced,
    UpToNow,
    Weekday,
    Within,
    Yearless,
    resolve,
)  # fmt: skip
from detente.coding.timerules import scan
from detente.coding.timewords import Kind
from detente.coding.years import year_in_context
from detente.records import When


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """Words of time at ``text[start:end]``, preposition included, and the interval they name.

    ``when`` is the interval of the time named; ``relation`` says how an event stands to it: for "by 2030"
    it is the year 2030 and ``by``. ``bounds`` are the days the event itself may lie in, as :func:`bounded`
    gives them for the tense. ``kind`` "apart" marks "a year after", which dates what follows it.
    """

    start: int
    end: int
    text: str
    when: When
    kind: Kind
    relation: Relation
    bounds: When


_RELATIONS: dict[str, Relation] = {
    "since": "since", "until": "until", "till": "until", "up to": "until", "by": "by", "before": "before",
    "ahead of": "before", "prior to": "before", "pre-": "before", "after": "after", "following": "after",
    "post-": "after", "from": "from", "as of": "from", "starting": "from", "beginning": "from",
    "during": "during", "over": "during", "throughout": "during", "through": "during", "between": "during",
    "within": "during", "for": "during", "across": "during",
}  # fmt: skip
_PREPOSITION = re.compile(
    r"(?i:(?<![\w-])(?P<prep>(?:(?:starting|beginning)\s)?(?:on|in|at|from)|since|until|till|up\sto|by|before"
    r"|ahead\sof|prior\sto|after|following|as\sof|during|over|throughout|through|between|within|for|across"
    r"|of|around|to)\s{1,3}(?:(?:about|around|roughly|only|just|at\sleast|as\searly\sas|the)\s{1,3})?"
    r"|(?<![\w-])(?P<joined>pre-|post-))$"
)
# Prepositions that belong to the time in company with it, but do not by themselves join its words.
_OUTSIDE_SPAN = ("of", "to", "for")
_NOT_BEFORE_DAYS = ("in", "at", "over", "around", "through", "for", "following", "ahead of")
_MODIFIER = re.compile(
    r"(?i:(?<![\w-])(?:the\s{1,3})?"
    r"(?:(?P<mod>early|earlier|late|later|mid)(?:\s(?:of|in|on))?(?:\sthe)?[- ]{1,3}"
    r"|(?P<end>middle|beginning|start|end|close|outset|turn|first\shalf|second\shalf|latter\shalf|week|month"
    r"|early\s(?:days|weeks|months)"
    r"|(?P<nth>first|second|third|fourth|fifth|last|final|closing|opening|1st|2nd|3rd|4th)"
    r"\s(?:(?P<count>few|several|two|three|four|five|six)\s)?(?P<part>quarter|week|days|weeks|months|years))"
    r"\sof(?:\sthe)?\s{1,3}))$"
)
_PARTS: dict[str, Part] = {
    "early": "early", "late": "late", "mid": "mid", "middle": "mid", "beginning": "start", "start": "start",
    "outset": "start", "turn": "start", "end": "end", "close": "end", "first half": "first half",
    "second half": "second half", "latter half": "second half",
}  # fmt: skip
_IN_UNITS = re.compile(r"(?i:in|within)\b")
_TIME_WORD = re.compile(r"(?i:time)$")


def time_expressions(
    text: str, published: dt.date | None, *, tense: Tense = "past", anchor: dt.date | None = None
) -> list[TimeExpression]:
    """The words of time in ``text``, in order, each placed as far as the words fix it.

    ``anchor`` is the day of the event last told of, for "three days earlier" and "the following year";
    without it these are unknown. Without ``published`` all that counts from it is unknown. The words
    found do not depend on the dates or the tense.
    """
    return _expressions(text, Frame(published, tense, anchor), lenient=False)


def resolve_expression(
    expr_text: str, published: dt.date | None, tense: Tense = "past", *, anchor: dt.date | None = None
) -> When:
    """The interval that one expression names ("Tuesday", "in 2017", "2017", "May"); unknown if none."""
    frame = Frame(published, tense, anchor)
    found = _expressions(expr_text, frame, lenient=False) or _expressions(expr_text, frame, lenient=True)
    if not found:
        return When(basis=f'"{expr_text}" holds no words of time')
    return max(found, key=lambda e: e.end - e.start).when


def bounded(expression: TimeExpression, published: dt.date | None, tense: Tense) -> When:
    """The days an event that stands in ``relation`` to the expression may lie in.

    "Will leave by the end of 2020": from publication to that day. "Has stood since 2014": from 2014 to
    publication. An open side with no publication date to close it leaves the event unknown.
    """
    when, relation = expression.when, expression.relation
    if when.earliest is None or when.latest is None:
        return when
    if relation in ("at", "during") or (relation == "from" and expression.kind == "range"):
        return _done(when, published, tense)
    if relation in ("since", "from", "after"):
        start: dt.date | None = when.earliest
        end = published if tense != "future" else (when.latest if relation == "from" else None)
    else:
        start, end = (published, when.latest) if tense == "future" else (None, when.latest)
    if start is None or end is None or start > end:
        return When(basis=f"{when.basis}; open to one side")
    interval = intervals.between(start, end)
    return When(earliest=interval.earliest, latest=interval.latest, precision=interval.precision, basis=when.basis)


def _done(when: When, published: dt.date | None, tense: Tense) -> When:
    """What is told as done "this month" lies before publication; a plan for "this month" may be under way."""
    assert when.earliest is not None and when.latest is not None
    if published is None or tense != "past" or not when.earliest <= published < when.latest:
        return when
    precision = "day" if when.earliest == published else when.precision
    return When(earliest=when.earliest, latest=published, precision=precision, basis=when.basis)


def _expressions(text: str, frame: Frame, *, lenient: bool) -> list[TimeExpression]:
    finds = scan(text)
    spans: list[Span] = []
    position = 0
    while position < len(finds):
        span, used = joined(text, finds, position)
        previous = spans[-1] if spans else None
        grown = _grown(text, span, previous, lenient)
        if grown is None and used > 1:  # what was joined falls apart: try the first alone
            span, used = alone(finds[position]), 1
            grown = _grown(text, span, previous, lenient)
        if grown is not None:
            spans.append(grown)
        position += used
    told: list[TimeExpression] = []
    for span in spans:
        told.append(_expression(text, span, frame, told))
        follows = apart(text, span.end)
        if follows is not None:
            words = Span(span.find, follows.start, follows.end, "apart", follows.meaning)
            told.append(_expression(text, words, frame, told))
    return told


def _grown(text: str, span: Span, previous: Span | None, lenient: bool) -> Span | None:
    """The span with its modifier and preposition; None if it is weak and nothing makes it a time."""
    floor = previous.end if previous else 0
    modified = _modified(text, span, floor)
    strong = modified is not None or not span.find.weak
    span = modified or span
    head = text[max(floor, span.start - 24) : span.start]
    preposition = _PREPOSITION.search(head)
    word = ""
    if preposition:
        word = " ".join((preposition["prep"] or preposition["joined"]).lower().split())
    if not strong and not lenient and not supported(text, span, word, previous):
        return None
    own = text[span.start : span.end].split(maxsplit=1)[0].lower() if span.end > span.start else ""
    relation = span.relation or _RELATIONS.get(own) or _RELATIONS.get(word.split()[0] if word else "")
    if word == "for" and span.kind == "date":
        relation = "at"  # "set for 2016"
    elif preposition and word in _RELATIONS:
        relation = span.relation if span.relation and word == "from" else _RELATIONS[word]
    start = span.start
    if word in _NOT_BEFORE_DAYS and _names_day(span.meaning):
        pass  # "flew in yesterday", "in Tuesday's vote"
    elif preposition and word not in _OUTSIDE_SPAN:
        start -= len(preposition[0])
    elif word == "for" and not span.find.weak and isinstance(span.meaning, Rolling):
        start -= len(preposition[0]) if preposition else 0
    return replace(span, start=start, relation=relation or "at")


def _names_day(meaning: Meaning) -> bool:
    return isinstance(meaning, Weekday) or (isinstance(meaning, Offset) and meaning.unit == "day")


def _modified(text: str, span: Span, floor: int) -> Span | None:
    """The span with "early", "the end of", "the second half of", "the first week of" before it."""
    head = text[max(floor, span.start - 32) : span.start]
    found = _MODIFIER.search(head)
    if not found or isinstance(span.meaning, Unplaced | Rolling):
        return None
    if span.find.weak == "year" and not year_in_context(text, span.find.start, span.find.end):
        return None
    word = " ".join((found["mod"] or found["end"]).lower().split())
    if found["end"] and isinstance(span.meaning, Offset) and span.meaning.unit == "day":
        return None  # "at the end of the day" is a figure of speech
    meaning = span.meaning
    if word == "week":  # "the week of June 14" is no day
        meaning = Nth(0, "week", meaning)
    elif word == "month":
        pass
    elif word.startswith("early "):
        meaning = PartOf("early", meaning)
    elif found["nth"]:
        number, unit = ORDINALS[found["nth"].lower()], found["part"].lower()
        if unit in ("quarter", "week"):
            meaning = Nth(number, "quarter" if unit == "quarter" else "week", meaning)
        elif found["count"]:
            meaning = PartOf("second half" if number < 0 else "first half", meaning)
        else:
            meaning = PartOf("end" if number < 0 else "start", meaning)
    elif word in ("earlier", "later"):
        meaning = UpToNow(word == "later", meaning)
    elif isinstance(meaning, Range):
        meaning = replace(meaning, first=PartOf(_PARTS[word], meaning.first))
    else:
        meaning = PartOf(_PARTS[word], meaning)
    start = span.start - len(found[0])
    return replace(span, start=start, meaning=meaning)


def _expression(text: str, span: Span, frame: Frame, before: list[TimeExpression]) -> TimeExpression:
    said = text[span.start : span.end]
    kind, meaning, relation = span.kind, span.meaning, span.relation or "at"
    unit = counted_in(meaning)
    named = [e.when for e in before if e.when.earliest is not None and e.kind != "apart"]
    if unit is not None and named:
        # the time last named in the sentence is nearer than any event told of before it
        frame = replace(frame, anchor=anchor_of(named[-1], unit))
    if _IN_UNITS.match(said) and kind == "relative" and isinstance(meaning, Offset) and not meaning.anchored:
        kind, meaning, relation = _ahead_or_length(said, meaning, frame, relation)
    when = _when(said, meaning, frame)
    named_time = TimeExpression(span.start, span.end, said, when, kind, relation, when)
    return replace(named_time, bounds=bounded(named_time, frame.published, frame.tense))


def _ahead_or_length(said: str, meaning: Offset, frame: Frame, relation: Relation) -> tuple[Kind, Meaning, Relation]:
    """ "In two years" is a point ahead after "will", a length of time after "did"."""
    if meaning.count <= 0 and meaning.after == 0:
        return "relative", meaning, relation
    if frame.tense == "future" or _TIME_WORD.search(said):
        if said.lower().startswith("within"):
            return "range", Rolling(meaning.unit, 0, meaning.count + meaning.after), "during"
        return "relative", meaning, relation
    return "duration_since", Unplaced("is a length of time, not a point"), "during"


def _when(said: str, meaning: Meaning, frame: Frame) -> When:
    quoted = f'"{said}"'
    if isinstance(meaning, Unplaced):
        return When(basis=f"{quoted} {meaning.reason}")
    try:
        interval = resolve(meaning, frame)
    except (ValueError, OverflowError):
        return When(basis=f"{quoted} leaves the calendar")
    if interval is None:
        if counted_in(meaning) is not None:
            return When(basis=f"{quoted} counts from another event")
        if frame.published is None and not isinstance(meaning, Fixed):
            return When(basis=f"{quoted} needs a publication date")
        return When(basis=f"{quoted} fits no date")
    basis = quoted
    if counted_in(meaning) is not None:
        basis += f" from {frame.anchor}"
    elif not _is_fixed(meaning):
        basis += f" from {frame.published}"
    return When(earliest=interval.earliest, latest=interval.latest, precision=interval.precision, basis=basis)


def _is_fixed(meaning: Meaning) -> bool:
    match meaning:
        case Fixed():
            return True
        case PartOf(whole=whole) | Nth(whole=whole):
            return _is_fixed(whole)
        case Within(outer=outer):
            return _is_fixed(outer)
        case Range(last=last, first=first):
            return _is_fixed(last) and (_is_fixed(first) or isinstance(first, Yearless))
    return False
