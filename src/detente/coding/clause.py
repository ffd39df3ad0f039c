"""The words of one act: its own clause without the clauses of other acts.

A sentence often tells several acts ("X recalled its envoy after Y had jailed a trawler's crew"). How an act was
done and what it was about stand in its own clause, in its complement ("urged Y to free the crew") and in phrases
("over the trawler"), not in clauses coordinated with it or set before or after it in time.
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from detente.language.syntax import SUBJECTS, clause_head, once, own_subject

#: Conjunctions that bring in another act, not the content of this one.
_APART = frozenset("after before although though while when whereas since until once as but".split())
_REPORTED = frozenset({"ccomp", "parataxis"})


def clause_tokens(trigger: Token) -> list[Token]:
    """Tokens of the clause that tells the act of ``trigger``, in text order, its content clauses included."""
    return once(trigger.doc, ("clause", trigger.i), lambda: _clause_tokens(trigger))


def _clause_tokens(trigger: Token) -> list[Token]:
    top = clause_head(trigger)
    tokens = {t.i: t for t in _within(top)}
    if top.dep_ == "conj" and not own_subject(top):
        for subject in _shared_subject(top):
            tokens |= {t.i: t for t in subject.subtree}
    return [tokens[i] for i in sorted(tokens)]


def clause_text(trigger: Token) -> str:
    """The same as text, pieces that are apart in the sentence set apart by " … "."""
    pieces: list[str] = []
    last = -1
    for token in clause_tokens(trigger):
        if pieces and token.i != last + 1:
            pieces.append("… ")
        pieces.append(token.text_with_ws)
        last = token.i
    return "".join(pieces)


def _within(top: Token) -> Iterator[Token]:
    waiting = [top]
    while waiting:
        token = waiting.pop()
        yield token
        waiting += [child for child in token.children if not _another_act(child, top)]


def _another_act(token: Token, top: Token) -> bool:
    if token.pos_ not in ("VERB", "AUX"):
        return False
    told = any(c.dep_ in SUBJECTS for c in token.children)
    if token.dep_ == "conj":
        return token.head == top or told
    if token.dep_ in ("advcl", "prep", "pcomp"):
        return told and any(c.dep_ in ("mark", "advmod") and c.lower_ in _APART for c in token.children)
    if token.dep_ in _REPORTED and token.head == top:
        # "X left, Y said": what stands before its governor is another clause, not its content; so is what a
        # semicolon sets apart
        between = token.doc[top.i : max(top.i, token.left_edge.i)]
        return told and (token.i < top.i or any(t.text == ";" for t in between))
    return token.dep_ == "relcl" and told


def _shared_subject(verb: Token) -> list[Token]:
    above = verb.head
    for _ in range(10):
        found = [c for c in above.children if c.dep_ in SUBJECTS]
        if found or above.dep_ != "conj":
            return found
        above = above.head
    return []
