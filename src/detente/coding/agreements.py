"""Agreements: treaties, deals, joint projects and bodies founded together, with parties, sums and year.

Two kinds of nouns are read. *Accords* (treaty, deal, memorandum ...) count when something makes them particular:
a name, a year, a sum, named parties, or a verb of concluding or ending. *Undertakings* (pipeline, fund, bank, joint
agency, action plan ...) count when states are said to agree on, announce, found or run them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from spacy.tokens import Token

from detente.coding.amounts import amounts, quantities
from detente.coding.arguments import Arguments
from detente.coding.status import judge
from detente.language.reading import Reading, Sentence
from detente.language.syntax import (
    clause_head,
    direct_objects,
    logical_subject,
    prepositional,
    surface_subject,
    with_lemma,
)
from detente.records import Agreement

_ACCORDS = {
    "treaty": "treaty", "convention": "treaty", "protocol": "treaty", "pact": "treaty", "charter": "treaty",
    "accord": "accord", "agreement": "agreement", "deal": "deal", "contract": "contract", "memorandum": "memorandum",
    "communiqué": "declaration", "communique": "declaration", "declaration": "declaration", "truce": "truce",
    "ceasefire": "truce", "cease-fire": "truce", "armistice": "truce", "settlement": "settlement",
    "compromise": "settlement", "moratorium": "agreement", "partnership": "partnership", "framework": "agreement",
    "roadmap": "agreement", "concordat": "treaty", "entente": "accord", "bargain": "deal", "arrangement": "agreement",
    "compact": "agreement",
}  # fmt: skip
_UNDERTAKINGS = {
    "pipeline": "project", "fund": "fund", "bank": "institution", "agency": "institution", "plan": "plan",
    "project": "project", "corridor": "project", "railway": "project", "venture": "project", "programme": "project",
    "program": "project", "mechanism": "institution", "commission": "institution", "hotline": "institution",
    "system": "project", "facility": "project", "consortium": "institution", "plant": "project", "reactor": "project",
    "loan": "loan", "credit": "loan", "swap": "swap", "method": "project", "zone": "project", "committee": "institution",  # noqa: E501
    "council": "institution", "initiative": "project", "link": "project", "bridge": "project", "port": "project",
    "terminal": "project", "factory": "project", "centre": "institution", "center": "institution", "scheme": "project",
    "secretariat": "institution", "taskforce": "institution", "line": "project", "interconnector": "project",
    "exercise": "exercise", "forum": "institution", "sale": "sale", "purchase": "sale", "order": "sale",
    "investment": "project",
}  # fmt: skip
_FOUNDING = frozenset(
    "agree announce create establish found launch set construct build finance fund inaugurate sign unveil move "
    "develop plan involve propose join open run start pledge commission complete conclude negotiate approve form "
    "adopt back".split()
)
_CONCLUDING = {
    "sign": "signed", "conclude": "signed", "seal": "signed", "clinch": "signed", "strike": "signed", "ink": "signed",
    "initial": "signed", "reach": "agreed", "agree": "agreed", "broker": "agreed", "ratify": "ratified",
    "approve": "ratified", "negotiate": "under negotiation", "renegotiate": "under negotiation", "draft": "under negotiation",  # noqa: E501
    "propose": "proposed", "offer": "proposed", "withdraw": "withdrawal announced", "quit": "withdrawal announced",
    "leave": "withdrawal announced", "exit": "withdrawal announced", "abandon": "ended", "tear": "ended",
    "scrap": "ended", "terminate": "ended", "end": "ended", "expire": "ended", "lapse": "ended", "collapse": "collapsed",  # noqa: E501
    "fail": "collapsed", "break": "broken", "violate": "broken", "breach": "broken", "suspend": "suspended",
    "reject": "rejected", "refuse": "rejected", "renew": "renewed", "extend": "renewed", "revive": "renewed",
    "implement": "in force", "honour": "in force", "honor": "in force", "announce": "announced", "hail": "agreed",
    "finalise": "agreed", "finalize": "agreed", "hammer": "agreed", "mediate": "agreed",
}  # fmt: skip
_YEAR = re.compile(
    r"(?<![\d$€£,.])(1[89]\d\d|20\d\d)(?![\d,.]?\d)(?!-?\s?(?:mile|km|kilomet|troop|soldier|men|tonne|people))"
)
_SPLITS = frozenset({"such", "no", "any", "other"})


def agreements(reading: Reading) -> tuple[Agreement, ...]:
    """The agreements of an article in text order, each once (by name, or by noun and parties)."""
    found: dict[tuple[object, ...], Agreement] = {}
    for sentence, doc, _ in reading.parsed():
        arguments = Arguments(reading, sentence)
        items = [_agreement(reading, sentence, t, arguments) for t in with_lemma(doc, _HEADS)]
        told = [(i.start, i.end) for i in items if i is not None]
        items += [_undertaking(reading, sentence, t, arguments, told) for t in with_lemma(doc, _PROMISING)]
        for item in items:
            if item is None:
                continue
            key = _identity(item)
            twin = next((k for k in found if k == key or _within(found[k], item)), None)
            if twin is None:
                found[key] = item
            elif _worth(item) > _worth(found[twin]):
                found[twin] = item
    return tuple(found.values())


def _standing_body(token: Token, args: Arguments) -> bool:
    """True for a known organisation that is only mentioned, not founded or joined, here."""
    mention = args.mention(token)
    if mention is None or mention.actor.sector != "IGO":
        return mention is not None and mention.kind not in ("pronoun", "group")
    up = token
    while up.dep_ in ("conj", "appos") and up.head != up:
        up = up.head
    founding = clause_head(up).lemma_ in _FOUNDING
    return not (
        founding
        and (up.dep_ in ("dobj", "nsubjpass") or (up.dep_ == "pobj" and up.head.lower_ in ("including", "like", "as")))
    )


def _identity(item: Agreement) -> tuple[object, ...]:
    if item.name:
        return ("name", item.name.lower())
    return (
        item.kind,
        frozenset(item.parties),
        item.year,
        tuple(a.value for a in item.amounts),
        item.text[-24:].lower(),
    )


def _within(old: Agreement, new: Agreement) -> bool:
    return old.sentence == new.sentence and old.start <= new.start and new.end <= old.end and old.kind == new.kind


def _worth(item: Agreement) -> int:
    return 2 * len(item.parties) + 2 * len(item.amounts) + len(item.quantities) + 2 * bool(item.year) + bool(item.name)


def _agreement(reading: Reading, sentence: Sentence, token: Token, args: Arguments) -> Agreement | None:
    lemma = token.lemma_.lower()
    if token.pos_ not in ("NOUN", "PROPN") or token.dep_ == "compound":
        return None
    if _standing_body(token, args):
        return None
    first, last = _extent(token)
    text = token.doc[first.i : last.i + 1]
    name = _name(token)
    year = _year(token, first, last)
    money = tuple(f.value for f in amounts(text.text))
    parties = tuple(dict.fromkeys(_parties(token, args)))
    verb = clause_head(token)
    founding = verb.lemma_ in _FOUNDING or any(a.lemma_ in _FOUNDING for a in _verbs_above(verb))
    if lemma in _ACCORDS:
        governed = verb.lemma_ in _CONCLUDING and _governs(verb, token)
        particular = bool(name or year or money) or len(parties) > 1 or (governed and parties)
        if not particular or any(c.lower_ in _SPLITS for c in token.children):
            return None
        kind = _ACCORDS[lemma]
    else:
        joint = any(c.lower_ in ("joint", "common", "shared", "bilateral") for c in token.children)
        if not (
            (founding and (len(parties) > 1 or name))
            or (joint and len(parties) > 1)
            or (money and len(parties) > 1)
            or (money and founding)
        ):
            return None
        kind = _UNDERTAKINGS[lemma]
    start, end = sentence.start + text.start_char, sentence.start + text.end_char
    return Agreement(
        sentence=sentence.index,
        start=start,
        end=end,
        text=reading.body[start:end],
        kind=kind,
        name=name,
        parties=parties,
        amounts=money,
        quantities=tuple(f.value for f in quantities(text.text)),
        year=year,
        status=_standing(token, verb, kind),
    )


_HEADS = frozenset({*_ACCORDS, *_UNDERTAKINGS})
_PROMISING = frozenset("agree promise pledge offer commit undertake".split())


def _undertaking(
    reading: Reading, sentence: Sentence, verb: Token, args: Arguments, told: Sequence[tuple[int, int]]
) -> Agreement | None:
    """ "agreed to buy three frigates of X for 3 billion euros": an accord told by its verb, without a noun for it."""
    deed = next((c for c in verb.children if c.dep_ == "xcomp" and c.pos_ == "VERB"), None)
    if verb.pos_ != "VERB" or deed is None or judge(verb, verb).status in ("negated", "hypothetical"):
        return None
    actors = [p.country for p in args.acting(logical_subject(verb))]
    others = [p.country for p in args.affected([*direct_objects(deed), *(o for _, o in prepositional(deed))])]
    others += [p.country for prep, o in prepositional(verb) if prep == "with" for p in args.acting([o])]
    parties = tuple(dict.fromkeys([*actors, *others]))
    start = sentence.start + deed.left_edge.idx
    last = deed.right_edge if not deed.right_edge.is_punct else deed.right_edge.nbor(-1)
    end = sentence.start + last.idx + len(last.text)
    if not actors or len(parties) < 2 or any(start < b and a < end for a, b in told):
        return None
    text = reading.body[start:end]
    return Agreement(
        sentence=sentence.index,
        start=start,
        end=end,
        text=text,
        kind="undertaking",
        parties=parties,
        amounts=tuple(f.value for f in amounts(text)),
        quantities=tuple(f.value for f in quantities(text)),
        status="offered" if verb.lemma_ == "offer" else "agreed" if verb.lemma_ == "agree" else "promised",
    )


def _extent(token: Token) -> tuple[Token, Token]:
    """The noun phrase without what is coordinated with it, and without a trailing clause about something else."""
    first, last = token.left_edge, token
    while first.i < token.i and (first.is_punct or first.pos_ in ("CCONJ", "SCONJ") or first.is_space):
        first = first.nbor()
    for child in token.rights:
        if child.dep_ in ("cc", "conj", "punct") and child.dep_ != "punct":
            break
        if child.dep_ in ("prep", "relcl", "acl", "appos", "amod", "nummod", "pcomp", "npadvmod"):
            last = child.right_edge
    while last.i > token.i and (last.is_punct and last.text not in ('"', "”", "’", ")", "%")):
        last = last.nbor(-1)
    return first, last


def _verbs_above(verb: Token) -> Iterator[Token]:
    current = verb
    for _ in range(3):
        if current.head == current:
            return
        current = clause_head(current.head)
        yield current


def _governs(verb: Token, token: Token) -> bool:
    up = token
    for _ in range(4):
        if up.head == verb:
            return up.dep_ in ("dobj", "nsubjpass", "prep", "nsubj", "pobj", "conj", "attr")
        if up.head == up:
            return False
        up = up.head
    return False


def _name(token: Token) -> str | None:
    """The proper name: at least two capitalised words ending in the noun ("New Development Bank")."""
    if not token.text[:1].isupper():
        return None
    first = token.i
    doc = token.doc
    while first > 0 and (
        doc[first - 1].text[:1].isupper() or doc[first - 1].text in ("-", "of", "and", "on", "for", "the")
    ):
        first -= 1
    while first < token.i and not doc[first].text[:1].isupper():
        first += 1
    words = doc[first : token.i + 1]
    return words.text if token.i - first >= 1 and not words.text.startswith(("The Deal", "This ")) else None


def _year(token: Token, first: Token, last: Token) -> int | None:
    before = token.doc[first.i : token.i + 1].text
    match = _YEAR.search(before)
    if match is None:
        for prep, obj in prepositional(token):
            if prep in ("of", "from", "in") and _YEAR.fullmatch(obj.text):
                return int(obj.text)
        verb = clause_head(token)
        if verb.lemma_ in ("sign", "conclude", "reach", "agree", "strike", "ratify", "seal", "negotiate"):
            for prep, obj in prepositional(verb):
                if prep == "in" and (found := _YEAR.search(obj.text)):
                    return int(found.group(1))
            for child in token.children:
                if child.dep_ == "acl" and child.lemma_ in ("sign", "reach", "conclude", "agree", "strike"):
                    for prep, obj in prepositional(child):
                        if prep == "in" and (found := _YEAR.search(obj.text)):
                            return int(found.group(1))
        for child in token.children:
            if child.dep_ in ("acl", "relcl") and child.lemma_ in (
                "sign",
                "reach",
                "conclude",
                "agree",
                "strike",
                "negotiate",
            ):
                for prep, obj in prepositional(child):
                    if prep in ("in", "of") and (found := _YEAR.search(" ".join(t.text for t in obj.subtree))):
                        return int(found.group(1))
        return None
    return int(match.group(1))


def _parties(token: Token, args: Arguments) -> Iterator[str]:
    """Modifiers, "between A and B", "with C", and the subject of the verb that concludes or announces."""
    for party in args.modifiers(token):
        if party.actor.sector != "IGO" or party.mention.end <= args.offset(token):
            yield party.country
    # "cooperation projects with China, including a joint agency": the list shares the parties of its head
    head = token
    for _ in range(4):
        if head.dep_ not in ("conj", "appos", "pobj", "prep", "dobj") or (
            head.head.pos_ in ("VERB", "AUX") and head.head.dep_ != "prep"
        ):
            break
        head = head.head
        if head.pos_ in ("NOUN", "PROPN"):
            for party in args.acting(
                [
                    o
                    for below in [head, *[o for p, o in prepositional(head) if p in ("for", "of")]]
                    for prep, o in prepositional(below)
                    if prep in ("with", "between")
                ]
            ):
                yield party.country
    for prep, obj in prepositional(token):
        if prep in ("between", "among", "with", "by"):
            for party in args.acting([obj]):
                yield party.country
    verb = clause_head(token)
    for above in [verb, *_verbs_above(verb)]:
        if above.lemma_ in _CONCLUDING or above.lemma_ in _FOUNDING:
            for party in args.acting(logical_subject(above) or surface_subject(above)):
                yield party.country
            for prep, obj in prepositional(above):
                if prep in ("with", "between"):
                    for party in args.acting([obj]):
                        yield party.country
            for child in above.children:
                if child.dep_ == "dobj":
                    for prep, obj in prepositional(child):
                        if prep in ("with", "between"):
                            for party in args.acting([obj]):
                                yield party.country


def _standing(token: Token, verb: Token, kind: str) -> str:
    judged = judge(token, verb if verb != token else token)
    inside = [
        t
        for c in token.children
        if c.dep_ in ("acl", "relcl")
        for t in c.subtree
        if t.pos_ == "VERB" and t.dep_ in ("acl", "relcl", "ccomp", "xcomp")
    ]
    candidates = [*inside, verb, *_verbs_above(verb)]
    for above in candidates:
        if above.lemma_ in _CONCLUDING and (above in inside or _governs(above, token) or above == verb):
            standing = _CONCLUDING[above.lemma_]
            if judged.status == "negated":
                return f"not {standing}"
            if judged.status in ("planned", "hypothetical") and standing in ("signed", "agreed", "ratified"):
                return "planned"
            return standing
    known = any(c.dep_ == "poss" or (c.dep_ == "det" and c.lower_ == "the") for c in token.children)
    if judged.status in ("planned", "hypothetical") and not known:
        return "planned"
    return "planned" if kind == "plan" else "in force" if kind in ("treaty", "accord", "agreement") else "agreed"
