"""Why a relation stands as it does: the reasons the sentence, or the next one, gives."""

from __future__ import annotations

import re

from spacy.tokens import Doc, Token

from detente.coding.relation_words import words_for
from detente.language.reading import Reading, Sentence

_PHRASES = re.compile(
    r"\b(?:because of|because|due to|owing to|thanks to|as a result of|in response to|in the wake of|"
    r"on account of|driven by|fuelled by|fueled by|prompted by|triggered by|in the face of|stemming from|"
    r"as a consequence of|in the aftermath of|in light of|on the back of|in view of|in protest at|by virtue of|"
    r"amid|amidst|given|following|in retaliation for|spurred by|underpinned by|against the backdrop of)\s+",
    re.IGNORECASE,
)
_SINCE = re.compile(
    r"\bsince\s+(?!(?:the )?(?:\d|january|february|march|april|may|june|july|august|september|october|november|december|last|then|early|late|mid))",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r"(?:this|that|it) (?:is|was|comes|stems|follows|has come)\b[^.]{0,30}?\b(?:because(?: of)?|due to|owing to|thanks to|after|as|amid|partly because)\s+",
    re.IGNORECASE,
)
_OVER = words_for("over")


def drivers(reading: Reading, sentence: Sentence, doc: Doc, cue: Token) -> tuple[str, ...]:
    """Reasons in the words of the text, without the connective; those holding ``cue`` itself left out."""
    found: list[tuple[int, str]] = []
    for pattern in (_PHRASES, _SINCE):
        for match in pattern.finditer(sentence.text):
            words = _phrase(doc, match.start(), match.end())
            if words is not None and not (words[0] <= cue.idx < words[1]):
                found.append((words[0], sentence.text[words[0] : words[1]]))
    for token in doc:
        if (
            token.lower_ == "over"
            and token.dep_ == "prep"
            and (token.head.lower_ in _OVER or token.head == cue)
        ):
            left, right = token.i + 1, token.right_edge.i + 1
            if right > left:
                span = doc[left:right]
                found.append((span.start_char, span.text))
    after = _next(reading, sentence)
    if after is not None:
        match = _GOES_ON.match(after.text)
        if match is not None:
            found.append((len(sentence.text), after.text[match.end() :].rstrip(" .")))
    kept: list[str] = []
    last_end = -1
    for at, words_ in sorted(found):
        if at >= last_end:
            kept.append(words_.strip(" ,.;"))
            last_end = at + len(words_)
    return tuple(dict.fromkeys(w for w in kept if w))


def _phrase(doc: Doc, at: int, after: int) -> tuple[int, int] | None:
    """Character span of what follows a connective: the subtree it governs, cut at the clause's end."""
    first = next((t for t in doc if t.idx >= after), None)
    head = next((t for t in doc if t.idx >= at), None)
    if first is None or head is None:
        return None
    candidates = [t for t in doc if at <= t.idx < after]
    right = max(
        (t.right_edge.i for t in candidates if t.dep_ in ("prep", "mark", "agent", "pcomp", "acl", "advcl")),
        default=first.i,
    )
    for token in candidates:
        if token.dep_ == "mark":
            right = max(right, token.head.right_edge.i)
    if right <= first.i:
        right = next((t.i for t in doc[first.i :] if t.text in (",", ";", ".", "–", "—")), len(doc)) - 1
    span = doc[first.i : right + 1]
    return (span.start_char, span.end_char) if len(span) else None


def _next(reading: Reading, sentence: Sentence) -> Sentence | None:
    index = sentence.index + 1
    if index < len(reading.sentences) and reading.sentences[index].paragraph == sentence.paragraph:
        return reading.sentences[index]
    return None
