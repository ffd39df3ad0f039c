"""Did it happen? Status from grammar: polarity, mood, attribution and presupposition.

The way up from the trigger to the root of its sentence is walked once. Whatever governs the trigger on that way
(a negation, a modal, a verb of planning, wishing, refusing or claiming, a condition) decides, the weightiest
first: negated, hypothetical, planned, claimed. Past time decides between actual and recalled afterwards
(:func:`retold`), because it needs the date. Compare the factuality profiles of FactBank (Saurí and Pustejovsky
2009), whose classes these are in the field's words.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from spacy.tokens import Doc, Token

from detente.coding.judgement import Judgement as Judgement
from detente.coding.sourcing import sourced
from detente.coding.status_nouns import (
    around,
    content_of,
    governing_verb,
    head_of_phrase,
    noun_polarity,
    taken_for_granted,
)
from detente.coding.status_words import (
    ATTITUDE,
    CLAIM_NOUNS,
    CLAIMING,
    CLAUSAL,
    CONDITION,
    DECIDING,
    INDICATIVE,
    MODALS,
    NEGATING,
    OPEN,
    PAST_ADVERBS,
    PLANNING,
    REPORTED,
    SAYING,
    STOPPING,
    WISHING,
)
from detente.language.syntax import once
from detente.records import When


def judge(trigger: Token, governor: Token) -> Judgement:
    """Status of ``trigger`` from the grammar of its sentence; "actual" when nothing says otherwise."""
    verdicts: list[Judgement] = []
    noun = trigger.pos_ in ("NOUN", "PROPN")
    token = governor if noun and governor != trigger else trigger
    if noun:
        verdicts += noun_polarity(trigger)
        between, granted = around(trigger, governor)
        verdicts += between
        if governor != trigger:
            verdicts += governing_verb(governor, head_of_phrase(trigger, governor) if between else trigger)
            granted = granted or (not verdicts and taken_for_granted(governor, trigger))
        if granted:
            own = not between and governor.lemma_ not in ATTITUDE and _is_news(trigger, governor)
            return verdicts[0] if verdicts else Judgement("actual", "taken for granted", presupposed=not own)
    previous = trigger
    for step in range(40):
        if token.pos_ in ("VERB", "AUX") and not (previous.dep_ == "conj" and previous.head == token):
            verdicts += _own(token, nominal=noun and token != trigger)
        if token.head == token:
            break
        if _own_time(token):
            break
        previous, token = token, token.head
        if previous.dep_ == "relcl":
            break  # what a relative clause tells is not in the scope of the clause around it
        if previous.lemma_.lower() in CLAIM_NOUNS and previous.dep_ in ("nsubj", "nsubjpass", "dobj"):
            break  # "allegations that X attacked were not proved": they stay allegations
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
            verdicts += content_of(token, previous)
        if previous.dep_ == "appos" and step > 0:
            break
        if previous.dep_ == "conj" and token.pos_ in ("VERB", "AUX") and _complete(previous):
            continue
    asked_to_stop = _presupposed_by_request(verdicts)
    if asked_to_stop is not None:
        return asked_to_stop
    # "unless they do not attack" leaves both open, and "urged them not to sell" says nothing of any sale
    opened = next((v for v in verdicts if v.rule == "condition"), None) or _asked_not_to(verdicts)
    if opened is not None:
        return opened
    for status in ("negated", "hypothetical", "planned", "claimed"):
        for verdict in verdicts:
            if verdict.status == status:
                return replace(verdict, presupposed=verdict.presupposed or _timeless(verdict, verdicts))
    presupposed = (noun and governor != trigger and not _is_news(trigger, governor)) or trigger.dep_ in (
        "pcomp",
        "acl",
        "relcl",
        "advcl",
    )
    if not presupposed and _asked(trigger):
        return Judgement("hypothetical", "question")
    return Judgement("actual", "asserted", presupposed=presupposed)


def _is_news(noun: Token, governor: Token) -> bool:
    """An act that is the subject of the whole sentence is what the story tells: "Turkey's delivery alarmed Nicosia"."""
    return noun.dep_ in ("nsubj", "nsubjpass") and noun.head == governor and governor.dep_ == "ROOT"


def _timeless(verdict: Judgement, verdicts: list[Judgement]) -> bool:
    """Whether what did not happen is no news of the week: ruled out, "never", "will not"."""
    return verdict.status == "negated" and (
        verdict.rule == "never"
        or (verdict.claimant is not None and verdict.claimant.lemma_ in ("rule", "forswear", "renounce"))
        or any(other.status in ("planned", "hypothetical") for other in verdicts)
    )


def _asked(token: Token) -> bool:
    """Whether the sentence asks if it is so; "why did they attack?" takes the attack for granted."""
    return once(token.doc, "asks if it is so", lambda: _asks_whether(token.doc))


def _asks_whether(doc: Doc) -> bool:
    last = next(doc[i] for i in reversed(range(len(doc))) if not doc[i].is_space)
    return last.text == "?" and not any(t.tag_ in ("WRB", "WP", "WDT", "WP$") and t.lower_ != "what" for t in doc)


def _presupposed_by_request(verdicts: list[Judgement]) -> Judgement | None:
    """ "urged B to stop attacking C": that B attacks is what the speaker takes for granted, no more."""
    for verdict in verdicts:
        stop = verdict.claimant
        if verdict.status == "negated" and stop is not None and stop.lemma_ in STOPPING:
            for other in verdicts:
                if other.status == "hypothetical" and other.claimant is not None and other.claimant != stop:
                    return Judgement("claimed", f"presupposed by {other.claimant.lemma_}", other.claimant)
    return None


def _asked_not_to(verdicts: list[Judgement]) -> Judgement | None:
    """The wish over a clause that is negated inside."""
    denied = next((i for i, v in enumerate(verdicts) if v.rule == "negation"), None)
    if denied is None:
        return None
    return next((v for v in verdicts[denied:] if v.status == "hypothetical" and v.claimant is not None), None)


def _own_time(token: Token) -> bool:
    """ "after X ordered ...", "since they met": what such a clause tells is taken for granted."""
    if token.dep_ == "advcl":
        marks = {c.lower_ for c in token.children if c.dep_ in ("mark", "advmod")}
        return bool(
            marks & {"after", "since", "before", "when", "while", "as", "because", "although", "though"}
        ) and not (marks & CONDITION)
    return token.dep_ in ("pcomp", "pobj") and token.head.lower_ in ("after", "since", "following", "amid", "despite")


def _complete(verb: Token) -> bool:
    return any(c.dep_ in ("nsubj", "nsubjpass") for c in verb.children)


_NEVER = frozenset({"never", "hardly", "scarcely", "neither", "nor", "almost", "nearly"})


def _own(verb: Token, *, nominal: bool) -> list[Judgement]:
    """What the verb's own auxiliaries, adverbs and subordinator say."""
    found: list[Judgement] = []
    auxiliaries = {c.lower_ for c in verb.children if c.dep_ in ("aux", "auxpass")}
    words = {c.lower_ for c in verb.children if c.dep_ in ("advmod", "neg", "preconj", "det")}
    if any(c.dep_ == "neg" for c in verb.children) or words & _NEVER or _turned_down(verb):
        never = any(c.lower_ == "never" for c in verb.children) and verb.tag_ == "VBD"
        found.append(Judgement("negated", "never" if never else "negation"))
    found += sourced(verb)
    subjects = [c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass")]
    if any(
        s.lower_ in ("none", "nobody", "neither")
        or any(d.lower_ in ("no", "neither") for d in s.children if d.dep_ == "det")
        for s in subjects
    ):
        found.append(Judgement("negated", "negative subject"))
    if words & {"perhaps", "maybe", "possibly", "probably", "presumably", "conceivably", "potentially"}:
        found.append(Judgement("hypothetical", "perhaps"))
    if words & {"reportedly", "allegedly", "purportedly", "supposedly"}:
        found.append(Judgement("claimed", "reportedly"))
    if not nominal and any(
        d.lower_ == "no" for o in verb.children if o.dep_ == "dobj" for d in o.children if d.dep_ == "det"
    ):
        found.append(Judgement("negated", "negative object"))
    marks = {c.lower_ for c in verb.children if c.dep_ in ("mark", "advmod")}
    in_case = any(c.lower_ == "in" and any(o.lower_ == "case" for o in c.children) for c in verb.children)
    if marks & CONDITION or in_case:
        found.append(Judgement("hypothetical", "condition"))
    if (
        "would" in auxiliaries
        and verb.dep_ == "ccomp"
        and verb.head.lemma_ in SAYING | {"promise", "pledge", "vow", "agree"}
    ):
        found.append(Judgement("planned", "future in the past"))
    elif auxiliaries & MODALS or (verb.dep_ == "advcl" and _inverted(verb)):
        found.append(Judgement("hypothetical", "modal"))
    if auxiliaries & {"will", "shall", "'ll", "wo"}:
        found.append(Judgement("planned", "future"))
    if verb.lower_ in ("going",) and any(c.dep_ == "xcomp" for c in verb.children):
        found.append(Judgement("planned", "going to"))
    if verb.tag_ == "VB" and "to" in auxiliaries and verb.dep_ == "xcomp" and verb.head.lemma_ == "be" and not nominal:
        found.append(Judgement("planned", "is to"))
    return found


def _turned_down(verb: Token) -> bool:
    """ "nor did they sign", "no longer sells", "rather than sign"."""
    before = [t.lower_ for t in verb.doc[max(verb.i - 2, 0) : verb.i]]
    nor = verb.dep_ == "conj" and any(
        c.dep_ in ("cc", "preconj") and c.lower_ == "nor" for c in (*verb.children, *verb.head.children) if c.i < verb.i
    )
    return nor or before in (["no", "longer"], ["rather", "than"])


def _inverted(verb: Token) -> bool:
    """ "had X attacked", "were X to attack": a condition told by the order of words."""
    subjects = [c.i for c in verb.children if c.dep_ in ("nsubj", "nsubjpass")]
    return bool(subjects) and any(
        c.dep_ in ("aux", "auxpass") and c.lower_ in ("had", "were") and c.i < subjects[0] for c in verb.children
    )


def _above(verb: Token, child: Token, *, coordinated: bool) -> list[Judgement]:
    """What a verb over the trigger's clause says of it."""
    if coordinated:
        # "may visit and sign": auxiliaries are shared by a coordinate verb without a subject of its own
        if child.head.tag_ == "VB" and child.tag_ in ("VBD", "VBN"):
            return []  # "could not attend and condemned": the modal takes no past form
        return [] if _complete(child) else [j for j in _own(child.head, nominal=False) if not _has_own_tense(child)]
    lemma = verb.lemma_.lower()
    if child.dep_ == "prep" and lemma in DECIDING and child.lower_ == "against":
        return [Judgement("negated", f"{lemma} against", verb)]
    complement = child.dep_ in ("xcomp", "ccomp", "pcomp")
    through = child.dep_ == "prep" and any(g.dep_ == "pcomp" for g in child.children)
    if child.dep_ == "ccomp":
        for adjective in verb.children:
            if adjective.dep_ in ("acomp", "oprd") and adjective.lemma_.lower() in OPEN:
                return [Judgement("hypothetical", f"it is {adjective.lower_}")]
    if (
        lemma in WISHING
        and child.dep_ == "advcl"
        and any(c.lower_ == "for" and c.dep_ == "mark" for c in child.children)
    ):
        return [Judgement("hypothetical", f"{lemma} for it", verb)]
    if child.dep_ == "advcl" and any(c.lower_ == "to" and c.dep_ == "aux" for c in child.children):
        # purpose: "travelled to Geneva to meet": the meeting is meant, and as a rule told as done
        return []
    if not (complement or through):
        return []
    found: list[Judgement] = []
    modal = any(c.dep_ == "aux" and c.lower_ in MODALS | {"will", "shall", "'ll", "wo"} for c in child.children)
    infinitive = (child.tag_ in ("VB", "VBG") and not modal) or through
    adverbs = {c.lower_ for c in verb.children if c.dep_ in ("advmod", "acomp", "prt")}
    if lemma in ("have", "be", "remain") and "yet" in adverbs and infinitive:
        found.append(Judgement("negated", "yet to"))
    elif lemma == "have" and child.dep_ == "xcomp" and infinitive and verb.tag_ in ("VBP", "VBZ", "VB"):
        found.append(Judgement("hypothetical", "has to"))
    elif lemma in INDICATIVE and _told_as_done(child):
        found.append(Judgement("claimed", f"content of {lemma}", verb))
    elif lemma in NEGATING and (infinitive or lemma in ("deny", "reject", "rule", "dismiss")):
        found.append(Judgement("negated", f"{lemma} over the clause", verb))
    elif lemma in WISHING and (infinitive or lemma in CLAUSAL):
        found.append(Judgement("hypothetical", f"content of {lemma}", verb))
    elif lemma in PLANNING and infinitive:
        found.append(Judgement("planned", f"content of {lemma}", verb))
    elif lemma in CLAIMING:
        found.append(Judgement("claimed", f"content of {lemma}", verb))
    elif lemma in REPORTED and child.dep_ == "xcomp" and any(c.dep_ == "auxpass" for c in verb.children):
        found.append(Judgement("claimed", f"{verb.lower_} to have"))
    elif lemma in SAYING and child.dep_ == "ccomp":
        found.append(Judgement("claimed", f"word of who {lemma}s", verb))
    elif lemma == "be" and child.dep_ == "xcomp" and infinitive:
        found.append(Judgement("planned", "is to"))
    elif lemma in ("use", "have", "go", "come", "continue", "begin", "start", "manage", "help", "keep"):
        pass
    return found


def _told_as_done(verb: Token) -> bool:
    """ "insists that they fired", as against "insists that they fire"."""
    auxiliaries = {c.lower_ for c in verb.children if c.dep_ in ("aux", "auxpass")}
    return (verb.tag_ == "VBD" or bool(auxiliaries & {"had", "has", "have", "was", "were", "did"})) and not (
        auxiliaries & (MODALS | {"will", "shall", "to"})
    )


def _has_own_tense(verb: Token) -> bool:
    return verb.tag_ in ("VBD", "VBZ", "VBP") or any(c.dep_ == "aux" for c in verb.children)


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
        backshift = verb.dep_ == "ccomp"
        if ("had" in auxiliaries and not backshift) or ("having" in auxiliaries and _adverbs(verb) & PAST_ADVERBS):
            return Judgement("recalled", "past perfect")
        if _adverbs(verb) & PAST_ADVERBS:
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
