"""The agenda: what the parties met or spoke about.

Subjects stand under a few constructions: "on the agenda was ...", "discussed X and Y", "talks on X", "issues such as
X, including Y". A sentence that goes on with "This included ..." continues the agenda of the one before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.tokens import Doc, Token

from detente.coding.contexts import load_contexts
from detente.coding.status import judge
from detente.language.reading import Mention, Reading, Sentence
from detente.language.syntax import (
    clause_head,
    conjuncts,
    direct_objects,
    own_subject,
    prepositional,
    surface_subject,
    with_lemma,
)
from detente.records import AgendaItem

_DISCUSSING = frozenset("discuss raise debate broach".split())
_TALKING = frozenset(
    "talk talks meeting discussion negotiation summit consultation dialogue conversation call session speak confer consult".split()  # noqa: E501
)
_SPEAKING = frozenset("talk speak negotiate confer consult".split())
_ABOUT = ("on", "about", "over", "regarding", "concerning")
_FOCUS = frozenset("focus centre center concentrate dwell touch turn deal revolve range".split())
_COVERING = frozenset("cover include span address tackle".split())
_LEADING = frozenset({*_DISCUSSING, *_TALKING, *_SPEAKING, *_FOCUS, *_COVERING, "agenda"})
_LISTING = frozenset({"include", "range", "encompass", "cover", "involve", "comprise"})
_GENERIC = frozenset(
    "issue topic matter subject question area item agenda plethora range number host list series point field "
    "thing way dispute challenge concern interest priority file range variety relation tie meeting talk side".split()
)
_AGENDA = re.compile(
    r"\bagenda\b|\b(?:topics|issues|subjects|matters) (?:discussed|raised|covered)\b|\bdiscussions? "
    r"(?:included|covered|ranged)\b",
    re.IGNORECASE,
)
_SUCH_AS = frozenset({"as", "including", "like", "from"})
_MAX_WORDS = 7


def agenda(reading: Reading) -> tuple[AgendaItem, ...]:
    """The subjects of the article's meetings and talks, in text order, each once."""
    found: dict[str, AgendaItem] = {}
    open_list = False
    for sentence, doc, mentions in reading.parsed():
        starts: list[Token] = []
        if open_list and doc[0].lower_ in ("this", "these", "they", "it", "among", "others", "other", "that"):
            starts += [t for v in with_lemma(doc, _LISTING) if v.pos_ == "VERB" for t in direct_objects(v)]
        open_list = bool(_AGENDA.search(sentence.text))
        starts += _subjects(doc, on_agenda=open_list)
        for item in _listed(sentence, mentions):
            found.setdefault(item.name.lower(), item)
        for head in starts:
            series = list(_series(sentence, doc, head, mentions))
            parsed = [
                item
                for item in _items(reading, sentence, head, mentions)
                if not any(item.start < s.end and s.start < item.end for s in series)
            ]
            for item in [*series, *parsed]:
                found.setdefault(item.name.lower(), item)
    return tuple(found.values())


def _subjects(doc: Doc, *, on_agenda: bool) -> list[Token]:
    """Heads of the noun phrases that name what was talked about."""
    heads: list[Token] = []
    for token in with_lemma(doc, _LEADING):
        lemma = token.lemma_.lower()
        if token.pos_ == "VERB" and lemma in _DISCUSSING:
            if (lemma in ("discuss", "debate") or _spoken(token)) and judge(token, token).status != "negated":
                heads += direct_objects(token)
        elif (
            token.pos_ == "VERB"
            and lemma in _FOCUS
            and any(t.lemma_.lower() in _TALKING or t.lower_ == "agenda" for t in own_subject(token))
        ):
            heads += [o for prep, o in prepositional(token) if prep in ("on", "upon", "to", "around", "with", "from")]
        elif lemma in _TALKING if token.pos_ in ("NOUN", "PROPN") else lemma in _SPEAKING and token.pos_ == "VERB":
            if judge(token, clause_head(token)).status in ("hypothetical", "negated"):
                continue
            heads += [o for prep, o in prepositional(token) if prep in _ABOUT and o.ent_type_ != "DATE"]
        elif (
            token.pos_ == "VERB"
            and lemma in _COVERING
            and any(t.lemma_.lower() in _TALKING for t in surface_subject(token))
        ):
            heads += direct_objects(token)
        elif on_agenda and lemma == "agenda":
            verb = token.head if token.head.pos_ in ("VERB", "AUX") else token.head.head
            if token.dep_ in ("nsubj", "nsubjpass") and verb.pos_ in ("VERB", "AUX"):
                heads += direct_objects(verb) + [c for c in verb.children if c.dep_ == "attr"]
            elif token.dep_ == "pobj":
                above = token.head.head
                heads += (
                    [c for c in above.children if c.dep_ in ("attr", "nsubj", "dobj") and c != token]
                    if above.pos_ in ("VERB", "AUX")
                    else [above]
                )
            heads += [o for prep, o in prepositional(token) if prep in _SUCH_AS]
    return list(dict.fromkeys(heads))


_COLON = re.compile(
    r"\b(?:issues|matters|topics|subjects|questions|items|agenda|list)\b[^:.;]{0,60}:\s*(?P<list>[^.;:?!]+)",
    re.IGNORECASE,
)
_COMMA = re.compile(r",\s*(?:and\s+)?|\s+and\s+")


_SERIES_ENDS = re.compile(
    r"[.;:!?()\"“”—]|\b(?:when|which|where|who|after|before|but|while|as|with|during|at|that|amid|because|though|yet|including|such)\b"
)


def _series(sentence: Sentence, doc: Doc, head: Token, mentions: tuple[Mention, ...]) -> Iterator[AgendaItem]:
    """ "X, Y, the Z of W and V" read from the words: long series are where parsers lose their way.

    Only with two commas or a comma and "and"; it ends before the first piece that is no noun phrase.
    """
    start = head.left_edge.idx
    text = sentence.text[start:]
    end = _SERIES_ENDS.search(text)
    text = text[: end.start()] if end else text
    if text.count(",") < 1 or text.count(",") + len(re.findall(r"\band\b", text)) < 2:
        return
    at = start
    for piece in _COMMA.split(text):
        position = sentence.text.index(piece, at)
        at = position + len(piece)
        name = re.sub(r"^(?:the|a|an|its|their)\s+", "", piece.strip())
        span = doc.char_span(position, position + len(piece.rstrip()), alignment_mode="expand")
        if not name or span is None or len(name.split()) > _MAX_WORDS:
            return
        if (
            any(t.tag_ in ("VBD", "VBZ", "VBP", "MD", "PRP", "TO") for t in span)
            or span.root.lemma_.lower() in _VAGUE | _GENERIC
        ):
            return
        begin = sentence.start + sentence.text.index(name, position)
        yield _named(sentence, begin, begin + len(name), name, mentions)


def _named(sentence: Sentence, begin: int, end: int, name: str, mentions: tuple[Mention, ...]) -> AgendaItem:
    """A subject by its words: a state's when the words are the state's name, an issue otherwise."""
    state = next((m for m in mentions if m.start == begin and m.end == end and m.actor.country), None)
    code = state.actor.country if state else next((c.code for c in load_contexts() if c.words.occurs(name)), None)
    return AgendaItem(
        sentence=sentence.index, start=begin, end=end, name=name, kind="country" if state else "issue", code=code
    )


def _listed(sentence: Sentence, mentions: tuple[Mention, ...]) -> Iterator[AgendaItem]:
    """A list after a colon: "worked through a list of matters: migration, trade, the war in Gaza and fishing"."""
    match = _COLON.search(sentence.text)
    if match is None or match.group("list").count(",") < 1 or not _MEETING_WORDS.search(sentence.text):
        return
    at = match.start("list")
    for piece in _COMMA.split(match.group("list")):
        start = sentence.text.index(piece, at)
        at = start + len(piece)
        name = re.sub(r"^(?:the|a|an)\s+", "", piece.strip())
        if not name or len(name.split()) > _MAX_WORDS:
            continue
        start += piece.index(name)
        begin, end = sentence.start + start, sentence.start + start + len(name)
        yield _named(sentence, begin, end, name, mentions)


_MEETING_WORDS = re.compile(
    r"\b(?:talks?|met|meet(?:ing)?s?|summit|discuss\w*|agenda|worked through|went through|cabinets?|"
    r"leaders|ministers|negotiat\w*|raised|sides)\b",
    re.IGNORECASE,
)


def _spoken(verb: Token) -> bool:
    """ "raised the issue of X with Y" speaks; "raised tariffs" does not."""
    return any(t.lemma_.lower() in _GENERIC | {"case", "prospect", "concern"} for t in direct_objects(verb))


def _items(reading: Reading, sentence: Sentence, head: Token, mentions: tuple[Mention, ...]) -> Iterator[AgendaItem]:
    for token in conjuncts(head):
        if token.lemma_.lower() in _GENERIC:
            for prep, obj in prepositional(token):
                if prep in (*_SUCH_AS, "of", *_ABOUT):
                    yield from _items(reading, sentence, obj, mentions)
            for child in token.children:
                if child.lower_ in ("including", "like") or child.dep_ == "appos":
                    for obj in [child] if child.dep_ == "appos" else list(child.children):
                        if obj.dep_ in ("pobj", "dobj", "appos"):
                            yield from _items(reading, sentence, obj, mentions)
            continue
        item = _item(sentence, token, mentions)
        if item is not None:
            yield item


def _item(sentence: Sentence, token: Token, mentions: tuple[Mention, ...]) -> AgendaItem | None:
    start = sentence.start + token.idx
    mention = next((m for m in mentions if m.start <= start < m.end), None)
    if mention is not None:
        if mention.kind in ("pronoun", "group", "person", "title") or not mention.actor.country:
            return None
        return AgendaItem(
            sentence=sentence.index,
            start=mention.start,
            end=mention.end,
            name=mention.actor.name if mention.kind != "place" else mention.text,
            kind="organisation" if mention.actor.sector == "IGO" else "country",
            code=mention.actor.country,
        )
    if token.pos_ not in ("NOUN", "PROPN", "VERB") or token.ent_type_ in ("DATE", "TIME") or token.text in _DAYS:
        return None
    first = token.left_edge
    while first.i < token.i and first.pos_ in ("DET", "PRON", "PUNCT", "CCONJ", "NUM", "SPACE"):
        first = first.nbor()
    while first.i > 1 and token.doc[first.i - 1].text == "-" and not token.doc[first.i - 1].whitespace_:
        first = first.nbor(-2)  # "counter-terrorism" may be cut into three
    last = token
    for child in token.rights:
        if (
            child.dep_ == "prep"
            and child.lower_ in ("of", "in", "over", "between")
            and child.right_edge.i - first.i < _MAX_WORDS
        ):
            last = child.right_edge
        elif child.dep_ in ("cc", "conj", "relcl", "punct", "appos"):
            break
    if last.i - first.i >= _MAX_WORDS or (token.lemma_.lower() in _VAGUE and first.i == last.i):
        return None
    phrase = token.doc[first.i : last.i + 1]
    name = phrase.text
    code = next((c.code for c in load_contexts() if c.words.occurs(name)), None)
    return AgendaItem(
        sentence=sentence.index,
        start=sentence.start + phrase.start_char,
        end=sentence.start + phrase.end_char,
        name=name,
        kind="issue",
        code=code,
    )


_VAGUE = frozenset(
    "commitment way step progress situation future development plan proposal detail thing "
    "everything what it that".split()
)
_DAYS = frozenset("Monday Tuesday Wednesday Thursday Friday Saturday Sunday yesterday today".split())
