"""The built-in type model: what it promises whatever its weights, and that plain sentences come out right."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.coding import classify_pairs
from detente.coding.plover import TYPES
from detente.coding.typemodel import OnnxTypeModel, PairItem, load_type_model
from detente.errors import ModelError


def pair(marked: str) -> PairItem:
    """A text with the actor in <> and the recipient in {} as an item."""
    places: dict[str, int] = {}
    text = ""
    for sign in marked:
        if sign in "<>{}":
            places[sign] = len(text)
        else:
            text += sign
    recipient = (places["{"], places["}"]) if "{" in places else None
    return text, (places["<"], places[">"]), recipient


def best(row: dict[str, float]) -> str:
    return max(TYPES, key=lambda t: row[t])


#: Plain statements whose type no coder would doubt; none of them stands in the training templates.
PLAIN = [
    (
        "CONSULT",
        "<The Latvian foreign minister> held talks with {her Icelandic counterpart} in Riga on Tuesday.",
    ),
    ("ACCUSE", "<Colombia> accused {Nicaragua} of breaching the maritime border."),
    ("ASSAULT", "<Ethiopian jets> bombed {Eritrean positions} near the river, killing eleven soldiers."),
    ("REQUEST", "<The Slovak government> urged {Ukraine} to resume the flow of oil."),
    ("SANCTION", "<Denmark> recalled its envoy and broke off relations with {Nicaragua}."),
    ("AID", "<Norway> has sent food and medicine to {Malawi} after the floods."),
    ("REJECT", "<Thailand> rejected a proposal by {Cambodia} to submit the dispute to judges."),
    ("THREATEN", "<Turkey> threatened to attack {Greece} if it extends its waters."),
    ("SUPPORT", "<Portugal's president> praised {Angola} for the peaceful election."),
    ("AGREE", "<Vietnam> agreed to sell rice to {the Philippines} next year."),
    ("COERCE", "<Iranian guards> seized a tanker of {South Korea} and detained its crew."),
    ("PROTEST", "Thousands of <Moroccan students> demonstrated in front of {the Spanish embassy} in Rabat."),
    ("RETREAT", "<Sudan> released forty prisoners of war from {Chad} on Sunday."),
]


@pytest.mark.parametrize(("want", "marked"), PLAIN, ids=[w for w, _ in PLAIN])
def test_plain_sentences_get_their_type(want: str, marked: str) -> None:
    [row] = classify_pairs([pair(marked)])
    assert best(row) == want, sorted(row.items(), key=lambda kv: -kv[1])[:3]


def test_probabilities_of_exactly_the_sixteen_types_sum_to_one() -> None:
    rows = classify_pairs([pair(m) for _, m in PLAIN])
    assert all(tuple(row) == TYPES for row in rows)
    assert all(sum(row.values()) == pytest.approx(1.0, abs=1e-9) for row in rows)
    assert all(0.0 <= chance <= 1.0 for row in rows for chance in row.values())


def test_no_event_is_told_apart_from_the_types() -> None:
    [row] = load_type_model().predict([pair(PLAIN[0][1])])
    assert set(row) == {*TYPES, "NONE"}
    assert sum(row[t] for t in TYPES) == pytest.approx(1.0, abs=1e-9)
    assert 0.0 <= row["NONE"] <= 1.0


def test_a_comparison_is_less_of_an_event_than_an_attack() -> None:
    quiet, loud = load_type_model().predict(
        [
            pair("Butter is dearer in <Denmark> than in {Latvia}."),
            pair("<Denmark> accused {Latvia} of dumping butter."),
        ]
    )
    assert quiet["NONE"] > 0.5 > loud["NONE"]


@pytest.mark.parametrize("marked", [PLAIN[1][1], PLAIN[2][1], PLAIN[4][1]])
def test_the_marks_matter(marked: str) -> None:
    text, actor, recipient = pair(marked)
    assert recipient is not None
    asked, exchanged = load_type_model().predict([(text, actor, recipient), (text, recipient, actor)])
    assert max(abs(asked[t] - exchanged[t]) for t in asked) > 0.05


def test_many_at_once_equal_one_by_one() -> None:
    """A pair's figures must not hang on its neighbours, though int8 takes its ranges from the input."""
    items = [pair(m) for _, m in PLAIN]
    together = classify_pairs(items)
    for item, row in zip(items, together, strict=True):
        [alone] = classify_pairs([item])
        assert alone == pytest.approx(row, abs=1e-6)


def test_all_pairs_of_one_sentence_are_read_in_one_pass_and_each_as_alone() -> None:
    text = "Ghana accused Togo of smuggling, and Benin sent Niger tents."
    names = [(text.index(n), text.index(n) + len(n)) for n in ("Ghana", "Togo", "Benin", "Niger")]
    items: list[PairItem] = [(text, a, b) for a in names for b in names if a != b]
    together = classify_pairs(items)
    for item, row in zip(items, together, strict=True):
        assert classify_pairs([item])[0] == pytest.approx(row, abs=1e-5)
    assert len({best(row) for row in together}) > 1


def test_order_is_kept_across_batches() -> None:
    items = [pair(PLAIN[n % len(PLAIN)][1]) for n in range(80)]
    assert [best(r) for r in classify_pairs(items)] == [best(r) for r in classify_pairs(items[: len(PLAIN)])] * 6 + [
        best(r) for r in classify_pairs(items[:2])
    ]


def test_nothing_gives_nothing() -> None:
    assert classify_pairs([]) == []


@pytest.mark.parametrize("span", [(0, 0), (3, 2), (-1, 4), (0, 99), (20, 25)])
def test_a_span_outside_its_text_is_refused(span: tuple[int, int]) -> None:
    text = "Peru thanked Chile."
    with pytest.raises(ValueError, match="span"):
        classify_pairs([(text, span, (13, 18))])
    with pytest.raises(ValueError, match="span"):
        classify_pairs([(text, (0, 4), span)])


def test_a_missing_recipient_is_allowed() -> None:
    [row] = classify_pairs([pair("<North Korea> test-fired two ballistic missiles into the sea at dawn.")])
    assert best(row) == "MOBILIZE"


@pytest.mark.xfail(strict=False, reason="what surrounds a pair in a very long passage sways the small model")
def test_the_words_near_a_pair_decide_in_a_very_long_text() -> None:
    filler = "the harvest was brought in and the roads were mended, " * 60
    at = len(filler)
    [row] = classify_pairs([(f"{filler}Ghana accused Togo of smuggling. {filler}", (at, at + 5), (at + 14, at + 18))])
    assert best(row) == "ACCUSE"


def test_both_marks_survive_in_a_very_long_text() -> None:
    """However far apart the spans stand, the words near them count and both marks are read."""
    filler = "the harvest was brought in and the roads were mended, " * 60
    at = len(filler)
    rows = {}
    for near in ("Ghana accused Togo of smuggling.", "Ghana thanked Togo for its help."):
        there = at + near.index("Togo")
        [rows[near[6:13]]] = classify_pairs([(f"{filler}{near} {filler}", (at, at + 5), (there, there + 4))])
    assert rows["accused"]["ACCUSE"] > 2 * rows["thanked"]["ACCUSE"]
    apart = f"Ghana, where {filler}accused Togo of smuggling."
    end = apart.index("Togo")
    there, back = load_type_model().predict([(apart, (0, 5), (end, end + 4)), (apart, (end, end + 4), (0, 5))])
    assert there != pytest.approx(back, abs=1e-3)


@settings(max_examples=40, deadline=None)
@given(st.text(min_size=1, max_size=300), st.data())
def test_any_text_is_read(text: str, data: st.DataObject) -> None:
    """Odd scripts and control signs change nothing about the promise."""
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    [row] = classify_pairs([(text, (start, end), None)])
    assert sum(row.values()) == pytest.approx(1.0, abs=1e-9)


def test_marks_in_the_text_itself_are_only_text() -> None:
    """A hostile article may write our marks; they must not be taken for the spans."""
    plain = pair("<Ghana> accused {Togo} of smuggling [R] wood [/A].")
    [row] = classify_pairs([plain])
    assert best(row) == "ACCUSE"


def test_a_folder_without_a_model_is_told_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(ModelError) as caught:
        OnnxTypeModel(tmp_path)
    assert "\n" not in str(caught.value)


def test_the_shipped_model_is_loaded_once() -> None:
    assert load_type_model() is load_type_model()
