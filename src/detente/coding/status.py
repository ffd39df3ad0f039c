"""Did it happen? Status from grammar: polarity, mood, attribution and presupposition.

The way up from the trigger to the root of its sentence is walked once. Whatever governs the trigger on that way
(a negation, a modal, a verb of planning, wishing, refusing or claiming, a condition) decides, the weightiest
first: negated, hypothetical, planned, claimed. Past time decides between actual and recalled afterwards
(:func:`retold`), because it needs the date. Compare the factuality profiles of FactBank (Saurí and Pustejovsky
2009), whose classes these are in the field's words.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from spacy.tokens import Token

from detente.language.syntax import prepositional
from detente.records import Status, When

_PLANNING = frozenset(
    "plan agree pledge promise vow intend prepare schedule decide expect commit undertake arrange determine poise "
    "ready announce slate volunteer aim pledge swear set due".split()
)
_WISHING = frozenset(
    "threaten consider want hope urge ask demand suggest propose mull hint recommend wish seek try attempt offer "
    "warn weigh contemplate call press insist need require advocate encourage invite order instruct advise "
    "fear worry dream imagine envisage favour favor discuss debate authorise authorize allow enable aspire "
    "appeal request lobby push long pray ponder beg implore exhort tempt risk speculate explore study "
    "persuade convince pressure oppose beseech tell wait raise".split()
)
_NEGATING = frozenset(
    "deny refuse fail avoid prevent reject decline cancel rule postpone dismiss stop cease end quit "
    "block abandon forbid "
    "prohibit ban avert rebuff neglect stall scrap shelve preclude thwart foil renounce forgo forswear "
    "resist halt suspend call-off obviate hinder deter rebut".split()
)
_CLAIMING = frozenset(
    "accuse allege claim blame charge assert suspect believe insist maintain contend implicate denounce "
    "purport argue condemn criticise criticize suggest think".split()
)
_SAYING = frozenset("say state tell report declare add note announce confirm reveal acknowledge explain write".split())
_WISH_NOUNS = frozenset(
    "threat possibility prospect fear risk hope call demand request appeal proposal idea chance danger option offer "
    "suggestion pressure attempt bid plea likelihood desire wish readiness willingness warning condition "
    "need opportunity ultimatum scenario potential".split()
)
_PLAN_NOUNS = frozenset(
    "plan intention promise pledge commitment agreement decision schedule preparation vow project".split()
)
_CLAIM_NOUNS = frozenset("allegation accusation claim charge suspicion report assertion rumour rumor".split())
_NO_NOUNS = frozenset(
    "refusal failure denial absence lack rejection cancellation inability halt end suspension".split()
)
_CONDITION = frozenset({"if", "unless", "whether", "lest", "should"})
_PAST_ADVERBS = frozenset("previously formerly once historically earlier originally".split())
_STOPPING = frozenset("stop halt end cease suspend quit".split())
_MODALS = frozenset({"may", "might", "could", "would", "should", "can", "must", "ought"})


@dataclass(frozen=True, slots=True)
class Judgement:
    """A status with the rule that gave it; ``claimant`` is the verb or noun whose subject claims."""

    status: Status
    rule: str
    claimant: Token | None = None
    presupposed: bool = False


def judge(trigger: Token, governor: Token) -> Judgement:
    """Status of ``trigger`` from the grammar of its sentence; "actual" when nothing says otherwise."""
    verdicts: list[Judgement] = []
    noun = trigger.pos_ in ("NOUN", "PROPN")
    if noun:
        verdicts += _noun_polarity(trigger)
    token = governor if noun and governor != trigger else trigger
    if noun and governor != trigger:
        verdicts += _governing_verb(governor, trigger)
    previous = trigger
    for step in range(40):
        if token.pos_ in ("VERB", "AUX"):
            verdicts += _own(token, nominal=noun and token != trigger)
        if token.head == token:
            break
        if _own_time(token):
            break
        previous, token = token, token.head
        if previous.dep_ == "relcl":
            break  # what a relative clause tells is not in the scope of the clause around it
        if token.pos_ in ("VERB", "AUX") and previous.dep_ in (
            "xcomp",
            "ccomp",
            "pcomp",
            "dobj",
            "prep",
            "advcl",
            "conj",
            "acl",
        ):
            verdicts += _above(token, previous, coordinated=previous.dep_ == "conj")
        elif token.pos_ in ("NOUN", "ADJ", "ADP") and previous.dep_ in (
            "acl",
            "prep",
            "pcomp",
            "pobj",
            "relcl",
            "ccomp",
            "xcomp",
            "compound",
        ):
            verdicts += _above_noun(token, previous)
        if previous.dep_ == "appos" and step > 0:
            break
        if previous.dep_ == "conj" and token.pos_ in ("VERB", "AUX") and _complete(previous):
            continue
    asked_to_stop = _presupposed_by_request(verdicts)
    if asked_to_stop is not None:
        return asked_to_stop
    for status in ("negated", "hypothetical", "planned", "claimed"):
        for verdict in verdicts:
            if verdict.status == status:
                return verdict
    presupposed = (noun and governor != trigger) or trigger.dep_ in ("pcomp", "acl", "relcl", "advcl")
    return Judgement("actual", "asserted", presupposed=presupposed)


def _presupposed_by_request(verdicts: list[Judgement]) -> Judgement | None:
    """ "urged B to stop attacking C": that B attacks is what the speaker takes for granted, no more."""
    for verdict in verdicts:
        stop = verdict.claimant
        if verdict.status == "negated" and stop is not None and stop.lemma_ in _STOPPING:
            for other in verdicts:
                if other.status == "hypothetical" and other.claimant is not None and other.claimant != stop:
                    return Judgement("claimed", f"presupposed by {other.claimant.lemma_}", other.claimant)
    return None


def _own_time(token: Token) -> bool:
    """ "after X ordered ...", "since they met": what such a clause tells is taken for granted."""
    if token.dep_ == "advcl":
        marks = {c.lower_ for c in token.children if c.dep_ in ("mark", "advmod")}
        return bool(
            marks & {"after", "since", "before", "when", "while", "as", "because", "although", "though"}
        ) and not (marks & _CONDITION)
    return token.dep_ in ("pcomp", "pobj") and token.head.lower_ in ("after", "since", "following", "amid", "despite")


def _complete(verb: Token) -> bool:
    return any(c.dep_ in ("nsubj", "nsubjpass") for c in verb.children)


def _own(verb: Token, *, nominal: bool) -> list[Judgement]:
    """What the verb's own auxiliaries, adverbs and subordinator say."""
    found: list[Judgement] = []
    auxiliaries = {c.lower_ for c in verb.children if c.dep_ in ("aux", "auxpass")}
    words = {c.lower_ for c in verb.children if c.dep_ in ("advmod", "neg", "preconj", "det")}
    if any(c.dep_ == "neg" for c in verb.children) or words & {"never", "hardly", "scarcely", "neither", "nor"}:
        found.append(Judgement("negated", "negation"))
    subjects = [c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass")]
    if any(
        s.lower_ in ("none", "nobody", "neither")
        or any(d.lower_ in ("no", "neither") for d in s.children if d.dep_ == "det")
        for s in subjects
    ):
        found.append(Judgement("negated", "negative subject"))
    if words & {"reportedly", "allegedly", "purportedly", "supposedly"}:
        found.append(Judgement("claimed", "reportedly"))
    if not nominal and any(
        d.lower_ == "no" for o in verb.children if o.dep_ == "dobj" for d in o.children if d.dep_ == "det"
    ):
        found.append(Judgement("negated", "negative object"))
    marks = {c.lower_ for c in verb.children if c.dep_ in ("mark", "advmod")}
    if marks & _CONDITION:
        found.append(Judgement("hypothetical", "condition"))
    if (
        "would" in auxiliaries
        and verb.dep_ == "ccomp"
        and verb.head.lemma_ in _SAYING | {"promise", "pledge", "vow", "agree"}
    ):
        found.append(Judgement("planned", "future in the past"))
    elif auxiliaries & _MODALS or (
        verb.dep_ == "advcl" and any(c.lower_ == "were" and c.dep_ == "aux" for c in verb.children)
    ):
        found.append(Judgement("hypothetical", "modal"))
    if auxiliaries & {"will", "shall", "'ll", "wo"}:
        found.append(Judgement("planned", "future"))
    if verb.lower_ in ("going",) and any(c.dep_ == "xcomp" for c in verb.children):
        found.append(Judgement("planned", "going to"))
    if verb.tag_ == "VB" and "to" in auxiliaries and verb.dep_ == "xcomp" and verb.head.lemma_ == "be" and not nominal:
        found.append(Judgement("planned", "is to"))
    return found


def _above(verb: Token, child: Token, *, coordinated: bool) -> list[Judgement]:
    """What a verb over the trigger's clause says of it."""
    if coordinated:
        # "may visit and sign": auxiliaries are shared by a coordinate verb without a subject of its own
        return [] if _complete(child) else [j for j in _own(child.head, nominal=False) if not _has_own_tense(child)]
    lemma = verb.lemma_.lower()
    complement = child.dep_ in ("xcomp", "ccomp", "pcomp")
    through = child.dep_ == "prep" and any(g.dep_ == "pcomp" for g in child.children)
    if child.dep_ == "advcl" and any(c.lower_ == "to" and c.dep_ == "aux" for c in child.children):
        # purpose: "travelled to Geneva to meet": the meeting is meant, and as a rule told as done
        return []
    if not (complement or through):
        return []
    found: list[Judgement] = []
    infinitive = child.tag_ in ("VB", "VBG") or through
    if lemma in _NEGATING and (infinitive or lemma in ("deny", "reject", "rule", "dismiss")):
        found.append(Judgement("negated", f"{lemma} over the clause", verb))
    elif lemma in _WISHING and (
        infinitive
        or lemma in ("suggest", "demand", "hope", "warn", "hint", "insist", "propose", "fear", "threaten", "urge")
    ):
        found.append(Judgement("hypothetical", f"content of {lemma}", verb))
    elif lemma in _PLANNING and infinitive:
        found.append(Judgement("planned", f"content of {lemma}", verb))
    elif lemma in _CLAIMING:
        found.append(Judgement("claimed", f"content of {lemma}", verb))
    elif lemma in _SAYING and child.dep_ == "ccomp":
        found.append(Judgement("claimed", f"word of who {lemma}s", verb))
    elif lemma == "be" and child.dep_ == "xcomp" and infinitive:
        found.append(Judgement("planned", "is to"))
    elif lemma in ("use", "have", "go", "come", "continue", "begin", "start", "manage", "help", "keep"):
        pass
    return found


def _has_own_tense(verb: Token) -> bool:
    return verb.tag_ in ("VBD", "VBZ", "VBP") or any(c.dep_ == "aux" for c in verb.children)


def _above_noun(token: Token, child: Token) -> list[Judgement]:
    lemma = token.lemma_.lower()
    if token.pos_ == "ADP":
        if lemma in ("without", "despite") and lemma == "without":
            return [Judgement("negated", "without")]
        if lemma in ("against", "for") and child.dep_ == "pcomp":
            return []
        return []
    if token.pos_ == "ADJ":
        if lemma in ("ready", "willing", "able", "likely", "possible", "keen", "eager", "prepared", "free", "unlikely"):
            return [Judgement("hypothetical", f"content of {lemma}")]
        if lemma in ("set", "due", "scheduled", "bound", "poised", "expected"):
            return [Judgement("planned", f"content of {lemma}")]
        if lemma in ("unable", "unwilling", "reluctant"):
            return [Judgement("negated", f"content of {lemma}")]
        if lemma in ("responsible", "guilty"):
            return [Judgement("claimed", f"content of {lemma}")]
        return []
    if lemma in _NO_NOUNS:
        return [Judgement("negated", f"content of {lemma}", token)]
    if lemma in _WISH_NOUNS:
        return [Judgement("hypothetical", f"content of {lemma}", token)]
    if lemma in _PLAN_NOUNS and child.dep_ in ("acl", "prep", "pcomp", "pobj"):
        return [Judgement("planned", f"content of {lemma}", token)]
    if lemma in _CLAIM_NOUNS:
        return [Judgement("claimed", f"content of {lemma}", token)]
    return []


def _noun_polarity(noun: Token) -> list[Judgement]:
    found: list[Judgement] = []
    for child in noun.children:
        word = child.lower_
        if child.dep_ in ("det", "neg", "amod") and word in ("no", "neither", "nor", "zero"):
            found.append(Judgement("negated", "no"))
        if child.dep_ in ("amod", "compound", "advmod"):
            if word in ("alleged", "purported", "supposed", "reported", "suspected", "so-called"):
                found.append(Judgement("claimed", word))
            elif word in (
                "possible",
                "potential",
                "hypothetical",
                "future",
                "any",
                "further",
                "imminent",
                "threatened",
                "proposed",
                "would-be",
                "eventual",
            ):
                found.append(Judgement("hypothetical", word))
            elif word in ("planned", "upcoming", "forthcoming", "scheduled", "coming", "next", "expected"):
                found.append(Judgement("planned", word))
            elif word in ("failed", "cancelled", "canceled", "abortive", "averted", "aborted"):
                found.append(Judgement("negated", word))
        if child.dep_ == "det" and word == "any":
            found.append(Judgement("hypothetical", "any"))
    if noun.head.pos_ == "NOUN" and noun.dep_ == "compound" and noun.head.lemma_.lower() in _WISH_NOUNS:
        found.append(Judgement("hypothetical", f"{noun.head.lemma_} of it"))
    return found


def _governing_verb(verb: Token, noun: Token) -> list[Judgement]:
    """What the verb that governs a noun of action says of it ("cancelled the visit", "proposed talks")."""
    lemma = verb.lemma_.lower()
    direct = noun.dep_ in ("dobj", "attr", "nsubjpass", "conj") or any(
        obj == noun for prep, obj in prepositional(verb) if prep in ("out", "for", "of", "off", "with")
    )
    if not direct:
        return []
    if lemma in _NEGATING and lemma not in ("reject", "dismiss"):
        return [Judgement("negated", f"{lemma} it", verb)]
    if lemma in _WISHING and lemma not in ("discuss", "warn", "press", "tell", "order", "raise", "oppose"):
        return [Judgement("hypothetical", f"{lemma} it", verb)]
    if lemma in ("plan", "promise", "schedule", "prepare", "pledge", "expect", "arrange", "announce"):
        return [Judgement("planned", f"{lemma} it", verb)]
    if lemma in ("deny", "allege", "claim", "suspect"):
        return [Judgement("claimed", f"{lemma} it", verb)]
    return []


def retold(
    judgement: Judgement,
    when: When,
    published: dt.date | None,
    trigger: Token,
    governor: Token,
) -> Judgement:
    """Turn "actual" into "recalled" when the act lies before the story's own news.

    An act of an earlier year, or more than 45 days before publication, is retold; so is one told in the
    past perfect, under "since", or with an adverb such as "previously".
    """
    if judgement.status not in ("actual", "claimed"):
        return judgement
    if when.latest is not None and published is not None and when.basis != "publication window":
        gap = (published - when.latest).days
        if gap > 45 or (when.latest.year < published.year and gap > 14):
            return judgement if judgement.status == "claimed" else Judgement("recalled", "earlier date")
        return judgement
    if judgement.status == "claimed":
        return judgement
    verb = governor if trigger.pos_ in ("NOUN", "PROPN") and governor != trigger else trigger
    if verb.pos_ in ("VERB", "AUX"):
        auxiliaries = {c.lower_ for c in verb.children if c.dep_ in ("aux", "auxpass")}
        backshift = verb.dep_ == "ccomp" and verb.head.lemma_ in _SAYING | _CLAIMING
        if ("had" in auxiliaries and not backshift) or ("having" in auxiliaries and _adverbs(verb) & _PAST_ADVERBS):
            return Judgement("recalled", "past perfect")
        if _adverbs(verb) & _PAST_ADVERBS:
            return Judgement("recalled", "previously")
    up = trigger
    for _ in range(4):
        if up.head == up:
            break
        if up.dep_ in ("pobj", "pcomp") and up.head.lower_ == "since":
            return Judgement("recalled", "since")
        if up.dep_ == "advcl" and any(c.dep_ == "mark" and c.lower_ == "since" for c in up.children):
            return Judgement("recalled", "since")
        up = up.head
    return judgement


def _adverbs(verb: Token) -> set[str]:
    return {c.lower_ for c in verb.children if c.dep_ == "advmod"}
