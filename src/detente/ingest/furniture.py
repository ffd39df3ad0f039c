"""Which blocks of a page are furniture: navigation, sharing, adverts, captions, notices, credits.

A block is judged by its own words and shape. The rules ask for a whole line, or for an opening that no
sentence of news has, together with a length bound, so that "Read more carefully, the treaty says ..."
stays. Where a line could be either, it stays: a stray label costs less than a lost sentence. The words
themselves lie in ``data/labels.txt`` and ``data/openings.txt``.
"""

from __future__ import annotations

import re
from importlib.resources import files

from detente.ingest.blocks import ends_sentence, is_prose, words
from detente.ingest.dates import date_line

# A furniture line is short; longer blocks are never judged.
_MAX_FURNITURE = 400


def _lines(name: str) -> list[str]:
    """The lines of a data file of this package that are no comments."""
    text = files("detente.ingest").joinpath("data", name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


_LABELS = frozenset(_lines("labels.txt"))
_OPENINGS = re.compile("|".join(f"(?:{line})" for line in _lines("openings.txt")), re.IGNORECASE)
_SIGNS = " \t:|>»›→•·*-–—#.…[]()<▶►▼▲✕×+"

_AGENCIES = (
    "reuters afp ap epa epa-efe efe tass xinhua sputnik ria anadolu aa dpa ansa kyodo yonhap upi getty alamy"
    " shutterstock bloomberg wikimedia pool handout imago istock ukrinform belga scanpix ntb"
    " keystone interfax"
)
_AGENCY = "(?:" + "|".join(_AGENCIES.split()) + r"|getty images|wikimedia commons|picture alliance|ap photo)"
_COUNTED = "comments?|shares?|views?|likes?|reactions?|retweets?|kommentare?|reads?|followers?"
_WHOLE = re.compile(
    "|".join(
        (
            rf"(?:[\d.,]+\s*[km]?\s*(?:{_COUNTED})\s*[|•·]?\s*)+",
            r"comments?\s*\(?\d+\)?",
            r"(?:view|show|see|read)\s+(?:all\s+)?\d*\s*comments?",
            r"\d+[ -]min(?:ute)?s?(?: to)? (?:read|listen|watch)",
            r"(?:estimated )?reading time\b.{0,30}",
            r"lesezeit\b.{0,30}",
            r"(?:page|seite) \d+(?: (?:of|von) \d+)?",
            r"[\d\s.,:/|-]+",
            r"[\W_]+",
            r"(?:https?://|www\.)\S+",
            r"\S+@\S+\.\w{2,10}",
            r"@\w+",
            r"(?:for )?(?:immediate release|official use only)",
            rf"[-–—\s]*{_AGENCY}(?:\s*[/|,&-]\s*{_AGENCY})*",
        )
    ),
    re.IGNORECASE,
)

_CREDIT_VERBS = "reporting|writing|editing|compiled|translated|translation|written|edited|reported|produced|graphics"
_CREDITED = rf"(?:additional |further )?(?:{_CREDIT_VERBS})(?: and (?:{_CREDIT_VERBS}))? by"
_CREDIT = re.compile(rf"[(\[]?{_CREDITED}\s+(?P<names>.+)", re.IGNORECASE)
# Small words that credits hold between names; any other small word makes it a sentence.
_CREDIT_WORDS = frozenset(
    f"{_CREDIT_VERBS}|and|by|in|at|for|from|with|of|the|additional|further|von|de|van|al|el|bin|der".split("|")
)
_CREDIT_TAIL = re.compile(rf"\s*[(\[]\s*{_CREDITED}\b[^()\[\]]{{2,400}}[)\]]\.?\s*$", re.IGNORECASE)

_KINDS_OF_PHOTO = "file|archive|illustrative|representational|stock|handout|ap|afp|reuters"
_PICTURE = "(?:photo|photograph|image|picture)"
_CAPTION_START = re.compile(
    r"[(\[]?\s*(?:"
    rf"(?:{_KINDS_OF_PHOTO}) {_PICTURE}s?\b\s*[:/|.—–-]"
    rf"|\w{{2,12}} {_PICTURE}s?\s*:"
    rf"|(?:{_PICTURE}|pic|caption|{_PICTURE} (?:caption|source|credit)|credit|foto|bild|bildquelle"
    r"|crédits?(?: photo)?|crédito|фото)s?\s*[:|]"
    rf"|{_PICTURE}s? courtesy\b"
    r")",
    re.IGNORECASE,
)
_PHOTO_BY = re.compile(r"[(\[]?(?:Photo(?:graph)?|PHOTO|Image|Picture|Foto)s? (?:by|BY|von) [A-ZÀ-Þ]")
_CAPTION_ENDS = (
    # "... on Monday. Photo: Jane Doe", "... (Image: Ministry of Defence)"
    re.compile(
        rf"(?:[.!?”\"]\s+|[(\[|]\s*)(?:{_PICTURE}|credit|foto|bild|©)s?\s*(?::|©|/|\bby\b|\bcourtesy of\b)"
        r"\s*[\w.,/&'’ -]{2,70}[)\]]?\.?$",
        re.IGNORECASE,
    ),
    # "... [Jane Doe/Reuters]", "(AP Photo/Jane Doe)", "(via AFP)"
    re.compile(
        rf"[(\[](?:[^()\[\]]{{1,60}}(?:/|\bvia)\s*{_AGENCY}\b[^()\[\]]{{0,30}}"
        rf"|{_AGENCY}(?: photos?)?\s*/[^()\[\]]{{2,60}}|(?:ap|afp|reuters) photos?|getty images)[)\]]\.?$",
        re.IGNORECASE,
    ),
    # "... on Monday. REUTERS/Jane Doe"
    re.compile(rf"[.!?”\"|]\s+{_AGENCY}\s?/\s?[\w.'’-]+(?: [\w.'’-]+){{0,3}}$", re.IGNORECASE),
    # "... on Monday. Jane Doe/AFP"
    re.compile(rf"[.!?”\"|]\s+(?:[\w.'’-]+ ){{0,3}}[\w.'’-]+\s?/\s?{_AGENCY}(?: images)?\.?$", re.IGNORECASE),
)

_CRUMB = re.compile(r"\s*(?:>|›|»|→|::|\s/\s|\s\|\s)\s*")
_CRUMB_ROOTS = frozenset({"home", "homepage", "startseite", "accueil", "inicio", "главная"})
# Verbs that make a short line with a colon an introduction to what follows, not a label.
_INTRODUCES = re.compile(
    r"\b(?:said|says|say|saying|told|put|thus|added|wrote|writes|read|reads|asked|replied|stated|states|declared|concluded"
    r"|follow|follows|following|include|includes|including|agreed|are|is|was|were|be|will|would|must|should|has|have"
    r"|noted|announced|warned|insisted|continued|argued|explained|sagte|erklärte|schrieb|hieß)\b",
    re.IGNORECASE,
)
_OPENS_LIST = re.compile(
    r"(?:related|read (?:more|next|also)|more (?:on|from|stories|news)|most (?:read|popular|viewed|shared)"
    r"|trending|top stories|latest|recommended|editor.?s.? (?:picks|choice)|you (?:may|might) (?:also )?like"
    r"|what to read next|also read|see also|in case you missed|don.t miss|tags|topics|popular"
    r"|mehr zum thema|lesen sie auch|auch interessant|das könnte)",
    re.IGNORECASE,
)


def is_furniture(text: str) -> bool:
    """Whether the block ``text`` is furniture by its own words, wherever it stands."""
    if len(text) > _MAX_FURNITURE:
        return False
    bare = text.strip(_SIGNS).replace("’", "'").lower()
    if not bare or bare in _LABELS or _WHOLE.fullmatch(text.strip(" ()[]|•·*")):
        return True
    if len(words(text)) <= 45 and _OPENINGS.match(text.lstrip(_SIGNS)) and _one_thought(text):
        return True
    return is_breadcrumb(text) or is_caption(text) or is_credit(text) or date_line(text) is not None


def _one_thought(text: str) -> bool:
    """At most three sentences: notices are short, a paragraph that begins like one is not."""
    return len(re.findall(r"[.!?][”’\"')]?\s+[A-ZÀ-ÞА-Я“\"]", text)) <= 2


def is_credit(text: str) -> bool:
    """Who reported, edited or translated, and nothing else: names with small words between them."""
    found = _CREDIT.match(text)
    return found is not None and all(w[0].isupper() or w.lower() in _CREDIT_WORDS for w in words(found["names"]))


def is_breadcrumb(text: str) -> bool:
    """A path through the site (``Home > World > Europe``) or a bar of short section names."""
    parts = [p for p in _CRUMB.split(text) if p]
    if len(parts) < 2 or ends_sentence(text):
        return False
    root = parts[0].strip().lower().removeprefix("you are here:").strip()
    if root in _CRUMB_ROOTS:
        return len(words(text)) <= 30
    return len(parts) >= 3 and all(len(words(p)) <= 4 for p in parts)


def is_caption(text: str) -> bool:
    """A photo caption or credit that says it is one: "File photo:" before it or a credit at its end."""
    if len(words(text)) > 60:
        return False
    if _CAPTION_START.match(text) or any(end.search(text) for end in _CAPTION_ENDS):
        return True
    return bool(_PHOTO_BY.match(text)) and len(words(text)) <= 10


def is_hanging_label(text: str, following: str | None) -> bool:
    """A short line that ends in a colon and introduces nothing ("Voices on the summit:").

    ``following`` is the next block. Lines that introduce speech or a list stay.
    """
    if not text.endswith(":") or len(words(text)) > 5 or _INTRODUCES.search(text):
        return False
    if not following:
        return True
    return following[0] not in "“\"'‘„«»-–—•*(" and not following[0].islower()


def opens_list(text: str) -> bool:
    """Whether the furniture line ``text`` heads a stack of links to other pages."""
    return bool(_OPENS_LIST.match(text.lstrip(_SIGNS))) and len(words(text)) <= 8


def is_link_line(text: str) -> bool:
    """A headline without a final stop, as stands in a stack of links below ``Related:``."""
    return len(words(text)) <= 18 and not ends_sentence(text) and not is_prose(text) and not text.endswith(":")


_AGENCY_TAIL = re.compile(rf"\s*[(\[]{_AGENCY}(?:\s*/\s*\w{{2,12}})*[)\]]\.?$", re.IGNORECASE)


def without_credit(text: str) -> str:
    """``text`` without a credit in brackets at its end: "(Reporting by A; Editing by B)", "(AFP)"."""
    if not text.rstrip(" .").endswith((")", "]")):
        return text
    return _AGENCY_TAIL.sub("", _CREDIT_TAIL.sub("", text))
