"""Candidate events: trigger, actor and recipient, read from the parse.

After the way of PETRARCH2 (Norris, Schrodt and Beieler 2017), which reads triples from phrase structure, but
over dependencies: a verb's logical subject acts, its objects and the objects of the prepositions that its type
takes are acted upon; a noun of action takes its parties from possessives, modifiers, "of", "by", "between".
Candidates are generous; the type model and the status decide what becomes of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from spacy.tokens import Doc, Token

from detente.coding.arguments import Arguments, Party
from detente.coding.candidate import PREPOSITIONS, VISIT_PLACES, Candidate, pairs
from detente.coding.lexicon import Lexicon, Pattern
from detente.coding.linked import linked
from detente.coding.nominal import from_noun
from detente.language.reading import Reading, Sentence
from detente.language.syntax import (
    datives,
    direct_objects,
    is_passive,
    logical_subject,
    own_subject,
    possessors,
    prepositional,
    surface_subject,
    with_lemma,
)
from detente.records import EventType

#: Types whose complement clause names the recipient as its subject ("demanded that Iran stop").
_WITH_CONTENT: frozenset[EventType] = frozenset({"REQUEST", "ACCUSE", "THREATEN"})
#: Types whose infinitive or "-ing" phrase names the recipient inside ("agreed to lift sanctions on Iran").
_WITH_DEED: frozenset[EventType] = frozenset({"AGREE", "CONCEDE", "REJECT", "SANCTION"})

#: What is received without anybody coming.
_PAPERS = frozenset("invitation letter message offer request report proposal note answer reply award document".split())
#: Types whose acts citizens do too: crowds, students, settlers.
_BY_ANYONE: frozenset[EventType] = frozenset({"PROTEST", "COERCE", "ASSAULT"})


def candidates(reading: Reading, sentence: Sentence, doc: Doc, lexicon: Lexicon) -> list[Candidate]:
    """All candidates of one parsed sentence, in text order."""
    arguments = Arguments(reading, sentence)
    found: list[Candidate] = []
    consumed: set[int] = set()
    heads = with_lemma(doc, lexicon.heads)
    for token in heads:
        patterns = lexicon.match(token)
        if not patterns or token.pos_ not in ("VERB", "AUX") or arguments.mention(token) is not None:
            continue
        made = list(_from_verb(sentence, token, patterns, arguments))
        if made and any(p.objects for p in patterns):
            consumed.update(head.i for head in _fixed(token, patterns))
        found.extend(made)
    for token in heads:
        if token.i in consumed or token.pos_ not in ("NOUN", "PROPN") or token.dep_ == "compound":
            continue
        patterns = lexicon.match(token)
        if patterns and arguments.mention(token) is None:
            found.extend(from_noun(sentence, token, patterns, arguments))
    found = [replace(c, elsewhere=_elsewhere(c, found)) for c in found]
    found += linked(sentence, doc, arguments, found)
    return sorted(found, key=lambda c: c.trigger.i)


def _elsewhere(candidate: Candidate, found: list[Candidate]) -> frozenset[EventType]:
    """Types that other triggers tell of the same actor and another recipient, or as done to this actor by another."""
    if candidate.recipient is None:
        return frozenset()
    actor, recipient = candidate.actor.country, candidate.recipient.country
    return frozenset(
        p.type
        for other in found
        if other.trigger != candidate.trigger and other.recipient is not None
        if (other.actor.country == actor and other.recipient.country != recipient)
        or (other.recipient.country == actor and other.actor.country != recipient)
        for p in other.patterns
    )


def _fixed(verb: Token, patterns: tuple[Pattern, ...]) -> Iterator[Token]:
    """Objects that belong to the trigger itself ("talks" in "hold talks")."""
    objects = frozenset().union(*(p.objects for p in patterns))
    for head in [*direct_objects(verb), *(obj for _, obj in prepositional(verb))]:
        if head.lemma_.lower() in objects:
            yield head
        else:
            for prep, obj in prepositional(head):
                if prep == "of" and obj.lemma_.lower() in objects:
                    yield obj


def _from_verb(sentence: Sentence, verb: Token, patterns: tuple[Pattern, ...], args: Arguments) -> Iterator[Candidate]:
    first = patterns[0]
    flags = first.flags
    actors = args.acting(logical_subject(verb))
    if not actors and verb.dep_ == "acl" and verb.tag_ == "VBG":
        # "issued a statement condemning X": who issued it condemns
        head = verb.head
        actors = args.acting(possessors(head)) or args.modifiers(head)
        if not actors and head.dep_ in ("dobj", "nsubjpass") and head.head.pos_ == "VERB":
            actors = args.acting(logical_subject(head.head))
    if verb.dep_ == "acl" and any(c.dep_ == "aux" and c.lower_ == "to" for c in verb.children):
        # "condemned a Danish decision to reopen the case": whose decision it is does what is decided
        actors = args.modifiers(verb.head) or actors
    if not actors and any(p.type in _BY_ANYONE for p in patterns):
        actors = args.acting(logical_subject(verb), civil=True)
        if actors:  # what a crowd does to an embassy is protest before it is anything else
            patterns = tuple(sorted((p for p in patterns if p.type in _BY_ANYONE), key=lambda p: p.type != "PROTEST"))
            first = patterns[0]
            flags = first.flags
    if not actors and first.type in ("AID", "COOPERATE"):
        actors = args.acting([t for t in logical_subject(verb) if t.tag_ == "NNS"], business=True)
    others = list(_recipients(verb, first, args))
    if not others and verb.dep_ == "conj" and verb.head.pos_ == "VERB" and first.type == "ACCUSE":
        # "ships of X fired at a boat, and Y lodged a protest": with whoever acted before
        others = [p for p in args.acting(logical_subject(verb.head)) if p.country not in {a.country for a in actors}]
    if not others and verb.dep_ == "conj" and verb.head.pos_ == "VERB" and first.type == "SANCTION":
        # "X cut ties with Z and Y recalled its ambassador": the act goes on against the same party
        others = [
            p
            for p in args.affected(
                list(dict.fromkeys([*direct_objects(verb.head), *(o for _, o in prepositional(verb.head))]))
            )
            if p.country not in {a.country for a in actors}
        ][:1]
    if not others and verb.dep_ == "conj" and verb.head.pos_ == "VERB" and _pronouns(direct_objects(verb)):
        # "arrested six men of X and later freed them"
        own = frozenset(a.country for a in actors)
        others = args.affected([*datives(verb.head), *direct_objects(verb.head)], but=own)
    if first.mode == "visit" and "swap" not in flags and first.words and direct_objects(verb):
        return  # "flew tanks to", "left the treaty": the subject does not travel
    if not actors and is_passive(verb) and first.type in ("RETREAT", "MOBILIZE"):
        # "Soviet soldiers were withdrawn from Hungary": whose troops move is who acts
        actors = args.acting(direct_objects(verb))
    if not actors and is_passive(verb) and first.mode in ("expel", "deport"):
        # "was expelled from X": no agent is named, but the place that expels acts
        actors = args.acting([obj for prep, obj in prepositional(verb) if prep == "from"])
        others = [p for p in others if p.country not in {a.country for a in actors}]
    if "swap" in flags:
        actors, others = _swapped(verb, first, actors, others, args)
    joint = len(actors) > 1 or any(prep in ("with", "between", "alongside") for prep, _ in prepositional(verb))
    joint = joint or any(c.lower_ in ("joint", "bilateral", "mutual") for o in direct_objects(verb) for c in o.children)
    patterns = _told_jointly(patterns, joint)
    if first.type == "AGREE" and len(actors) > 1 and not others:
        patterns = tuple(sorted(patterns, key=lambda p: "plural" not in p.flags))
        yield from pairs(sentence, verb, verb, patterns, actors, [], told_together=True)
        return
    if "plural" in patterns[0].flags and len(actors) > 1:
        others = [p for p in others if p.mention.start < actors[0].mention.start] if not _with(verb) else others
    yield from pairs(sentence, verb, verb, patterns, actors, others)


def _pronouns(tokens: list[Token]) -> bool:
    return bool(tokens) and all(t.pos_ == "PRON" and t.lower_ in ("it", "them", "him", "her") for t in tokens)


def _with(verb: Token) -> bool:
    heads = [verb, *direct_objects(verb)]  # "signed protocols with NATO"
    return any(prep in ("with", "to") for head in heads for prep, _ in prepositional(head))


def _told_jointly(patterns: tuple[Pattern, ...], joint: bool) -> tuple[Pattern, ...]:
    """Among readings of one trigger, those fit for several actors when several act, and the others otherwise:
    an exercise held alone is a mobilisation, one held together cooperation."""
    fitting = tuple(p for p in patterns if ("plural" in p.flags) == joint)
    return fitting + tuple(p for p in patterns if p not in fitting)


def _swapped(
    verb: Token, pattern: Pattern, actors: list[Party], others: list[Party], args: Arguments
) -> tuple[list[Party], list[Party]]:
    if pattern.type == "CONSULT":
        if any(o.lemma_.lower() in _PAPERS for o in direct_objects(verb)):
            return [], []  # "received an invitation": nobody came
        return others, actors
    givers = args.acting(
        [obj for prep, obj in prepositional(verb) if prep in ("from", "by")]
        + [obj for head in direct_objects(verb) for prep, obj in prepositional(head) if prep in ("from", "by")]
    )
    return givers or [p for h in direct_objects(verb) for p in args.modifiers(h)], actors


def _recipients(verb: Token, pattern: Pattern, args: Arguments) -> Iterator[Party]:
    """The parties acted upon: the nearest argument that names one."""
    type_ = pattern.type
    subject = {p.country for p in args.acting(logical_subject(verb) or surface_subject(verb))}
    objects = direct_objects(verb)
    places = type_ not in ("AGREE", "SUPPORT", "REQUEST") and not (type_ == "CONSULT" and pattern.mode != "visit")
    preps = list(prepositional(verb))
    tries: list[list[Token]] = [datives(verb)]
    if not is_passive(verb) or own_subject(verb) or verb.dep_ in ("acl", "relcl", "conj", "advcl"):
        tries.append(objects)
    wanted = VISIT_PLACES if pattern.mode == "visit" else PREPOSITIONS[type_]
    wanted = tuple(
        dict.fromkeys([w for w in pattern.words if w in wanted or w not in ("off", "out", "up")] + list(wanted))
    )
    for word in wanted:
        tries.append([obj for prep, obj in preps if prep == word and not (is_passive(verb) and prep == "by")])
    if pattern.objects:
        for head in objects:
            tries.append([obj for prep, obj in prepositional(head) if prep in wanted])
    clauses = [c for c in verb.children if c.dep_ in ("ccomp", "xcomp", "pcomp")]
    clauses += [c for p in verb.children if p.dep_ == "prep" for c in p.children if c.dep_ == "pcomp"]
    addressed = [t for t in objects if t.pos_ in ("NOUN", "PROPN", "PRON")]
    if type_ in _WITH_CONTENT:
        for heads in tries:
            parties = args.affected(heads, places=places, but=frozenset(subject))
            if parties:
                yield from parties
                return
        # the content names the other party as its subject: the state itself, not something of it
        named = [p for p in args.acting([s for c in clauses for s in own_subject(c)]) if p.country not in subject]
        if named:
            yield from named
            return
        clauses = [c for c in clauses if not addressed and _same_subject(c, subject, args)]
        tries.append(
            [obj for head in objects for prep, obj in prepositional(head) if prep in ("by", "to", "from", "against")]
        )
    if type_ in _WITH_CONTENT or type_ in _WITH_DEED:
        deeds = [c for c in clauses if type_ in _WITH_CONTENT or c.dep_ != "ccomp" or "plural" not in pattern.flags]
        deeds += [c for head in objects for c in head.children if c.dep_ == "acl"]
        tries.append([o for c in deeds for o in [*datives(c), *direct_objects(c)]])
        tries.append([x for c in deeds for _, x in prepositional(c)])
    # "would lift sanctions if Iran complied": the condition names the other party
    tries.append(
        [
            s
            for c in verb.children
            if c.dep_ == "advcl"
            and any(m.lower_ in ("if", "unless", "once", "until") for m in c.children if m.dep_ in ("mark", "advmod"))
            for s in own_subject(c)
        ]
    )
    if verb.dep_ in ("xcomp", "advcl") and verb.head.lemma_ in (
        "write",
        "telephone",
        "phone",
        "call",
        "turn",
        "approach",
        "go",
        "appeal",
    ):
        upper = verb.head  # "has written to his counterpart to ask for a meeting"
        tries.append(
            [*datives(upper), *direct_objects(upper), *(o for p, o in prepositional(upper) if p in ("to", "on"))]
        )
    # "the Chinese embassy in Canberra warned": an embassy speaks to its hosts
    tries.append(
        [
            obj
            for s in logical_subject(verb)
            if s.lemma_.lower() in ("embassy", "ambassador", "consulate", "envoy")
            for prep, obj in prepositional(s)
            if prep in ("in", "to")
        ]
    )
    if "with" in pattern.flags:
        # "agreed to free prisoners of X" names X in the deed; "agreed that ..." names nobody
        inside = [c for c in clauses if c.dep_ == "xcomp"] if type_ == "AGREE" else []
        tries = [[obj for prep, obj in preps if prep in ("with", "between")]]
        tries += [
            [o for c in inside for o in [*datives(c), *direct_objects(c)]],
            [x for c in inside for _, x in prepositional(c)],
        ]
    for heads in tries:
        parties = args.affected(heads, places=places, but=frozenset(subject))
        if parties:
            yield from parties
            return
    if type_ in ("ACCUSE", "SUPPORT", "REJECT"):
        for head in objects:
            yield from args.behind(head, frozenset(subject))


def _same_subject(clause: Token, subject: set[str], args: Arguments) -> bool:
    """True for "threatened to strike X" and "warned that it would strike X", where the threatener acts."""
    own = own_subject(clause)
    return not own or ({p.country for p in args.acting(own)} <= subject and bool(args.acting(own)))
