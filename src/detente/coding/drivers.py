"""Why a relation stands as it does: the reasons the sentence, or the next one, gives."""

from __future__ import annotations

import re

from spacy.tokens import Doc, Token

from detente.coding.relation_words import words_for
from detente.language.reading import Reading, Sentence
from detente.language.syntax import clause_head, with_word

_CONNECTIVES = re.compile(
    r"\b(?:because(?: of)?|due to|owing to|thanks to|as a (?:result|consequence) of|in response to|"
    r"in the (?:wake|face|aftermath) of|on account of|stemming from|in light of|on the back of|in view of|"
    r"(?:driven|fuelled|fueled|prompted|triggered|spurred|underpinned|helped|cemented) by|in protest at|"
    r"by virtue of|amid|amidst|given|following|after|in retaliation for|against the backdrop of)\s+",
    re.IGNORECASE,
)
_TIMES = (
    r"(?:the )?(?:\d|january|february|march|april|may|june|july|august|september|october|november|december|"
    r"last|then|early|late|mid|cold war|independence|second world|world war|end of|beginning|start)"
)
_SINCE = re.compile(rf"\bsince\s+(?!{_TIMES})", re.IGNORECASE)
_GOES_ON = re.compile(
    r"(?:this|that|it) (?:is|was|comes|stems|follows|has come)\b[^.]{0,30}?"
    r"\b(?:because(?: of)?|due to|owing to|thanks to|after|as|amid)\s+",
    re.IGNORECASE,
)
_AFTER_SPAN = re.compile(r"(?:years|decades|months|weeks|a (?:year|decade|month|week)|all)\b", re.IGNORECASE)


def drivers(reading: Reading, sentence: Sentence, doc: Doc, cue: Token) -> tuple[str, ...]:
    """Reasons in the words of the text, without the connective; those holding ``cue`` itself left out."""
    text = sentence.text
    found: list[tuple[int, str]] = []
    for pattern in (_CONNECTIVES, _SINCE):
        for match in pattern.finditer(text):
            if match.group().lower().startswith("after") and _AFTER_SPAN.match(text[match.end() :]):
                continue
            words = _phrase(doc, match.start(), match.end(), cue)
            if words is not None and not words[0] <= cue.idx < words[1]:
                found.append((words[0], text[words[0] : words[1]]))
    for token in with_word(doc, {"over"}):
        if token.dep_ == "prep" and _quarrels(token.head, cue):
            span = doc[token.i + 1 : token.right_edge.i + 1]
            found.append((span.start_char, span.text))
    after = _next(reading, sentence)
    going_on = _GOES_ON.match(after.text) if after is not None else None
    if after is not None and going_on is not None:
        found.append((len(text), after.text[going_on.end() :].rstrip(" .")))
    kept: list[str] = []
    last_end = -1
    for at, reason in sorted(found):
        if at >= last_end:
            kept.append(reason.strip(" ,.;"))
            last_end = at + len(reason)
    return tuple(dict.fromkeys(reason for reason in kept if reason))


def _quarrels(head: Token, cue: Token) -> bool:
    return head == cue or head.lower_ in words_for("over") or head.lemma_.lower() in words_for("over")


def _phrase(doc: Doc, at: int, after: int, cue: Token) -> tuple[int, int] | None:
    """Character span of what follows a connective: what it governs, cut at the clause's end.

    A connective that hangs on a noun phrase away from the cue ("the first talks since the war") gives none.
    """
    connective = [t for t in doc if at <= t.idx < after]
    first = next((t for t in doc if t.idx >= after), None)
    if first is None or not connective:
        return None
    top = connective[0]
    governor = top.head.head if top.dep_ == "mark" else top.head
    if governor.pos_ in ("NOUN", "PROPN", "ADJ") and governor != cue and not governor.is_ancestor(cue):
        near = clause_head(governor)
        if (
            top.lower_ in ("since", "after", "given")
            and near != governor
            and governor.dep_ not in ("attr", "acomp", "dobj")
        ):
            return None
    heads = [t for t in connective if t.dep_ in ("prep", "agent", "pcomp", "acl", "advcl")]
    heads += [t.head for t in connective if t.dep_ == "mark"]
    right = max((t.right_edge.i for t in heads), default=first.i)
    if right <= first.i:
        right = next((t.i for t in doc[first.i :] if t.text in (",", ";", ".", "–", "—")), len(doc)) - 1
    span = doc[first.i : right + 1]
    return (span.start_char, span.end_char) if len(span) else None


def _next(reading: Reading, sentence: Sentence) -> Sentence | None:
    index = sentence.index + 1
    if index < len(reading.sentences) and reading.sentences[index].paragraph == sentence.paragraph:
        return reading.sentences[index]
    return None
