"""What is expected of a relation or of dealings between states, who expects it, and by when.

Words of expectation count when the sentence is about a relation or two parties; announced meetings and
visits are events, not expectations. A process said to remain at a standstill is one too.
"""

from __future__ import annotations

from spacy.tokens import Doc, Token

from detente.coding import relation_mood as mood
from detente.coding.dyads import Dyad, Relation, codes, relations
from detente.coding.holders import holder
from detente.coding.relation_words import Found, condition_nouns, find_phrases, words_for
from detente.language.reading import Mention, Reading, Sentence
from detente.language.syntax import clause_head, direct_objects, surface_subject, with_lemma
from detente.records import Outlook

_STAYING = frozenset({"remain", "stay", "look", "seem", "appear"})


def outlook(reading: Reading) -> tuple[Outlook, ...]:
    """Expectations in text order, at most one a sentence."""
    found: list[Outlook] = []
    related = False  # whether the sentence before spoke of a relation
    for sentence, doc, mentions, nouns, focus in relations(reading):
        cue = _expectation(sentence, doc, mentions, nouns, focus if related or mentions else None, related)
        related = bool(nouns)
        if cue is None:
            continue
        about = _about(mentions, nouns, focus)
        if not about:
            continue
        found.append(
            Outlook(
                sentence=sentence.index,
                start=sentence.start,
                end=sentence.end,
                text=sentence.text,
                about=about,
                horizon=mood.horizon(sentence.text),
                holder=holder(reading, sentence, doc, cue),
            )
        )
    return tuple(found)


def _about(mentions: tuple[Mention, ...], nouns: tuple[Relation, ...], focus: Dyad | None) -> tuple[str, ...]:
    """Codes of the relations spoken of; without one those named; without any those in focus."""
    of_relations = [code for noun in nouns for dyad in noun.dyads for code in dyad]
    return tuple(dict.fromkeys(of_relations or codes(mentions) or (focus or ())))


def _expectation(
    sentence: Sentence,
    doc: Doc,
    mentions: tuple[Mention, ...],
    nouns: tuple[Relation, ...],
    focus: Dyad | None,
    related: bool,
) -> Token | None:
    """The token of the first expectation that is about the states' dealings, if there is one."""
    if sentence.text.rstrip("\"”’' ").endswith("?"):
        return None
    for phrase in find_phrases(doc, "outlook"):
        head = doc[phrase.start : phrase.end].root
        if phrase.kind == "strong" and _strong(phrase, doc, head, mentions, nouns, focus, related):
            return head
        if phrase.kind == "modal" and (
            _foreseen(doc[phrase.start], nouns, mentions) or _may(sentence, doc[phrase.start], mentions)
        ):
            return clause_head(doc[phrase.start].head)
        if phrase.kind == "standstill" and _stands_still(doc, phrase):
            return head
    return None


def _strong(
    phrase: Found,
    doc: Doc,
    head: Token,
    mentions: tuple[Mention, ...],
    nouns: tuple[Relation, ...],
    focus: Dyad | None,
    related: bool,
) -> bool:
    verb = clause_head(head)
    if phrase.end - phrase.start == 1 and head.lemma_ in words_for("expecting verbs") and head.pos_ != "VERB":
        return False
    if _planned(doc, phrase, verb) or _past_only(verb):
        return False
    if nouns:
        return True
    subjects = words_for("dealings")
    about_dealings = any(t.pos_ in ("NOUN", "VERB", "PROPN") for t in with_lemma(doc, subjects))
    if len(codes(mentions)) >= 2:
        return about_dealings
    anaphoric = any(s.lower_ in ("this", "that", "it", "they") for s in surface_subject(verb))
    if anaphoric and related:
        return True
    return focus is not None and about_dealings and (anaphoric or bool(mentions))


def _planned(doc: Doc, phrase: Found, verb: Token) -> bool:
    """True when what is expected is an appointment: a visit, a meeting, a signing."""
    appointments = words_for("appointments")
    for token in (verb, *(t for t in doc[phrase.end : phrase.end + 4] if t.pos_ == "VERB")):
        if token.lemma_.lower() in appointments and token.i >= phrase.start:
            return True
    return False


def _past_only(verb: Token) -> bool:
    """Expectations told in a simple past are history ("was expected to", "seemed likely")."""
    if verb.dep_ == "ccomp":
        return False  # "said a deal was unlikely" is backshifted
    return verb.tag_ == "VBD" and verb.lemma_ in (
        "be",
        "seem",
        "appear",
        "look",
        "expect",
        "predict",
        "forecast",
    )


_ACCORDS = frozenset(
    "deal agreement treaty pact accord truce ceasefire talk summit alliance plan bargain compromise".split()
)


def _may(sentence: Sentence, modal: Token, mentions: tuple[Mention, ...]) -> bool:
    """ "China may answer with curbs", "the deal could fail": a guess about what a state or an accord will do."""
    verb = modal.head
    if modal.dep_ != "aux" or modal.lower_ not in ("may", "might", "could") or verb.dep_ not in ("ROOT", "conj"):
        return False
    if any(c.dep_ == "aux" and c.lower_ == "have" for c in verb.children) or verb.lemma_.lower() in words_for(
        "appointments"
    ):
        return False
    if any(c.dep_ == "neg" for c in verb.children) and modal.lower_ == "could":
        return False
    for subject in surface_subject(verb):
        at = sentence.start + subject.idx
        named = any(m.start <= at < m.end and m.actor.country and m.kind != "place" for m in mentions)
        if named or subject.lemma_.lower() in _ACCORDS:
            return True
    return False


def _foreseen(modal: Token, nouns: tuple[Relation, ...], mentions: tuple[Mention, ...]) -> bool:
    """True for a modal over a verb that has a relation or a change in dealings as subject or object."""
    verb = modal.head
    if modal.dep_ != "aux" or verb.lemma_.lower() in words_for("appointments"):
        return False
    if any(c.dep_ == "mark" and c.lower_ in ("if", "unless", "whether") for c in verb.children):
        return False
    if modal.lower_ == "would" and verb.dep_ == "ccomp":
        return False
    relation = {noun.noun for noun in nouns}
    arguments = [*surface_subject(verb), *direct_objects(verb)]
    for argument in arguments:
        if argument in relation or any(t in relation for t in argument.subtree if t.dep_ in ("pobj", "conj", "poss")):
            return True
        if len(codes(mentions)) >= 2 and argument.lemma_.lower() in condition_nouns() | words_for("changes"):
            return True
    return len(codes(mentions)) >= 2 and verb.lemma_.lower() in words_for("changing")


def _stands_still(doc: Doc, phrase: Found) -> bool:
    """True for "rapprochement remains on ice": a process in the subject, a verb of staying, a standstill."""
    verb = clause_head(doc[phrase.start])
    if verb.lemma_ not in _STAYING:
        verb = clause_head(verb.head)  # "remains stalled": the participle has a clause of its own
    if verb.lemma_ not in _STAYING or verb.tag_ == "VBD":
        return False
    processes = words_for("processes")
    for subject in surface_subject(verb):
        if subject.lemma_.lower() in processes or any(t.lemma_.lower() in processes for t in subject.subtree):
            return True
    return False
