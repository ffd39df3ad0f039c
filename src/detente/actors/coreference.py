"""The coreference pass: pronouns, "both sides", "the country", "the alliance".

A small, documented set of preferences rather than a model (in the line of Hobbs 1978 and the sieve of
Raghunathan et al. 2010, most certain first); what the preferences do not settle stays unresolved:

1. *he, she, his, her, him*: the person who is the subject nearest before, in this sentence, then the
   previous two; a form of address ("Ms") or a known gender is not needed because two persons in subject
   position of the same sentence leave the pronoun to the nearer clause.
2. *it, its*: the state or body that is subject of a clause around or before it in the sentence, then the
   subject of the previous sentence.
3. *they, their, them*: the last group ("both sides", "China and Russia") of this or the previous sentence.
4. *both sides, the two states, both leaders, the pair*: the last two actors of different states that were
   named together; failing that, the two states named most in the article up to here.
5. *the country, the kingdom, the island nation*: the nearest state before it that is not the subject's own.
6. *the alliance, the bloc, the union*: the last organisation of that kind.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence

from spacy.tokens import Doc, Token

from detente.actors.named import NAMING, Memory, is_state
from detente.language.reading import Mention, Sentence
from detente.language.syntax import clause_head, direct_objects, once, surface_subject, verbs, with_word
from detente.records import Actor

_GROUP = re.compile(
    r"\b(?:(?:the|these|those)\s+two|both|two)\s+(?:\w+\s+)?(?P<noun>sides?|countries|states|nations|governments|"
    r"capitals|neighbou?rs|powers|parties|allies|leaders|presidents|premiers|prime ministers|"
    r"ministers|foreign ministers|"
    r"men|women|statesmen|rivals|republics|economies|militaries|delegations|superpowers|"
    r"giants)\b"
    r"|\bthe two(?=\s+(?:met|meet|will|have|had|are|were|agreed|agree|did|do|also|signed|said|could|may|might|would|should|discussed|spoke|of them|shook|remain|share)\b|[,.;])"  # noqa: E501
    r"|\b(?P<pair>the (?:pair|duo|neighbou?rs|rivals|foes))\b|\b(?P<each>each other|one another)\b",
    re.IGNORECASE,
)
_PERSONAL = re.compile(r"leaders|presidents|premiers|ministers|men|women|statesmen")
_STATES = re.compile(r"countr|state|nation|capital|neighbou?r|republic|econom|superpower")
_COUNTRY = re.compile(
    r"\b[Tt]he (?:country|kingdom|republic|island nation|island state|nation|emirate|sultanate|city state|city-state)\b"
)
_BLOC = re.compile(
    r"\b[Tt]he (?:alliance|military alliance|bloc|union|organi[sz]ation|world body|grouping|trading bloc)\b"
)
_HE = frozenset({"he", "him", "his", "himself", "she", "her", "hers", "herself"})
_IT = frozenset({"it", "its", "itself"})
_SPEAKING = frozenset("say announce declare state add confirm note stress insist tell warn report".split())
_THEY = frozenset({"they", "them", "their", "themselves", "theirs"})
_PRONOUNS = _HE | _IT | _THEY


def corefer(
    sentences: Sequence[Sentence],
    parses: Mapping[int, Doc],
    named: Mapping[int, tuple[Mention, ...]],
    state_names: Mapping[str, str] | None = None,
) -> dict[int, tuple[Mention, ...]]:
    """Add the mentions that refer back; the named ones are kept as they are.

    ``state_names`` gives the name of each country code, for groups of states.
    """
    memory = Memory(state_names or {})
    result: dict[int, tuple[Mention, ...]] = {}
    for sentence in sentences:
        known = list(named.get(sentence.index, ()))
        doc = parses.get(sentence.index)
        if doc is None:
            result[sentence.index] = tuple(known)
            memory.see(known, [], sentence.index)
            continue
        added = [*_phrases(sentence, doc, known, memory)]
        for token in with_word(doc, _PRONOUNS):
            found = _pronoun(sentence, token, [*known, *added], memory)
            if found is not None:
                added.append(found)
        _learn_gender(sentence, known, memory)
        mentions = sorted([*known, *added], key=lambda m: m.start)
        result[sentence.index] = tuple(mentions)
        memory.see(mentions, _subjects(sentence, doc, mentions), sentence.index)
        memory.groups += [(sentence.index, g) for g in _coordinated(sentence, mentions)]
    return result


def _learn_gender(sentence: Sentence, known: Sequence[Mention], memory: Memory) -> None:
    """ "Mr Trump", "Ms von der Leyen", "King Charles" say which pronoun a person takes."""
    for mention in known:
        if mention.actor.person:
            before = sentence.text[max(0, mention.start - sentence.start - 5) : mention.start - sentence.start]
            word = before.split()[-1].strip(".") if before.split() else ""
            if word in ("Mr", "King", "Sir", "Lord"):
                memory.gender[mention.actor.person] = "he"
            elif word in ("Ms", "Mrs", "Miss", "Queen", "Dame", "Lady"):
                memory.gender[mention.actor.person] = "she"


def _covers(mentions: Sequence[Mention], start: int, end: int) -> bool:
    return any(m.start < end and start < m.end for m in mentions)


def _at(mentions: Sequence[Mention], sentence: Sentence, token: Token) -> Mention | None:
    position = sentence.start + token.idx
    return next((m for m in mentions if m.start <= position < m.end), None)


def _subjects(sentence: Sentence, doc: Doc, mentions: Sequence[Mention]) -> list[Mention]:
    """Mentions in subject position, main clause first."""
    found: list[Mention] = []
    for verb in once(doc, "verbs, main first", lambda: _verbs(doc)):
        for subject in surface_subject(verb):
            mention = _at(mentions, sentence, subject)
            if mention is not None and mention not in found:
                found.append(mention)
    return found


def _verbs(doc: Doc) -> list[Token]:
    main = [t for t in verbs(doc) if t.dep_ not in ("aux", "auxpass")]
    return sorted(main, key=lambda t: (t.dep_ != "ROOT", t.i))


def _coordinated(sentence: Sentence, mentions: Sequence[Mention]) -> list[tuple[Actor, ...]]:
    """Pairs named together: "China and Russia", "US-Russia ties", "ties between A and B"."""
    groups: list[tuple[Actor, ...]] = []
    named = [m for m in mentions if m.kind in NAMING and m.actor.country]
    for left, right in itertools.pairwise(named):
        between = sentence.text[left.end - sentence.start : right.start - sentence.start]
        if left.actor.country != right.actor.country and re.fullmatch(
            r"\s*(?:and|-|–|—|/|&|with|and its \w+ \w+|,)?\s*(?:the\s+|Mr\s+|Ms\s+)?", between
        ):
            groups.append((left.actor, right.actor))
    return groups


def _phrases(sentence: Sentence, doc: Doc, known: list[Mention], memory: Memory) -> list[Mention]:
    added: list[Mention] = []
    text = sentence.text

    def add(start: int, end: int, kind: str, actors: tuple[Actor, ...]) -> None:
        at, to = sentence.start + start, sentence.start + end
        if actors and not _covers([*known, *added], at, to):
            added.append(Mention(at, to, sentence.index, text[start:end], kind, actors))  # type: ignore[arg-type]

    for match in _GROUP.finditer(text):
        before = [m for m in known if m.end <= sentence.start + match.start()]
        noun = (match.group("noun") or "").lower()
        personal = bool(_PERSONAL.search(noun))
        states = bool(_STATES.search(noun))
        pair = _pair(sentence, doc, before, memory, personal=personal, states=states)
        pair = tuple(memory.state_of(a) for a in pair) if states else pair
        add(match.start(), match.end(), "group", pair)
    for match in _COUNTRY.finditer(text):
        actor = _country(sentence, doc, match.start(), known, memory)
        add(match.start(), match.end(), "description", (actor,) if actor else ())
    for match in _BLOC.finditer(text):
        actor = _bloc(sentence, match, known, memory)
        add(match.start(), match.end(), "description", (actor,) if actor else ())
    return added


def _pair(
    sentence: Sentence, doc: Doc, before: list[Mention], memory: Memory, *, personal: bool, states: bool
) -> tuple[Actor, ...]:
    here = [g for g in _coordinated(sentence, before) if not states or all(is_state(a) for a in g)]
    if here:
        return here[-1]
    if personal and (principal := _principal(before, memory)):
        return principal
    if personal:
        persons: dict[str, Actor] = {}
        for mention in [*memory.named[-12:], *before][::-1]:
            if mention.actor.person and mention.actor.country not in {a.country for a in persons.values()}:
                persons.setdefault(mention.actor.person, mention.actor)
            if len(persons) == 2:
                return tuple(persons.values())[::-1]
    near = [
        (min(memory.counts[a.country or ""] for a in group), number, group)
        for number, group in memory.groups
        if sentence.index - number <= 8 and (not states or all(is_state(a) for a in group))
    ]
    if near:
        # the latest pair of which the article has spoken before; a passing list of places is none
        spoken_of = [n for n in near if n[0] > 1]
        return max(spoken_of, key=lambda n: n[1])[2] if spoken_of else max(near, key=lambda n: (n[0], n[1]))[2]
    local: dict[str, Actor] = {}
    for mention in [*[m for m in memory.named if m.sentence >= sentence.index - 2], *before]:
        if is_state(mention.actor):
            local.setdefault(mention.actor.country or "", memory.state_of(mention.actor))
    if len(local) == 2:
        return tuple(local.values())
    top = memory.counts.most_common(3)
    if len(top) == 2 or (len(top) == 3 and top[1][1] > top[2][1]):
        return tuple(memory.states[c] for c, _ in top[:2])
    return ()


def _principal(before: list[Mention], memory: Memory) -> tuple[Actor, ...]:
    """The persons last named for each of the two states the article speaks of most."""
    top = [c for c, _ in memory.counts.most_common(2)]
    if len(top) < 2:
        return ()
    last: dict[str, Actor] = {}
    for mention in [*before[::-1], *memory.named[::-1]]:
        country = mention.actor.country or ""
        if mention.actor.person and country in top:
            last.setdefault(country, mention.actor)
    return tuple(last[c] for c in top) if len(last) == 2 else ()


def _country(sentence: Sentence, doc: Doc, offset: int, known: list[Mention], memory: Memory) -> Actor | None:
    span = doc.char_span(offset, offset + 3, alignment_mode="expand")
    own: set[str] = set()
    if span is not None and len(span):
        # the subject of the clauses above speaks of a country that is, as a rule, not its own
        verb = clause_head(span.root)
        subject = {s for s in _subjects(sentence, doc, known) if s.start < sentence.start + offset}
        pronoun = any(t.lower_ in _HE for t in doc if t.idx < offset)
        own = {s.actor.country or "" for s in subject}
        if not own and pronoun and memory.subjects and memory.subjects[-1]:
            own = {memory.subjects[-1][0].actor.country or ""}
        if verb.dep_ == "ROOT" and span.root.dep_ == "nsubj":
            own = set()
    before = [m for m in known if m.end <= sentence.start + offset]
    recent = [*[m for m in memory.named if m.sentence >= sentence.index - 2], *before]
    for mention in reversed(recent):
        if (
            mention.kind in ("name", "metonym", "demonym")
            and is_state(mention.actor)
            and mention.actor.country not in own
        ):
            return memory.state_of(mention.actor)
    return None


def _bloc(sentence: Sentence, match: re.Match[str], known: list[Mention], memory: Memory) -> Actor | None:
    words = match.group().lower()
    before = [m for m in known if m.end <= sentence.start + match.start()]
    for mention in reversed([*memory.named, *before]):
        actor = mention.actor
        if actor.sector != "IGO":
            continue
        if "alliance" in words and actor.country != "NATO":
            continue
        if "union" in words and "union" not in actor.name.lower():
            continue
        if "world body" in words and actor.country != "UN":
            continue
        return actor
    return None


def _pronoun(sentence: Sentence, token: Token, known: Sequence[Mention], memory: Memory) -> Mention | None:
    word = token.lower_
    if _at(known, sentence, token) is not None:
        return None
    position = sentence.start + token.idx
    before = [m for m in known if m.end <= position]
    actors: tuple[Actor, ...] = ()
    if word in _HE:
        found = _person(sentence, token, before, memory)
        actors = (found,) if found else ()
    elif word in _IT:
        found = _thing(sentence, token, before, memory)
        actors = (found,) if found else ()
    else:
        actors = _several(sentence, token, before, memory)
    if not actors:
        return None
    return Mention(position, position + len(token.text), sentence.index, token.text, "pronoun", actors)


def _person(sentence: Sentence, token: Token, before: list[Mention], memory: Memory) -> Actor | None:
    gender = "she" if token.lower_ in ("she", "her", "hers", "herself") else "he"

    def fits(mention: Mention) -> bool:
        person = mention.actor.person
        return person is not None and len(mention.actors) == 1 and memory.gender.get(person, gender) == gender

    persons = [m for m in before if fits(m)]
    if persons:
        subjects = [m for m in _subjects(sentence, token.doc, persons) if m in persons]
        single = [
            s for s in _governing_subjects(token) if not any(c.dep_ == "conj" for c in s.children) and s.dep_ != "conj"
        ]
        for mention in (_at(persons, sentence, s) for s in single):
            if mention is not None:
                return mention.actor
        alone = [m for m in subjects if not _in_company(sentence, token.doc, m)]
        return (alone or persons)[0 if alone else -1].actor
    for back in reversed(memory.subjects[-3:]):
        for mention in back:
            if fits(mention):
                return mention.actor
    recent = [m for m in memory.named if fits(m) and m.sentence >= sentence.index - 2]
    return recent[-1].actor if recent else None


def _in_company(sentence: Sentence, doc: Doc, mention: Mention) -> bool:
    """True for one of several coordinated subjects, whom a singular pronoun does not mean."""
    span = doc.char_span(mention.start - sentence.start, mention.end - sentence.start, alignment_mode="expand")
    if span is None or not len(span):
        return False
    root = span.root
    return root.dep_ == "conj" or any(c.dep_ == "conj" and c.pos_ in ("PROPN", "NOUN") for c in root.children)


def _governing_subjects(token: Token) -> list[Token]:
    """Subjects of the clauses above the pronoun, nearest first."""
    found: list[Token] = []
    verb = clause_head(token)
    for _ in range(6):
        if verb.head == verb:
            break
        upper = clause_head(verb.head)
        if upper == verb:
            break
        found += [s for s in surface_subject(upper) if s.i != token.i]
        verb = upper
    if token.dep_ == "poss":
        found = [s for s in surface_subject(clause_head(token)) if s.i != token.head.i and s.i < token.i] + found
    return found


def _charged(token: Token) -> list[Token]:
    """ "condemned Norway for its catch": what somebody is praised or blamed for is the object's own."""
    if token.dep_ != "poss" or token.head.dep_ != "pobj" or token.head.head.lower_ not in ("for", "over"):
        return []
    verb = token.head.head.head
    return [o for o in direct_objects(verb) if o.i < token.i] if verb.pos_ == "VERB" else []


def _who_speaks_for_it(token: Token) -> list[Token]:
    """ "The envoy said it backed the plan": in what an official says, "it" is the state spoken for."""
    verb = clause_head(token)
    if verb.dep_ == "ccomp" and verb.head.lemma_ in _SPEAKING:
        return surface_subject(verb.head)
    return []


def _thing(sentence: Sentence, token: Token, before: list[Mention], memory: Memory) -> Actor | None:
    if token.dep_ == "expl" or (
        token.dep_ == "nsubj"
        and any(c.dep_ in ("ccomp", "csubj") for c in token.head.children)
        and token.head.lemma_ == "be"
    ):
        return None
    for subject in [*_charged(token), *_governing_subjects(token)]:
        mention = _at(before, sentence, subject)
        if mention is not None and mention.actor.country and not mention.actor.person and len(mention.actors) == 1:
            return mention.actor
    spokesman = _who_speaks_for_it(token)
    for subject in spokesman:
        mention = _at(before, sentence, subject)
        if mention is not None and len(mention.actors) == 1 and mention.actor.country and not mention.actor.former:
            return memory.state_of(mention.actor)
    same = [m for m in before if m.kind == "pronoun" and m.text.lower() in _IT and not m.actor.person]
    if same:
        return same[0].actor
    first = token.head.dep_ == "ROOT" or token.i <= 3
    if token.dep_ in ("nsubj", "nsubjpass") and first and memory.subjects and not before:
        for mention in memory.subjects[-1][:1]:
            if mention.actor.country and not mention.actor.person and len(mention.actors) == 1:
                return mention.actor
    return None


def _several(sentence: Sentence, token: Token, before: list[Mention], memory: Memory) -> tuple[Actor, ...]:
    groups = [m.actors for m in before if len(m.actors) > 1]
    if groups:
        return groups[-1]
    here = _coordinated(sentence, before)
    if here:
        return here[-1]
    if before and any(m.kind in NAMING for m in before):
        return ()
    for number, group in reversed(memory.groups):
        if sentence.index - number <= 1:
            return group
    return ()
