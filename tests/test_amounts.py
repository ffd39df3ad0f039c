"""Sums of money and quantities, against rows written by hand and properties that hold for any text."""

from __future__ import annotations

import csv
import time
from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.coding.amounts import amounts, quantities
from detente.coding.measures import CURRENCY_NAMES, CURRENCY_SIGNS
from detente.coding.numerals import words

Key = tuple[str, str]
Finds = list[tuple[str, float, str]]


def _rows() -> dict[Key, Finds]:
    path = Path(__file__).parent / "data" / "amounts.tsv"
    rows: dict[Key, Finds] = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            finds = rows[row["kind"], row["sentence"]]
            if row["text"]:
                finds.append((row["text"], float(row["value"]), row["unit"]))
    return rows


ROWS = _rows()


def _found(kind: str, text: str) -> Finds:
    if kind == "money":
        return [(f.value.text, f.value.value, f.value.currency) for f in amounts(text)]
    return [(f.value.text, f.value.value, f.value.unit) for f in quantities(text)]


def test_there_are_enough_rows() -> None:
    assert len(ROWS) >= 80


@pytest.mark.parametrize(("kind", "sentence"), ROWS, ids=lambda v: v)
def test_amount_is_read(kind: str, sentence: str) -> None:
    found = _found(kind, sentence)
    assert [(text, unit) for text, _, unit in found] == [(t, u) for t, _, u in ROWS[kind, sentence]]
    assert [value for _, value, _ in found] == pytest.approx([v for _, v, _ in ROWS[kind, sentence]])


@pytest.mark.parametrize(("kind", "sentence"), ROWS, ids=lambda v: v)
def test_neighbouring_sentences_change_nothing(kind: str, sentence: str) -> None:
    assert _found(kind, f"The hall was full. {sentence} Nobody spoke.") == _found(kind, sentence)


def test_a_quantity_is_never_also_money() -> None:
    assert quantities("They paid $5 million a year and 3 million roubles.") == []


_PIECES = st.sampled_from(
    sorted(
        words(
            """$ US$ € £ A$ Rs 1 10 1,000 2000 3.5 half a an one two twenty-five dozen hundred million
            billion bn m k crore lakh dollars Australian pounds of euros yen to and between - – miles
            cubic metres per cent % troops barrels day F-35 jets years people . , ( ) 10-15 1,50,000"""
        )
    )
)
_TEXTS = st.one_of(
    st.text(max_size=60),
    st.lists(_PIECES, max_size=12).map(" ".join),
    st.lists(_PIECES, max_size=8).map("".join),
)


@given(_TEXTS)
def test_any_text_gives_exact_spans(text: str) -> None:
    for found in [*amounts(text), *quantities(text)]:
        assert found.start < found.end
        assert text[found.start : found.end] == found.value.text
        assert found.value.value >= 0


@given(
    st.integers(1, 10**9),
    st.sampled_from(["", "million", "billion", "bn"]),
    st.sampled_from(sorted(s for s in CURRENCY_SIGNS if not s.endswith("."))),
    st.booleans(),
)
def test_a_written_sum_reads_back(number: int, scale: str, sign: str, grouped: bool) -> None:
    factor = {"": 1, "million": 1e6, "billion": 1e9, "bn": 1e9}[scale]
    gap = " " if sign[-1].isalpha() else ""
    written = f"{sign}{gap}{number:,}" if grouped else f"{sign}{gap}{number}"
    written += f" {scale}" if scale else ""
    (found,) = amounts(f"They paid {written} for the port.")
    assert (found.value.value, found.value.currency) == (number * factor, CURRENCY_SIGNS[sign])
    assert found.value.text == written


@pytest.mark.parametrize("name", sorted(n for n, (code, _) in CURRENCY_NAMES.items() if code))
def test_every_currency_name_is_read(name: str) -> None:
    (found,) = amounts(f"They paid 40 million {name} for the port.")
    assert found.value.value == 40e6
    assert found.value.currency == CURRENCY_NAMES[name][0]


@pytest.mark.parametrize(
    "text", ["1" * 80_000, "1," * 40_000, "$" * 80_000, "one " * 20_000, "5 big " * 15_000, "10-" * 30_000,
             "a" * 80_000, "$1 " * 5_000]
)  # fmt: skip
def test_long_text_costs_linear_time(text: str) -> None:
    def cost(part: str) -> float:
        begin = time.process_time()
        amounts(part)
        quantities(part)
        return time.process_time() - begin

    quarter = max(cost(text[: len(text) // 4]), 0.05)
    assert cost(text) < 12 * quarter
