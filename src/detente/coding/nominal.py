"""Candidates from nouns of action: "Turkey's shelling of Syria", "talks between A and B", "launched an invasion"."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from detente.coding.arguments import Arguments, Party
from detente.coding.candidate import PREPOSITIONS, VISIT_PLACES, Candidate, pairs
from detente.coding.lexicon import Pattern
from detente.language.reading import Sentence
from detente.language.syntax import (
    by_agent,
    conjuncts,
    direct_objects,
    is_passive,
    logical_subject,
    prepositional,
)
from detente.records import EventType

#: Verbs that lend their subject to the noun of action they govern ("launched an invasion").
LIGHT = frozenset(
    "launch conduct carry make pay hold give issue mount stage begin start continue resume impose wage open "
    "step undertake perform do have take intensify escalate expand widen order announce declare unleash execute "
    "renew repeat commit deliver offer express voice send provide complete be plan threaten prepare consider "
    "promise propose propose vow cancel halt suspend end stop reject deny refuse postpone discuss mull "
    "keep maintain extend increase lead pursue attempt".split()
)
#: Verbs whose subject undergoes the noun of action they govern.
_UNDERGO = frozenset("face suffer undergo receive endure sustain meet encounter draw provoke earn win".split())

#: Nouns of motion or self-directed action, whose "of X" names who acts, not who is acted upon.
_OF_ACTS = frozenset(
    "withdrawal retreat pullout pull-out pullback pull-back deployment mobilisation mobilization buildup build-up "
    "visit arrival departure apology refusal warning threat demand call appeal plea pledge promise accusation "
    "criticism allegation signing sanction".split()
)


#: Types whose act goes "from" the actor "to" the recipient.
_FROM_TO: frozenset[EventType] = frozenset(
    {"AGREE", "SUPPORT", "COOPERATE", "AID", "CONCEDE", "REQUEST", "ACCUSE", "REJECT", "THREATEN"}
)


def from_noun(sentence: Sentence, noun: Token, patterns: tuple[Pattern, ...], args: Arguments) -> Iterator[Candidate]:
    """Candidates of one noun that can tell an act."""
    first = patterns[0]
    governor, borrowed, undergoing = _governor(noun)
    before = args.modifiers(noun)
    owners = args.acting([t for c in noun.children if c.dep_ == "poss" for t in conjuncts(c)])
    preps = list(prepositional(noun))
    if noun.dep_ in ("nsubj", "nsubjpass", "dobj"):
        # "no meeting took place between X and Y": the verb only carries the noun
        preps += [(p, o) for p, o in prepositional(noun.head) if p in ("between", "among")]
    wanted = VISIT_PLACES if first.mode == "visit" else PREPOSITIONS[first.type]
    # "the signing of an accord between A and B"
    preps += [(p, o) for prep, held in preps if prep == "of" for p, o in prepositional(held) if p == "between"]
    between = args.acting([obj for prep, obj in preps if prep in ("between", "among")])
    if len(between) > 1 or (len(before) > 1 and not owners):
        parties = between if len(between) > 1 else before
        if first.type in ("CONSULT", "AGREE", "COOPERATE", "SUPPORT") or "mutual" in first.flags:
            yield from pairs(sentence, noun, governor, patterns, parties, [])
            return
        yield from pairs(sentence, noun, governor, patterns, parties[:1], parties[1:])
        return
    acting = owners or before
    carried = [c for c in noun.children if c.dep_ == "acl" and c.lemma_ in LIGHT]
    agents = args.acting(
        by_agent(noun)
        + [t for c in carried for t in by_agent(c)]
        + [o for c in carried for p, o in prepositional(c) if p == "from"]
    )
    of = [obj for prep, obj in preps if prep == "of"]
    actors: list[Party]
    if agents:
        actors, recipients = agents, [p for p in acting if p not in agents] or args.affected(of)
    elif acting:
        actors, recipients = acting, args.affected([] if noun.lemma_ in _OF_ACTS else of)
    elif noun.lemma_ in _OF_ACTS and args.acting(of):
        actors, recipients = args.acting(of), []
    elif first.type in _FROM_TO and any(prep == "to" for prep, _ in preps):
        # "an apology from A to B"
        actors = args.acting([obj for prep, obj in preps if prep == "from"])
        recipients = args.affected([obj for prep, obj in preps if prep == "to"]) if actors else args.affected(of)
    else:
        actors, recipients = [], args.affected(of)
    if not recipients:
        for word in wanted:
            if word == "of":
                continue
            recipients = args.affected([obj for prep, obj in preps if prep == word])
            if recipients:
                break
    subject = args.acting(borrowed) or (args.affected(borrowed) if undergoing else [])
    if undergoing:
        actors, recipients = actors or args.acting([o for p, o in preps if p in ("from", "by")]), recipients or subject
    elif not actors and subject:
        actors = [p for p in subject if p.country not in {r.country for r in recipients}]
    elif actors and not recipients and subject:
        if first.type in ("CONSULT", "AGREE", "COOPERATE"):
            recipients = [p for p in subject if p.country not in {a.country for a in actors}]
        elif any(p.country not in {a.country for a in actors} for p in subject) and governor.lemma_ in LIGHT:
            # "Ankara imposed Russian sanctions" is not said: a modifier under a light verb is who undergoes
            actors, recipients = subject, actors
    if not recipients and actors:
        verb_preps = (
            [obj for prep, obj in prepositional(governor) if prep in wanted] if governor.lemma_ in LIGHT else []
        )
        recipients = [p for p in args.affected(verb_preps) if p.country not in {a.country for a in actors}]
    yield from pairs(sentence, noun, governor, patterns, actors, recipients)


def _governor(noun: Token) -> tuple[Token, list[Token], bool]:
    """The verb above a noun of action, the subject it lends, and whether that subject undergoes the act."""
    head = noun
    for _ in range(4):
        if head.head == head:
            break
        if head.head.pos_ in ("VERB", "AUX"):
            verb = head.head
            if head.dep_ == "pobj" and is_passive(verb):
                return verb, direct_objects(verb), True
            if head.dep_ in ("dobj", "attr") or (head.dep_ in ("pobj",)):
                if verb.lemma_ in _UNDERGO:
                    return verb, logical_subject(verb), True
                if verb.lemma_ in LIGHT:
                    return verb, logical_subject(verb), False
            return verb, [], False
        if head.dep_ not in ("conj", "pobj", "prep", "appos", "attr", "dobj"):
            break
        head = head.head
        if head.dep_ == "agent" and head.head.pos_ == "VERB":
            return head.head, direct_objects(head.head), True  # "was hit by an attack"
        if head.dep_ == "prep" and head.lower_ not in ("of", "in", "on", "with", "for"):
            return (head.head if head.head.pos_ in ("VERB", "AUX") else noun), [], False
    return noun, [], False
