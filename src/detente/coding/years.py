"""Whether four digits are a year or a count.

"in 2014", "the 1987 treaty" and "2008 Olympics" name years; "2000 miles", "1,500 troops",
"Resolution 1701", "Flight 370" and "$2014" do not. The decision rests on the words to either side.
"""

from __future__ import annotations

import re

from detente.coding.numerals import words

# Nouns of things that happen or are made in a year; in the plural they are also what a year says of them.
_EVENT_NOUNS = words(
    """accession accord act agreement airlift alliance ambush amendment annexation armistice arrest
    assassination assault assembly attack ballot battle blast blockade bombing boycott breakthrough
    campaign ceasefire census charter clash collapse communique compact conference conflict constitution
    convention convoy coup crackdown crisis crash cup deal debate decision declaration defeat
    demonstration deployment disaster dispute drill earthquake edition election embargo evacuation
    exercise expedition explosion expulsion film final framework game genocide hearing hijacking
    hostility incident incursion independence inquiry insurgency intervention interview invasion killing
    landing launch law letter march massacre meeting memorandum mission mobilisation mobilization
    moratorium murder mutiny negotiation offensive olympics operation pact partition peace plan
    plebiscite plot poisoning poll primary pledge pogrom proposal protest protocol purge putsch raid
    rebellion referendum reform report resolution revolt revolution riot rising round sanction season
    session settlement shelling shooting shootdown siege skirmish speech statement strategy strike study
    summit surge survey suspension talk tariff test tour tournament trade treaty trial truce
    understanding unrest uprising vote visit war withdrawal vintage budget blast default recession
    oil-shock downturn crackdown border borders line frontier level levels style"""
)
_NOUN_ENDINGS = ("tion", "sion", "ment", "ship", "ance", "ence", "ism", "ure", "ity", "ing", "al")
# Words that make the digits before them a count or part of a measure.
_COUNTED = words(
    """am bc bce barrels billion centres cubic degrees feet foot gmt hours hrs kg kilometer kilometers
    kilometre kilometres km local men meter meters metre metres mile miles million mw people percent per pm
    points square strong thousand tons tonnes troops trillion utc volunteers women words yards"""
)
# Words after which digits are a name or a count, whatever follows.
_NOT_BEFORE = words(
    """about airbus almost another approximately approx article boeing case chapter channel clause
    decree directive exactly f fewer file flight form gate grid highway hundred law least least mark
    model more most nearly no no. number nos numbered over page pages par paragraph paragraph part psalm
    resolution resolutions room roughly route rule section some system than thousand train type under
    unscr unsc verse version vol volume $ £ €"""
)
_PREPOSITIONS = words(
    """in since until till by before after from during throughout through of early late mid year between to
    for as into circa around mid- pre- post- autumn fall spring summer winter christmas
    as-of"""
)
_DETERMINERS = words("the a an this that its his her their our my your whose")
_VERBS_AFTER = words(
    """saw was is will would has had marked brought began ended did became witnessed and or but when as that
    which the a an to until with"""
)
_BEFORE = re.compile(r"([A-Za-z.$£€'’-]+)[\s\u00a0]{1,2}(?:(?:the|year)[\s\u00a0]{1,2})?$")
_AFTER = re.compile(r"[\s\u00a0]{1,2}([A-Za-z][\w'’-]*)")
_NAMED_YEAR = re.compile(r"(?i:\b(?:year|fiscal|fy))[\s-]$")
_HEDGED = re.compile(r"(?i:\b(since|until|by|before|in)\s(?:at\sleast|about|around|roughly)\s)$")
_POSSESSIVE = re.compile(r"(?:['’]s|s['’])$")
_SENTENCE_START = re.compile(r"(?:^|[.!?;:]|[.!?][\"”’)])\s*$")
_LONGEST_PHRASE = 4


def year_in_context(text: str, start: int, end: int) -> bool:
    """True if ``text[start:end]`` names a year: four digits, or two years as in "2018-19"."""
    before, after = text[max(0, start - 40) : start], text[end : end + 80]
    if before and (before[-1].isalnum() or before[-1] in "$€£¥₹#/.,_+@=&:%\\" or before[-1] == "№"):
        return False
    if re.match(r"[\w%°$€£]|[.,:/]\d|-(?!(?:style|era|born|20\d\d|1\d\d\d)\b)[A-Za-z0-9]", after):
        return False
    prior = _BEFORE.search(before)
    word = prior.group(1) if prior else ""
    lower = word.lower().strip("'’")
    following = _phrase(after)
    head = following[-1] if following else ""
    first = following[0].lower() if following else ""
    if first in _COUNTED or (lower in _NOT_BEFORE and not _HEDGED.search(before)):
        return False
    if before.endswith("(") and re.match(r"\)|[;,–-]", after):
        return True
    if before.lower().endswith(("pre-", "post-", "mid-")) or _NAMED_YEAR.search(before):
        return True
    hedged = _HEDGED.search(before)
    if hedged:
        lower = hedged[1].lower()
    number = int(text[start : start + 4])
    counted = _is_plural(head) and not _names_event(head)
    if lower in _PREPOSITIONS:
        # "in 2000 homes" counts; "in 2014 sanctions were imposed" does not: counts of thousands are round.
        # "by 2000 troops" counts whatever the figure.
        return not counted or (number % 100 != 0 and lower not in ("of", "to", "by", "from", "for"))
    if not following:
        opens = _SENTENCE_START.search(before) is not None and bool(after.strip())
        return opens or bool(_POSSESSIVE.match(after))
    determined = lower in _DETERMINERS or bool(_POSSESSIVE.search(word))
    if _is_plural(head):
        return _names_event(head) and (determined or number % 100 != 0)
    if determined:
        return True
    if first in _VERBS_AFTER:
        return _SENTENCE_START.search(before) is not None and not counted
    return _names_event(head) or (number % 100 != 0 and head.lower().endswith(_NOUN_ENDINGS))


def _phrase(after: str) -> list[str]:
    """The words of the noun phrase that follows, as far as shape tells: capitals, then one more word."""
    phrase: list[str] = []
    at = 0
    while len(phrase) < _LONGEST_PHRASE:
        found = _AFTER.match(after, at)
        if not found:
            break
        word = found.group(1)
        if phrase and word.lower() in _STOP:
            break
        possessive = word.endswith(("'s", "’s"))
        phrase.append(word[:-2] if possessive else word)
        at = found.end()
        if possessive:
            break
        if not word[0].isupper() and not word.endswith(("ian", "ic", "ese", "ary", "ous", "-backed", "ive")):
            break
    return phrase


_STOP = words(
    """was were is are has had have and or but in on at of to for by with from as that which who the a an
    when where after before since until while if not will would said says"""
)


_NOT_PLURAL = words(
    """series news perhaps always sometimes besides does onwards afterwards towards upwards forwards says
    means makes takes comes goes remains requires provides shows calls gives follows marks allows"""
)


def _is_plural(word: str) -> bool:
    lower = word.lower()
    return (
        len(lower) > 3
        and lower.endswith("s")
        and not lower.endswith(("ss", "us", "is", "as"))
        and lower not in _NOT_PLURAL
    ) or lower in ("people", "men", "women", "children", "troops")


def _names_event(word: str) -> bool:
    lower = word.lower()
    if lower in _EVENT_NOUNS:
        return True
    for ending, singular in (("ies", "y"), ("es", ""), ("s", "")):
        if lower.endswith(ending) and lower[: -len(ending)] + singular in _EVENT_NOUNS:
            return True
    return False
