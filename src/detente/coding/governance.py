"""Which word of speech governs quoted or reported words in the parse, and who its speaker is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from spacy.tokens import Token

from detente.coding.frames import Frame
from detente.coding.quotations import Quotation
from detente.coding.speakers import Speaker, Speakers, known
from detente.coding.speech import (
    DOCUMENTS,
    JUDGE,
    NAMING,
    OCCASION,
    SPEECH,
    SPEECH_NOUNS,
    THINK,
    TITLING,
    lemmas,
)
from detente.language.reading import Sentence
from detente.language.syntax import (
    direct_objects,
    is_passive,
    logical_subject,
    own_subject,
    possessors,
    prepositional,
    surface_subject,
)

_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "csubjpass", "agent", "advcl"})
#: Verbs with another everyday sense when the quotation is their object ("began \"peace talks\"").
_OBJECT_AMBIGUOUS = lemmas(
    "begin continue conclude read put offer order commit invite require cable point relate "
    "report signal refuse reject attack charge define paint frame cast advertise bill celebrate honour "
    "honor rate invoke call plan see consider back support rule press push seek want favour favor write "
    "quote cite post find brush shrug wave"
)
#: Verbs whose object, a noun of speech, is their subject's own utterance.
_UTTERING = lemmas(
    "make issue give deliver send publish release post write offer voice express repeat renew launch sign "
    "submit reiterate use coin utter read hold air state add take have address hand level fire throw hurl "
    "raise extend"
)
_MANNER = lemmas("by in while after before when without on upon through since with")
_DELIMITERS = frozenset({",", "-", "--", "–", "—", "---"})
_WITHHOLDING = frozenset({"refuse", "decline", "avoid", "hesitate", "fail"})
#: Verbs whose object is who is spoken to.
_ADDRESSED = lemmas("urge ask tell invite order instruct remind assure exhort implore beg challenge notify inform")
_OPINING = frozenset({"see", "want", "fear", "expect", "seek", "wish"})
#: Verbs of thought that judge with "as": "regards the plan as \"a trap\"".
_SEEING = lemmas("see view regard consider perceive treat read understand remember")
#: Verbs of thought that call an object something: "a step that she thought \"petty\"".
_DEEMING = lemmas("think consider believe judge")
#: Verbs whose object has the impression: "strikes Jane Roe as \"a trap\"".
_IMPRESSING = lemmas("strike impress")
_GOVERNING = SPEECH | THINK | NAMING | _SEEING
_WORDS_AS_SUCH = lemmas("word term phrase expression label slogan")
_OF_OWNER = frozenset({"of", "by", "from"})


#: By what the cue was found: the parse, its place before or after the quotation, the sentences around;
#: ``named`` says that the quotation is a name or was not said.
How = Literal["parse", "before", "after", "alone", "named"]


@dataclass(frozen=True, slots=True)
class Cue:
    """What makes quoted words somebody's: the word of speech if any, where, and the speaker."""

    sentence: Sentence
    token: Token | None
    speaker: Speaker | None
    how: How


class Governance:
    """Asks the parse of one reading."""

    def __init__(self, speakers: Speakers) -> None:
        self._speakers = speakers

    def climb(self, frame: Frame, quotation: Quotation) -> Cue | None:
        """The nearest cue above the quoted words, one that names its speaker before one that does not."""
        quoted = [t for t in frame.quoted(quotation) if not t.is_punct]
        inside = {t.i for t in frame.doc if quotation.outer_start <= frame.at(t) < quotation.outer_end}
        roots = [t for t in quoted if t.head.i not in inside]
        for root in roots:
            found = self._above(frame, root, quoted)
            if found is not None:
                return found
        return None

    def doer(self, frame: Frame, quotation: Quotation) -> Speaker | None:
        """The subject of the narrator's verb that a fragment hangs on, whatever it does."""
        inside = {t.i for t in frame.doc if quotation.outer_start <= frame.at(t) < quotation.outer_end}
        root = next((t for t in frame.quoted(quotation) if not t.is_punct and t.head.i not in inside), None)
        while root is not None and root.head != root:
            root = root.head
            if root.pos_ in ("VERB", "AUX") and not frame.inside[root.i] and not is_passive(root):
                own = self._speakers.first(frame.sentence, frame.outside(surface_subject(root)))
                if own is not None:
                    return own
        return None

    def _above(self, frame: Frame, root: Token, quoted: list[Token]) -> Cue | None:
        current, silent, wished = root, None, None
        for _ in range(40):
            head = current.head
            if head == current:
                break
            if not frame.inside[head.i]:
                found = self._cue_at(frame, current, head, root, quoted)
                if found is not None and found.speaker is not None:
                    if found.token is None or found.token.lemma_.lower() in SPEECH or found.token.pos_ == "NOUN":
                        return found
                    wished = wished or found  # "she said that Paris wanted \"…\"": rather her words than those of Paris
                elif found is not None and found.token is None:
                    return wished or silent or found
                silent = silent or found
                aside = self._aside(frame, head)
                if aside is not None:
                    return aside
            current = head
        return wished or silent

    def _aside(self, frame: Frame, verb: Token) -> Cue | None:
        """The words of speech in "The dam, Jane Roe warned, would be \"…\""."""
        for child in verb.children:
            if child.dep_ == "parataxis" and child.lemma_.lower() in SPEECH and not frame.inside[child.i]:
                # "The dam, Jane Roe warned": parsers coordinate the two, though no "and" stands between
                own = [k for s in own_subject(child) if not any(c.dep_ == "cc" for c in s.children) for k in s.children]
                named = [k for k in own if k.dep_ in ("conj", "appos") and k.i + 1 == child.i]
                speaker = self._speakers.first(frame.sentence, named) or self.subject(frame, child)
                if speaker is not None:
                    return Cue(frame.sentence, child, speaker, "parse")
        return None

    def _cue_at(self, frame: Frame, current: Token, head: Token, root: Token, quoted: list[Token]) -> Cue | None:
        """The cue that ``head`` gives to ``current`` below it; one without a token ends the climb."""
        lemma = head.lemma_.lower()
        if lemma in _IMPRESSING and current.dep_ == "prep" and current.lower_ == "as":
            struck = self._speakers.first(frame.sentence, frame.outside(direct_objects(head)))
            return Cue(frame.sentence, head, struck, "parse") if struck is not None else None
        if head.pos_ in ("VERB", "AUX") and lemma in _GOVERNING:
            if lemma in ("know", "slip") and head.head.lemma_.lower() == "let":
                return Cue(frame.sentence, head, self.subject(frame, head.head), "parse")  # "let it be known that"
            if lemma == "slip" or (lemma == "know" and head.tag_ != "VBN"):
                return None  # "knew \"what was coming\"": only "known as" names
            if lemma in TITLING or (lemma in NAMING and is_passive(head) and not logical_subject(head)):
                return Cue(frame.sentence, None, None, "named")
            if lemma in _ADDRESSED and root.dep_ == "nsubj" and root.head == current and current.tag_ == "VB":
                return Cue(frame.sentence, None, None, "named")
            if lemma in _ADDRESSED and current.dep_ == "dobj" and frame.inside[current.i]:
                return Cue(frame.sentence, None, None, "named")
            if self._is_content(current, head, lemma, quoted, root):
                if head.dep_ == "xcomp" and head.head.lemma_.lower() in _WITHHOLDING:
                    return Cue(frame.sentence, None, None, "named")
                verb = _wished_by(head)
                return Cue(frame.sentence, verb, self.subject(frame, verb), "parse")
        elif head.pos_ == "NOUN" and lemma in SPEECH_NOUNS and current.dep_ != "conj":
            if root.i < head.i and (lemma in DOCUMENTS or not any(p.i < root.i for p in possessors(head))):
                return None  # "the \"open door\" speech": a name
            speaker = self._owner(frame, head)
            if speaker is None and lemma in _WORDS_AS_SUCH and current.dep_ in ("appos", "dobj", "nmod"):
                return Cue(frame.sentence, None, None, "named")  # "avoided the word \"…\""
            return Cue(frame.sentence, head, speaker, "parse") if speaker is not None else None
        return None

    def _is_content(self, current: Token, verb: Token, lemma: str, quoted: list[Token], root: Token) -> bool:
        """True when ``current``, a child of ``verb``, is what is said, not who says it, when or why."""
        relation = current.dep_
        if relation == "advcl" and _told_last(current, verb):
            return lemma in SPEECH
        if relation == "conj" and interrupted(current, verb):
            return lemma in SPEECH
        if relation in _SUBJECTS or relation in ("aux", "neg", "advmod", "npadvmod", "punct"):
            return False
        if relation == "nsubjpass" or (relation == "conj" and current.pos_ in ("VERB", "AUX")):
            return False
        if relation == "prep" and current.lower_ in OCCASION:
            return False
        if relation == "prep" and lemma in ("speak", "talk") and current.lower_ not in ("of", "about"):
            return False
        if lemma in SPEECH:
            whole = relation in ("dobj", "xcomp", "prep") and lemma in _OBJECT_AMBIGUOUS
            if whole and lemma in NAMING:
                return True
            return not whole or (lemma in JUDGE and relation == "prep") or len(quoted) > 3
        if lemma in NAMING:
            return not is_passive(verb)
        if relation == "prep" and current.lower_ == "as" and lemma in _SEEING:
            return True
        if relation in ("oprd", "acomp", "ccomp") and lemma in _DEEMING:
            return True
        if relation == "dobj" and lemma in _OPINING:
            return len(quoted) > 2
        return relation in ("ccomp", "xcomp") and (len(quoted) > 2 or root.pos_ in ("VERB", "AUX"))

    def _to_itself(self, frame: Frame, verb: Token, speaker: Speaker) -> bool:
        """True when a coordinated verb's inherited subject would speak to itself.

        In "X said that Y lied and called on Y to stop" it is X who called; parsers coordinate with "lied".
        """
        if verb.dep_ != "conj" or own_subject(verb):
            return False
        objects = [*direct_objects(verb), *(o for p, o in prepositional(verb) if p in ("on", "to", "upon"))]
        others = (self._speakers.mentioned(frame.sentence, o) for o in frame.outside(objects))
        return any(other is not None and other.name == speaker.name for other in others)

    def _owner(self, frame: Frame, noun: Token) -> Speaker | None:
        """Who utters what a noun of speech names: its possessor, or the subject of "made a promise"."""
        owner = self._speakers.first(frame.sentence, frame.outside(possessors(noun)))
        if owner is not None:
            return owner
        for child in noun.children:
            if child.dep_ == "prep" and child.lower_ in _OF_OWNER:
                objects = frame.outside([o for o in child.children if o.dep_ == "pobj"])
                found = known(self._speakers.first(frame.sentence, objects))
                if found is not None and child.lower_ != "of":
                    return found
        head = noun.head
        if noun.dep_ == "dobj" and head.pos_ == "VERB" and head.lemma_.lower() in _UTTERING:
            return self.subject(frame, head)
        if noun.dep_ == "pobj" and head.lower_ in ("in", "with") and head.head.pos_ == "VERB":
            return self.subject(frame, head.head)
        left = [c for c in noun.children if c.dep_ in ("amod", "compound") and c.i < noun.i]
        return known(self._speakers.first(frame.sentence, frame.outside(left)))

    def subject(self, frame: Frame, verb: Token) -> Speaker | None:
        """Who does the speaking of ``verb``: its logical subject, else the subject of a clause above it."""
        if is_passive(verb) and not logical_subject(verb):
            return known(self._speakers.first(frame.sentence, frame.outside(_late_agent(verb))))
        parted = _before_parenthesis(verb)
        if parted is not None:
            speaker = self._speakers.of(frame.sentence, parted)
            if speaker is not None:
                return speaker
        own = surface_subject(_governor(verb)) if _subject_controlled(verb) else logical_subject(verb)
        speaker = self._speakers.first(frame.sentence, frame.outside(own))
        if speaker is not None and not self._to_itself(frame, verb, speaker):
            return speaker
        if any(c.dep_ == "nsubj" and c.tag_ not in ("WP", "WDT") for c in verb.children):
            return None
        current = verb
        for _ in range(10):
            if current.head == current:
                return None
            current = current.head
            if current.pos_ in ("VERB", "AUX"):
                upper = self._speakers.first(frame.sentence, frame.outside(surface_subject(current)))
                if upper is not None and (speaker is None or upper.name != speaker.name):
                    return upper
        return speaker


def _told_last(clause: Token, verb: Token) -> bool:
    """True for "The city will hold, its mayor said": parsers take a main clause so reported for an adverbial one."""
    own = next((c for c in verb.children if c.dep_ == "nsubj"), None)
    if own is None or clause.i > own.left_edge.i or own.left_edge.i == 0 or own.left_edge.nbor(-1).text != ",":
        return False
    return not any(c.dep_ in ("mark", "aux") or c.tag_ in ("WRB", "IN") for c in clause.children if c.dep_ != "prep")


def interrupted(clause: Token, verb: Token) -> bool:
    """True for "The dam, she told parliament, was …": without "and", the clause is not the speaker's next act."""
    own = next((c for c in verb.children if c.dep_ == "nsubj"), None)
    if own is None or own.left_edge.i == 0 or own.left_edge.nbor(-1).text != ",":
        return False
    if any(c.dep_ == "cc" and c.i > verb.i for c in verb.children) or own_subject(clause):
        return False
    verbs = [t for t in verb.doc[verb.i + 1 : clause.i] if t.dep_ not in ("aux", "auxpass", "neg")]
    return bool(verbs) and verbs[-1].text == ","


def _late_agent(verb: Token) -> list[Token]:
    """The "by" phrase of a passive that the parse hung on a later word."""
    later = [t for t in verb.subtree if t.i > verb.i and t.lower_ == "by" and t.dep_ in ("agent", "prep")]
    return [o for by in later[:1] for o in by.children if o.dep_ == "pobj"]


def _governor(verb: Token) -> Token:
    return verb.head.head


def _subject_controlled(verb: Token) -> bool:
    """True for "praised Jane Roe by stating …": the phrase's own subject is the main verb's."""
    return verb.dep_ == "pcomp" and verb.head.lower_ in _MANNER and verb.head.head.pos_ in ("VERB", "AUX")


def _before_parenthesis(verb: Token) -> Token | None:
    """The noun before ", who …," or "- who … -" that ends right before ``verb``."""
    doc = verb.doc
    at = verb.i - 1
    while at > 0 and doc[at].dep_ in ("aux", "auxpass", "advmod"):
        at -= 1
    if at <= 0 or doc[at].text not in _DELIMITERS:
        return None
    for i in range(at - 1, 0, -1):
        if doc[i].lower_ in ("who", "whose", "which") and doc[i - 1].text in _DELIMITERS and i >= 2:
            return doc[i - 2]
    return None


def _wished_by(verb: Token) -> Token:
    """The verb above that only wishes ``verb`` to be said ("urged that he tell Paris …"), else ``verb``."""
    current = verb
    for _ in range(6):
        upper = current.head
        if upper == current or current.dep_ not in ("ccomp", "xcomp") or not _bare(current):
            return current
        if any(c.dep_ == "aux" and c.tag_ in ("MD", "VBD", "VBZ", "VBP") for c in current.children):
            return current
        if upper.pos_ != "VERB" or upper.lemma_.lower() not in SPEECH or is_passive(upper):
            return current  # "is said to have told": hearsay, but of the teller's words
        current = upper
    return current


def _bare(verb: Token) -> bool:
    """True for an infinitive or a subjunctive: "to tell", "(urged) that he tell"."""
    if verb.tag_ == "VB":
        return True
    return verb.tag_ == "VBP" and any(c.dep_ == "nsubj" and c.lower_ in ("he", "she", "it") for c in verb.children)
