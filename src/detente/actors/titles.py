"""The grammar of titles: "former US Secretary of State Rex Tillerson", "Russia's foreign minister", "NATO chief".

A title phrase is a title word with, around it, an optional "former" or "acting", the state or body it belongs to
(before it, or after "of"), and an optional name. The office behind the words depends on the state: a Secretary of
State is a foreign minister in Washington and a cabinet rank in London; a chancellor heads the government in Berlin.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from detente.knowledge import Hit

#: Title words (regular expressions, case of the first letter free) with office and sector; longest first.
_TITLES: Final[tuple[tuple[str, str, str], ...]] = (
    (r"deputy (?:prime|foreign|defen[cs]e|interior|finance) minister", "other_minister", "GOV"),
    (r"vice[- ](?:president|premier|chancellor|foreign minister)", "other_minister", "GOV"),
    (r"(?:deputy|assistant|under)[- ]?secretary of (?:state|defen[cs]e|the treasury|commerce)", "other_minister", "GOV"),
    (r"national security (?:adviser|advisor)", "other_minister", "GOV"),
    (r"secretary of (?:defen[cs]e|war)", "defence_minister", "GOV"),
    (r"secretary of state", "secretary_of_state", "GOV"),
    (r"(?:treasury|commerce|homeland security|home|energy|justice|health|trade|transport|agriculture|interior) secretary", "other_minister", "GOV"),
    (r"foreign secretary|foreign and commonwealth secretary", "foreign_minister", "GOV"),
    (r"defen[cs]e secretary", "defence_minister", "GOV"),
    (r"(?:foreign|foreign affairs|external affairs) minister|minister (?:of|for) (?:foreign|external) (?:affairs|relations)|top diplomat|chief diplomat|chief of diplomacy", "foreign_minister", "GOV"),
    (r"defen[cs]e minister|minister (?:of|for) (?:national )?defen[cs]e|defen[cs]e chief", "defence_minister", "GOV"),
    (r"(?:finance|interior|trade|economy|energy|oil|justice|health|home|information|culture|agriculture|environment|transport|education|security|intelligence|commerce|industry|labou?r|planning|development|cabinet|home affairs|european affairs|public security|water|migration|unification|petroleum|space|technology|tourism|sports?|housing|reintegration|digital|science) minister|minister (?:of|for) (?:the )?[A-Za-z]+(?: affairs| security)?", "other_minister", "GOV"),
    (r"prime minister|premier|taoiseach|head of government", "head_of_government", "GOV"),
    (r"chancellor of the exchequer", "other_minister", "GOV"),
    (r"chancellor", "head_of_government", "GOV"),
    (r"supreme leader", "de_facto_leader", "GOV"),
    (r"commission president|president of the (?:european )?commission|council president|secretary[- ]general|director[- ]general|high representative|foreign policy chief|commission chief", "igo_official", "GOV"),
    (r"president[- ]elect", "other", "ELI"),
    (r"president|head of state", "head_of_state", "GOV"),
    (r"crown prince", "crown_prince", "GOV"),
    (r"king|queen|emperor|emir|sultan|monarch", "head_of_state", "GOV"),
    (r"dictator|strongman|junta leader|military ruler|de facto leader", "de_facto_leader", "GOV"),
    (r"ambassador(?: to the united nations| to (?-i:[A-Z])\w+(?: (?-i:[A-Z])\w+)?)?|envoy(?: to (?-i:[A-Z])\w+)?|special (?:envoy|representative)(?: (?:to|for|on) (?-i:[A-Z])\w+(?: (?-i:[A-Z])\w+)?)?|permanent representative|consul general|chargé d['’]affaires|attaché|chief negotiator|negotiator", "ambassador", "GOV"),
    (r"(?:foreign ministry |defen[cs]e ministry |state department |government |presidential |army |military |ministry )?spokes(?:man|woman|person)|press secretary", "spokesperson", "GOV"),
    (r"(?:majority|minority|democratic|republican|house|senate|opposition) (?:[Dd]emocratic |[Rr]epublican |majority |minority )?leader|opposition leader", "legislator", "LEG"),
    (r"speaker of (?:the )?(?:house|parliament|(?-i:[A-Z])\w+)|house speaker|parliament(?:ary)? speaker|speaker", "legislator", "LEG"),
    (r"senator|congressman|congresswoman|representative|lawmaker|member of parliament|legislator", "legislator", "LEG"),
    (r"attorney general|chief justice|prosecutor general|public prosecutor", "other_minister", "JUD"),
    (r"army chief|military chief|chief of (?:general )?staff|chief of the (?:general|defen[cs]e) staff|commander[- ]in[- ]chief|joint chiefs chairman|navy chief|air force chief|general|admiral|colonel|lieutenant[- ]general|major[- ]general|colonel[- ]general|commander", "military_chief", "MIL"),
    (r"(?:intelligence|spy|cia|security) (?:chief|director)|cia director|director of (?:the )?(?:cia|national intelligence)", "other_minister", "SPY"),
    (r"central bank (?:governor|chief)|governor", "governor", "GOV"),
    (r"presidential candidate|(?:democratic|republican|presidential) nominee|(?:democratic|republican) candidate", "other", "PTY"),
    (r"(?:presidential |senior |top )?(?:aide|adviser|advisor|official)", "other", "GOV"),
    (r"party leader|general secretary", "other", "PTY"),
    (r"leader|ruler|chief|head", "leader", "GOV"),
)  # fmt: skip

_WORDS: Final = re.compile(
    r"(?<![\w-])(?:" + "|".join(f"(?P<t{n}>{pattern})" for n, (pattern, _, _) in enumerate(_TITLES)) + r")(?![\w-])",
    re.IGNORECASE,
)
#: Where a title may begin, in small letters: what ignores case is tried only there, since it is ten times slower.
_MAYBE: Final = re.compile(
    r"(?<![\w-])(?=(?:" + "|".join(p.replace("(?-i:[A-Z])", "[a-z]").lower() for p, _, _ in _TITLES) + r")(?![\w-]))"
)
_NAME: Final = (
    r"(?:[A-ZÀ-ÖØ-Þ][\w'’\-]*\w|[A-Z]\.)"
    r"(?:\s+(?:[A-ZÀ-ÖØ-Þ][\w'’\-]*\w|[A-Z]\.|al-?|bin|bint|de|da|del|der|van|von|ben|el-?|ibn|abu|la))*"
)
_AFTER: Final = re.compile(rf"(?:,)?\s+(?P<name>{_NAME})")
_PREFIX: Final = re.compile(
    r"(?:(?P<former>former|ex-|then-|late|onetime|one-time|erstwhile|ousted|deposed|outgoing|predecessor as|successor as)\s*|"
    r"(?P<now>acting|interim|current|new|newly elected|incoming|caretaker|visiting|deputy|senior|top|long-time|veteran|hawkish|moderate|reformist|hardline|populist|conservative|right-wing|left-wing|embattled|transitional|\d+(?:st|nd|rd|th))\s+)$",
    re.IGNORECASE,
)
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)\s$")
_OF: Final = re.compile(r"\s+(?:of|to|for)\s+(?:the\s+)?(?:Republic\s+of\s+)?$")
_MIDDLE: Final = re.compile(
    r"^(?:['’]s|['’])?\s+(?:(?:former|ex-|then|late|acting|interim|current|new|long-time|veteran|hardline|deputy|foreign ministry|federal|visiting|outgoing|top|senior|own|transitional|military|government|longtime)[\s-]+){0,2}$",
    re.IGNORECASE,
)
_NOT_NAMES: Final = frozenset(
    "The A An In On At But And Who Which That He She It They His Her Their Monday Tuesday Wednesday Thursday Friday Saturday "
    "Sunday January February March April May June July August September October November December Is Was Will Has Had Of For".split()
)
_CHANCELLOR_HEADS: Final = frozenset({"DEU", "AUT"})
_CAPITAL_ONLY: Final = frozenset(
    {
        "general",
        "colonel",
        "commander",
        "admiral",
        "representative",
        "speaker",
        "governor",
        "senator",
        "king",
        "queen",
        "premier",
        "chief",
        "head",
    }
)
_BODY_KINDS: Final = frozenset({"country", "adjective", "demonym", "former_state", "nickname", "capital", "building", "ministry", "agency", "parliament", "army", "organisation", "group", "region", "party"})  # fmt: skip


@dataclass(frozen=True, slots=True)
class TitleSpan:
    """A title phrase in text. ``country`` is an ISO code or ``org:CODE``; None when nothing near it says whose title
    it is. ``person_start``/``person_end`` span the name that follows, if any."""

    start: int
    end: int
    role: str | None
    country: str | None
    former: bool
    person_start: int | None
    person_end: int | None
    sector: str = "GOV"


def role_of(role: str, country: str | None, words: str) -> tuple[str, bool]:
    """The office behind title words for a country; False when the words fix no single office there."""
    if role == "secretary_of_state":
        return ("foreign_minister", True) if country in ("USA", "VAT", None) else ("other_minister", True)
    if role == "head_of_government" and words.lower() == "chancellor":
        return ("head_of_government", True) if country in _CHANCELLOR_HEADS else ("other_minister", country == "GBR")
    if role == "leader":
        if country is not None and country.startswith("org:"):
            return "igo_official", True
        return {"PRK": "de_facto_leader", "IRN": "de_facto_leader", "CUB": "de_facto_leader"}.get(
            country or "", "head"
        ), country is not None
    if role == "crown_prince":
        return ("de_facto_leader", True) if country == "SAU" else ("other", True)
    if role == "head_of_state" and country is not None and country.startswith("org:"):
        return "igo_official", True
    return role, True


def _title_words(text: str) -> Iterator[re.Match[str]]:
    """The title words of ``text``, none within another."""
    small = text.lower()
    if len(small) != len(text):  # a few letters are two in small
        yield from _WORDS.finditer(text)
        return
    end = 0
    for place in _MAYBE.finditer(small):
        match = _WORDS.match(text, place.start()) if place.start() >= end else None
        if match is not None:
            end = match.end()
            yield match


def find_titles(text: str, hits: Sequence[Hit]) -> list[TitleSpan]:
    """All title phrases of ``text``, in order; ``hits`` are the knowledge scan of the same text."""
    ends = {h.end: h for h in hits}
    starts = {h.start: h for h in hits}
    spans: list[TitleSpan] = []
    for match in _title_words(text):
        number = next(n for n in range(len(_TITLES)) if match.group(f"t{n}"))
        _, role, sector = _TITLES[number]
        words = match.group()
        if spans and match.start() < spans[-1].end:
            continue
        start, former = _prefix(text, match.start())
        country, start, former_inside = _owner_before(text, start, ends)
        former = former or former_inside
        end = match.end()
        if country is None:
            country, end = _owner_after(text, end, starts)
        if country is None and role == "secretary_of_state" and words[:1].isupper():
            country = "USA"
        person = _person(
            text,
            end,
            starts,
            words,
            title_cased=words[:1].isupper() or text[match.start() - 4 : match.start()].istitle(),
        )
        if words.lower() in _CAPITAL_ONLY and person is None and country is None:
            continue
        if role in ("leader", "other") and country is None:
            continue
        if (
            words.lower() in ("general", "representative", "head", "chief", "speaker", "king", "queen")
            and not words[:1].isupper()
            and country is None
        ):
            continue
        resolved, fixed = role_of(role, country, words)
        if text[max(0, start - 4) : start].lower() == "the ":
            start -= 4
        spans.append(
            TitleSpan(
                start,
                person[1] if person else end,
                resolved if fixed else None,
                country,
                former,
                person[0] if person else None,
                person[1] if person else None,
                sector,
            )
        )
    return spans


def _prefix(text: str, start: int) -> tuple[int, bool]:
    """Step over "former", "acting", "18th" right before the title."""
    former = False
    for _ in range(3):
        window = text[max(0, start - 24) : start]
        match = _PREFIX.search(window)
        if match is None:
            return start, former
        former = former or (match.group("former") or "").lower() in (
            "former", "ex-", "late", "onetime", "one-time", "erstwhile", "ousted", "deposed", "predecessor as",
        )  # fmt: skip
        start -= len(window) - match.start()
    return start, former


def _owner_before(text: str, start: int, ends: dict[int, Hit]) -> tuple[str | None, int, bool]:
    """The state or body written before the title: "US ", "Russia's ", "China's former "."""
    for gap in range(34):
        hit = ends.get(start - gap)
        if hit is None:
            continue
        between = text[hit.end : start]
        if gap == 0 or (between and _MIDDLE.match(between)):
            owner = _owner(hit)
            if owner is not None:
                begin, outer = _prefix(text, hit.start)
                return (
                    owner,
                    begin if outer else hit.start,
                    outer or bool(re.search(r"former|ex-|late", between, re.IGNORECASE)),
                )
        return None, start, False
    return None, start, False


def _owner_after(text: str, end: int, starts: dict[int, Hit]) -> tuple[str | None, int]:
    """The state or body after "of": "President of the United States", "foreign minister of Iran"."""
    for gap in range(4, 26):
        hit = starts.get(end + gap)
        if hit is not None:
            if _OF.match(text[end : hit.start]) and (owner := _owner(hit)) is not None:
                return owner, hit.end
            return None, end
    return None, end


def _owner(hit: Hit) -> str | None:
    """Whose title it is; None when the name is ambiguous or of something that has no offices."""
    targets = {
        e.target if e.target.startswith("org:") else f"org:{e.target}" if e.kind == "organisation" else e.country
        for e in hit.entries
        if e.kind in _BODY_KINDS
    }
    targets.discard(None)
    return targets.pop() if len(targets) == 1 else None


def _person(text: str, end: int, starts: dict[int, Hit], words: str, *, title_cased: bool) -> tuple[int, int] | None:
    """The name right after a title; a known person's, or capitalised words after a title."""
    after = text[end : end + 2]
    for gap in (1, 2):
        hit = starts.get(end + gap)
        if hit is not None and any(e.kind == "person" for e in hit.entries) and text[end : hit.start] in (" ", ", "):
            return (hit.start, hit.end) if text[end : hit.start] == " " or not title_cased else None
    if not after.startswith(" "):
        return None
    match = _AFTER.match(text[end : end + 60])
    if match is None or match.group().startswith(","):
        return None
    name = match.group("name")
    kept: list[str] = []
    for word in name.split():
        if word in _NOT_NAMES:
            break
        kept.append(word)
    while kept and not kept[-1][:1].isupper():
        kept.pop()
    if not kept or (
        starts.get(end + 1) is not None and not any(e.kind in ("person", "city") for e in starts[end + 1].entries)
    ):
        return None
    begin = end + 1
    stop = begin + len(re.match(r"\s+".join(re.escape(k) for k in kept), text[begin:]).group())  # type: ignore[union-attr]
    return _trim_possessive(text, begin, stop)


def _trim_possessive(text: str, start: int, end: int) -> tuple[int, int]:
    for suffix in ("'s", "’s"):
        if text[start:end].endswith(suffix):
            return start, end - 2
    return start, end
