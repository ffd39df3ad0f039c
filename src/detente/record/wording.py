"""How alike two tellings of an act are worded, apart from who acts and when."""

from __future__ import annotations

import re
from typing import Final

_WORD: Final = re.compile(r"\d+|[^\W\d_]+")
_PASSED_OVER: Final = frozenset(
    """about above accord across actually after again against ahead all also amid among and another any are around back
    because been before being between both but can could did does doing down during each early earlier either even
    ever every few first following for former from further get gave give given had has have having held her here him
    his how into its itself just last late later least less made make many may might more most much must near nearly
    never new next nor not now off officials official often once one only onto other others our out over own part
    past quite rather recent recently same said saying says she should since some soon still such than that the their
    them then there these they this those though three through thus time today tomorrow too two under until upon use
    very was week weeks were what when where whether which while who whom whose why will with within without would
    yesterday yet you your
    day days month months year years
    monday tuesday wednesday thursday friday saturday sunday
    january february march april june july august september october november december
    prime minister president foreign ministry spokesman spokeswoman leader leaders government mr mrs ms
    """.split()
)
#: Letters that a word must share from its beginning: a rough stem that needs no dictionary.
_STEM: Final = 5
#: The share to expect when nothing is known, and how many words that expectation weighs.
USUAL: Final = 0.25
_PRIOR: Final = 2


def stem(word: str) -> str:
    """The beginning of a word, which stands for its forms."""
    return word.casefold()[:_STEM]


def content(words: str, leave_out: str = "") -> frozenset[str]:
    """The stems of the words of ``words`` that carry content, without those of ``leave_out`` (names, the trigger)."""
    passed = {stem(w) for w in _WORD.findall(leave_out)}
    found = (w.casefold() for w in _WORD.findall(words[:2000]))
    stems = {stem(w) for w in found if w not in _PASSED_OVER and (len(w) > 2 or w.isdigit())}
    return frozenset(stems - passed)


def alike(one: frozenset[str], other: frozenset[str]) -> float:
    """The share (0 to 1) of the shorter wording found in the other, drawn towards :data:`USUAL` where words are few."""
    return (len(one & other) + _PRIOR * USUAL) / (min(len(one), len(other)) + _PRIOR)
