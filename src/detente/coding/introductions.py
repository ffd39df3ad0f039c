"""Proper names that an article introduces itself: full names by surname, and who holds which office.

For speakers that the knowledge does not know: "Jane Roe, a spokeswoman" later speaks as "Ms Roe", "Roe" or
"the spokeswoman".
"""

from __future__ import annotations

import re

from spacy.tokens import Token

from detente.coding.speech import lemmas

#: Titles before a person's name.
_TITLES = lemmas(
    "mr mrs ms miss dr sir dame lord lady president premier chancellor minister secretary king queen "
    "prince gen general "
    "sen senator prof professor col colonel lt lieutenant capt captain maj major sgt sergeant adm "
    "admiral commander rep "
    "representative gov governor ambassador envoy spokesman spokeswoman spokesperson archbishop "
    "bishop rabbi imam "
    "ayatollah sheikh judge justice organiser organizer"
)
#: Words before a title; at the head of a name they are no part of it.
_MODIFIERS = lemmas("foreign defence defense deputy vice former acting interim prime chief the")
#: Last words of a body's name: what stands before them is no title ("General Staff", "Defence Force").
_BODIES = lemmas(
    "staff assembly secretariat office council force forces command commission ministry department "
    "committee bank fund "
    "party union court agency bureau authority society institute centre center university association "
    "federation"
)
_PARTICLES = lemmas("al bin bint ibn de da del der den van von ben el di la le du dos y")
# No word of a name is longer; without the bound a text of "al-Aal-Aal-A" takes time in proportion to its square.
_WORD = r"(?:(?:al|el|ul|ad)-)?[A-ZÀ-ÖØ-Þ][\w’'-]{1,60}"
_NAME = re.compile(rf"\b{_WORD}(?: (?:{_WORD}|[A-Z]\.|(?:al|bin|bint|ibn|de|da|del|der|van|von|ben)(?= ))){{1,5}}")
_OFFICE_BESIDE = re.compile(
    r", (?:(?:the|a|an|its|their|his|her) )?(?:[\w’'-]+ ){0,4}?"
    r"(minister|president|premier|chancellor|ambassador|envoy|spokesman|spokeswoman|spokesperson|general|governor|"
    r"secretary|commissioner|senator|negotiator|adviser|chief|chairman|director|analyst|professor|economist)\b"
)


class Introductions:
    """The names of one article."""

    def __init__(self, body: str) -> None:
        self._full: dict[str, str] = {}
        self._holders: dict[str, list[tuple[int, str]]] = {}
        for match in _NAME.finditer(body):
            words = match.group().split()
            if words[-1].lower() in _BODIES:
                continue
            title = max((n for n, word in enumerate(words[:-1]) if is_title(word)), default=-1)
            name = " ".join(words[title + 1 :])
            if title >= 0:
                self._introduce(words[title], name, match.start())
            if " " in name and (title >= 0 or words[0].lower() not in _MODIFIERS):
                self._full.setdefault(words[-1], name)
                office = _OFFICE_BESIDE.match(body, match.end())
                if office is not None:
                    self._introduce(office.group(1), name, match.start())

    def _introduce(self, office: str, name: str, at: int) -> None:
        self._holders.setdefault(office.lower().rstrip("."), []).append((at, name))

    def full(self, name: str) -> str:
        """The full name that the article gives for a surname; the name itself where there is none."""
        full = self._full.get(name.split()[-1], name)
        if " " in name:
            return full if name[:1].islower() and full.endswith(name) else name
        return full

    def holder(self, office: str, before: int) -> str | None:
        """Whom "the minister" at body offset ``before`` means: the one last introduced with that office."""
        earlier = [name for at, name in self._holders.get(office.lower(), ()) if at < before]
        return self.full(earlier[-1]) if earlier else None

    def name(self, token: Token) -> str:
        """The proper name that ends with ``token``, without titles, in full where the article gives it."""
        doc = token.doc
        start, end = token.i, token.i + 1
        while start > 0 and _belongs(doc[start - 1], doc[start], token):
            start -= 1
        while end < len(doc) and not doc[end - 1].whitespace_ and "-" in (doc[end].text, doc[end - 1].text):
            end += 1
        body = token.lower_ in _BODIES
        while not body and start < token.i and doc[start].lower_ in _MODIFIERS:
            start += 1
        name = doc[start:end].text
        return name if body else self.full(name)


def is_title(word: str) -> bool:
    """True for a title or form of address."""
    return word.lower().rstrip(".") in _TITLES


def _belongs(before: Token, token: Token, last: Token) -> bool:
    """True when ``before`` is part of the name that goes on with ``token`` and ends with ``last``."""
    if before.text == "-" or token.text == "-":
        return not before.whitespace_
    if before.lower_ in _PARTICLES and before.i > 0 and before.nbor(-1).pos_ == "PROPN":
        return True
    if before.pos_ != "PROPN" or not before.text[:1].isupper():
        return False
    return last.lower_ in _BODIES or not is_title(before.text)
