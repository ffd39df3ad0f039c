"""The gate: which sentences can speak of states, and are worth a parse.

One pass of the knowledge scanner over the whole body has already found every name. A sentence passes
when it names an actor, or when the article names at least one and the sentence can refer back to it
(pronouns, "both sides", "bilateral") or carries quotation marks. An article that names one state alone, as most news
of home affairs does, tells of no relation between two: there only the sentences that name it pass, and beside them
those that call it "the country" or quote.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from detente.language.reading import Mention, Sentence

_REFERS = re.compile(
    r"\b(?:he|she|they|it|his|her|their|its|him|them|this|both|two|three|sides?|bilateral|ties|relations?|"
    r"relationship|talks|leaders?|ministers?|presidents?|premier|government|country|countries|nations?|states?|"
    r"alliance|bloc|union|neighbou?rs?|agreement|treaty|deal|accord|capital|official|spokes(?:man|woman|person)|"
    r"ambassador|envoy|kingdom|republic|regime|ministry|embassy|troops|rapprochement)\b",
    re.IGNORECASE,
)
#: Characters of a sentence that is parsed. One of 200 tokens has 1,200; what is longer is no prose but endless words,
#: and the patterns that look into sentences may take time in proportion to the square of their length.
LONGEST = 4_000
_STATE = re.compile(r"\bthe (?:country|nation|kingdom|republic|regime|emirate|sultanate)\b", re.IGNORECASE)
_QUOTE = re.compile("[\"“”«»„]|(?<!\\w)['‘](?=\\w)")


def passing(sentences: Sequence[Sentence], named: Mapping[int, Sequence[Mention]]) -> frozenset[int]:
    """Numbers of the sentences to parse, given what each names.

    Empty when no sentence names an actor: the article is not about states.
    """
    direct = frozenset(n for n in named if len(sentences[n].text) <= LONGEST)
    if not direct:
        return frozenset()
    near = {n + step for n in direct for step in (-1, 1, 2)}
    if len({code for mentions in named.values() for mention in mentions for code in mention.countries}) < 2:
        beside = (s for s in sentences if s.index in near and len(s.text) <= LONGEST)
        return direct | {s.index for s in beside if _QUOTE.search(s.text) or _STATE.search(s.text)}
    return direct | {
        s.index
        for s in sentences
        if s.index not in direct
        and len(s.text) <= LONGEST
        and (_REFERS.search(s.text) or _QUOTE.search(s.text) or (s.index in near and len(s.text) > 30))
    }
