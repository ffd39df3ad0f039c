"""Copies of one story: signatures, stories that are one, and stories that only look alike."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import ROOT
from detente.record.stories import StoryIndex, from_bytes, plain_words, signature, to_bytes

#: Some words of the signature that is pinned below.
PINNED = [10328919515813545716, 2590622130988153781, 3]
STORIES = ROOT / "bench" / "data" / "stories"


def story(name: str) -> str:
    """One of our own stories."""
    return (STORIES / f"{name}.txt").read_text(encoding="utf-8")


@pytest.fixture
def index() -> StoryIndex:
    """An index that holds one story."""
    filled = StoryIndex()
    assert filled.add("first", signature(story("tune/caracas-a"))) is None
    return filled


def test_plain_words_pass_over_case_quotes_credits_and_furniture() -> None:
    told = "MOSCOW, May 14 (Reuters) - “Café” isn't open.\n\nReporting by A. B.\n© 2020 All rights reserved\n"
    assert plain_words(told) == ["cafe", "isnt", "open"]
    assert plain_words("中国外交部") == list("中国外交部")
    assert plain_words("러시아") == list("러시아")


def test_long_runs_of_marks_do_not_hold_up_the_reader() -> None:
    """Ordering combining marks takes time by the square of their run; a body of nothing else must still be read."""
    assert signature("a" + "\u0301\u0316" * 200_000).shape == (129,)


def test_signature_has_a_fixed_form_and_comes_back_from_its_bytes() -> None:
    found = signature(story("tune/caracas-a"))
    assert found.shape == (129,) and found.dtype == np.uint64
    assert np.array_equal(from_bytes(to_bytes(found)), found)
    with pytest.raises(ValueError, match="1032 bytes"):
        from_bytes(b"short")


def test_signature_does_not_depend_on_the_machine_or_the_run() -> None:
    """Stored signatures must still be comparable when the program has been restarted or updated."""
    assert [int(x) for x in signature("Russia expelled two Norwegian diplomats")[[0, 127, 128]]] == PINNED


@pytest.mark.parametrize("nothing", ["", "   \n", "... --- !!!"])
def test_a_body_without_words_resembles_nothing(nothing: str) -> None:
    index = StoryIndex()
    assert index.add("a", signature(nothing)) is None
    assert index.add("b", signature(nothing)) is None


def test_a_wire_copy_with_another_headline_and_credit_is_the_same_story(index: StoryIndex) -> None:
    body = story("tune/caracas-a").split("\n", 1)[1].replace("GEORGETOWN, Dec 6 -", "GEORGETOWN (AFP) -").upper()
    match = index.add("copy", signature("South America in brief\n" + body + "\nAll rights reserved."))
    assert match is not None
    assert (match.key, match.story) == ("first", "first")
    assert match.similarity > 0.9


@pytest.mark.parametrize("share", [0.5, 0.75])
def test_a_cut_story_is_the_same_story(index: StoryIndex, share: float) -> None:
    words = story("tune/caracas-a").split()
    assert index.nearest(signature(" ".join(words[: int(share * len(words))]))) is not None


def test_a_light_rewrite_is_the_same_story(index: StoryIndex) -> None:
    rng = random.Random(5)
    words = [w if rng.random() > 0.12 else "otherwise" for w in story("tune/caracas-a").split()]
    assert index.nearest(signature(" ".join(words))) is not None


def test_another_hand_on_the_same_affair_is_another_story(index: StoryIndex) -> None:
    assert index.add("second hand", signature(story("tune/caracas-b"))) is None


def test_a_follow_up_that_repeats_the_background_is_another_story(index: StoryIndex) -> None:
    background = story("tune/caracas-a").split("\n\n")[-1]
    assert index.add("later", signature(story("tune/caracas-b") + "\n\n" + background)) is None


def test_a_merged_page_joins_one_story_and_does_not_draw_in_the_other(index: StoryIndex) -> None:
    merged = index.add("merged", signature(story("tune/caracas-a") + "\n\n" + story("tune/taipei-a")))
    assert merged is not None and merged.story == "first"
    assert index.add("other", signature(story("tune/taipei-a"))) is None
    assert index.story("other") == "other"


def test_parts_of_a_page_that_came_first_do_not_become_one_story() -> None:
    index = StoryIndex()
    index.add("merged", signature(story("tune/caracas-a") + "\n\n" + story("tune/taipei-a")))
    assert index.add("one", signature(story("tune/caracas-a"))) is not None
    assert index.add("other", signature(story("tune/taipei-a"))) is None


def test_a_story_set_apart_begins_its_own(index: StoryIndex) -> None:
    assert index.add("apart", signature(story("tune/caracas-a")), apart=True) is None
    assert index.story("apart") == "apart"


def test_an_article_is_added_once(index: StoryIndex) -> None:
    with pytest.raises(ValueError, match="first"):
        index.add("first", signature("anything"))


@settings(max_examples=20, deadline=None)
@given(st.data())
def test_an_index_restored_at_any_point_goes_on_as_if_never_stopped(data: st.DataObject) -> None:
    bodies = [p.read_text(encoding="utf-8") for p in sorted((STORIES / "tune").glob("*-a.txt"))]
    order = data.draw(st.lists(st.sampled_from(range(3 * len(bodies))), unique=True, min_size=1))
    shares = (1.0, 0.8, 0.55)
    signed = [
        (str(i), signature(bodies[i // 3][: int(shares[i % 3] * len(bodies[i // 3]))])) for i in order
    ]  # fmt: skip
    stop = data.draw(st.integers(0, len(signed)))
    whole, begun, restored = StoryIndex(), StoryIndex(), StoryIndex()
    expected = [whole.add(*row) for row in signed]
    for row in signed[:stop]:
        begun.add(*row)
    restored.restore((key, from_bytes(to_bytes(sign)), begun.story(key)) for key, sign in signed[:stop])
    assert [restored.add(*row) for row in signed[stop:]] == expected[stop:]
    assert all(restored.story(key) == whole.story(key) for key, _ in signed)


def test_copies_are_found_among_more_articles_than_one_segment_holds() -> None:
    """Sealed, merged segments and the tail answer alike."""
    rng = random.Random(1)
    words = [f"word{n}" for n in range(3000)]
    index = StoryIndex()
    bodies = [" ".join(rng.choices(words, k=60)) for _ in range(1700)]
    for n, body in enumerate(bodies):
        assert index.add(str(n), signature(body)) is None
    for n in (0, 511, 512, 1023, 1300, 1699):
        match = index.nearest(signature(bodies[n]))
        assert match is not None and match.key == str(n) and match.similarity == 1.0


def test_a_copy_is_found_among_thousands_that_share_phrases_with_it() -> None:
    """Each article shares a third of its sentences with others, so that hundreds resemble it by chance."""
    chance = random.Random(3)
    words = [f"{a}{b}" for a in ("grain", "visa", "gas", "rail", "port", "court", "crew", "water") for b in range(60)]
    phrases = [" ".join(chance.sample(words, 14)) + "." for _ in range(40)]
    bodies = []
    for _ in range(2500):
        own = [" ".join(chance.choice(words) for _ in range(14)) + "." for _ in range(10)]
        bodies.append(" ".join(chance.sample([*own, *chance.sample(phrases, 5)], 15)))
    crowd = StoryIndex()
    for n, body in enumerate(bodies):
        crowd.add(str(n), signature(body))
    for n in (0, 1200, 2499):
        sentences = bodies[n].split(". ")
        match = crowd.nearest(signature(". ".join(sentences[:12])))
        assert match is not None and match.story == crowd.story(str(n))


@given(st.text(max_size=300))
@settings(max_examples=60, deadline=None)
def test_any_text_is_its_own_copy(text: str) -> None:
    index = StoryIndex()
    index.add("a", signature(text))
    match = index.add("b", signature(text))
    assert (match is not None) == bool(plain_words(text))
