"""Pairs that a verb links loosely, whatever the verb: whom its subject may act upon, for the type model to judge.

The lexicon's triggers know where their parties stand. Any other verb, and a known one whose other party stands deeper
("agreed to open its border so that aid can reach B"), links its subject to the parties under it. Here only the
pairs are found; the type model says whether something passes between them, and what.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from spacy.tokens import Doc, Token

from detente.coding.arguments import Arguments, Party
from detente.coding.candidate import Candidate
from detente.coding.plover import TYPES
from detente.language.reading import Sentence
from detente.language.syntax import conjuncts, is_passive, logical_subject, own_subject, verbs
from detente.records import EventType

#: Verbs that by themselves tell no act between states, whoever stands around them.
_IDLE = frozenset(
    "be have seem appear remain become believe think know mean include concern involve lie stand border feel "
    "resemble contain comprise exceed rank compare own belong depend "
    "face suffer undergo receive endure sustain encounter draw provoke earn get".split()
)
#: Acts done in words: told by the upper verb ("agreed to send"); the others by the verb nearest to the recipient.
VERBAL: frozenset[EventType] = frozenset({"AGREE", "CONSULT", "SUPPORT", "REQUEST", "ACCUSE", "REJECT", "THREATEN"})
MATERIAL: frozenset[EventType] = frozenset(TYPES) - VERBAL
#: What several subjects of one verb may do with or to each other.
TOGETHER: frozenset[EventType] = frozenset({"CONSULT", "AGREE", "SUPPORT", "COOPERATE", "ASSAULT"})
#: What saying something of another party's act may be.
_OF_ANOTHER: frozenset[EventType] = frozenset({"ACCUSE", "SUPPORT", "REQUEST", "REJECT"})
#: Verbs of a clause; the others qualify a noun or another verb.
_ASIDE = frozenset({"aux", "auxpass", "amod", "compound", "pcomp"})
_CLAUSES = frozenset({"ccomp", "xcomp", "advcl", "relcl", "acl", "pcomp", "conj", "parataxis", "dep"})
#: Clauses that stand beside the act: its time, its reason, what else was going on.
_BESIDE = frozenset("after before since when while as because although though whereas until once following if".split())
_TELLING = frozenset("say state announce report claim complain allege protest declare confirm".split())
_MOST = 4


def linked(sentence: Sentence, doc: Doc, args: Arguments, known: Sequence[Candidate]) -> Iterator[Candidate]:
    """Candidates without patterns, one a directed pair and kind of act (verbal, material, together).

    A verb that by the ``known`` candidates acts upon somebody is left alone: deeper names are its circumstances.
    """
    seen: set[tuple[str, str]] = set()
    settled = {(c.governor.i, c.actor.country) for c in known if c.recipient}
    for verb in sorted((t for t in verbs(doc) if t.pos_ == "VERB" and t.dep_ not in _ASIDE), key=_depth):
        subjects = logical_subject(verb)
        actors = args.acting(subjects, civil=True)
        if not actors or (verb.lemma_ in _IDLE and not _clausal(verb)) or _of_a_noun(verb):
            continue
        own = {a.country for a in actors}
        reached = _reached(verb, args, own) or [(p, verb) for p in _complaining(verb, args, own)]
        for recipient, lower in reached:
            for actor in actors:
                key = (actor.country, recipient.country)
                if key in seen or (verb.i, actor.country) in settled or (lower.i, actor.country) in settled:
                    continue
                seen.add(key)
                telling = verb.lemma_ in _TELLING and any(c.dep_ == "ccomp" for c in verb.children)
                if telling and lower.lemma_ in _TELLING:
                    # "A said that B had ...": of what B does A tells; that A does it is not said
                    yield Candidate(sentence, verb, verb, (), actor, recipient, _OF_ANOTHER)
                    continue
                yield Candidate(sentence, verb, verb, (), actor, recipient, VERBAL)
                yield Candidate(sentence, lower, lower, (), actor, recipient, MATERIAL)
        if len(own) > 1 and verb.dep_ != "acl" and not any((verb.i, code) in settled for code in own):
            for actor in actors:
                for other in actors:
                    key = (actor.country, other.country)
                    if key[0] != key[1] and key not in seen:
                        seen.add(key)
                        yield Candidate(sentence, verb, verb, (), actor, other, TOGETHER)


def _complaining(verb: Token, args: Arguments, but: set[str]) -> list[Party]:
    """ "A said that troops of B had fired": who tells of a deed without a second party may be whom it was done to."""
    upper = verb.head
    if verb.dep_ != "ccomp" or upper.lemma_ not in _TELLING or not own_subject(verb):
        return []
    return [p for p in args.acting(logical_subject(upper)) if p.country not in but]


def _depth(token: Token) -> tuple[int, int]:
    depth, at = 0, token
    while at.head != at and depth < 60:
        at = at.head
        depth += 1
    return depth, token.i


def _of_a_noun(verb: Token) -> bool:
    """ "a decision to ease its ban": whose it is stands with the noun, not with the verb above."""
    return verb.dep_ == "acl" and any(c.dep_ == "aux" and c.lower_ == "to" for c in verb.children)


def _clausal(verb: Token) -> bool:
    return any(c.dep_ in ("xcomp", "ccomp") for c in verb.children)


def _reached(verb: Token, args: Arguments, but: set[str]) -> list[tuple[Party, Token]]:
    """Parties below ``verb``, each once, with the lowest verb on the way that its subject still governs."""
    found: dict[str, tuple[Party, Token]] = {}
    queue: list[tuple[Token, Token]] = [(c, verb) for c in _below(verb)]
    while queue and len(found) < _MOST:
        token, lower = queue.pop(0)
        mention = args.mention(token)
        if mention is not None:
            for actor in mention.actors:
                if actor.country and actor.country not in but:
                    found.setdefault(actor.country, (Party(actor, mention), lower))
        if token.dep_ in _CLAUSES and token.pos_ in ("VERB", "AUX"):
            if _stands_beside(token):
                continue
            own = own_subject(token)
            named = {p.country for p in args.affected(own)} if own else set()
            if token.dep_ == "conj" and own:
                continue
            if named - but:
                queue.extend((s, lower) for s in own)
                continue
            if token.dep_ in ("xcomp", "ccomp", "pcomp", "conj", "acl"):
                lower = token
        queue.extend((c, lower) for c in token.children if c.dep_ != "punct")
    return list(found.values())


def _below(verb: Token) -> list[Token]:
    """What hangs on the verb and is not its logical subject."""
    if is_passive(verb):
        below = [c for c in verb.children if c.dep_ != "agent" and not (c.dep_ == "prep" and c.lower_ == "by")]
        return below or [s for s in own_subject(verb) for s in conjuncts(s)]
    return [c for c in verb.children if c.dep_ not in ("nsubj", "csubj", "punct")]


def _stands_beside(clause: Token) -> bool:
    if clause.dep_ != "advcl":
        return False
    marks = {c.lower_ for c in clause.children if c.dep_ in ("mark", "advmod")}
    return bool(marks & _BESIDE) or any(c.dep_ == "nsubj" for c in clause.children)
