"""The training sentences of our own keep the shape that the training reads: one label, one tab, places for actors."""

from __future__ import annotations

from collections import Counter

import pytest

from conftest import ROOT
from detente.coding.plover import TYPES

DATA = ROOT / "training" / "data"
LABELS = {*TYPES, "NONE"}


def rows(name: str) -> list[str]:
    """The lines of a training file; skips where the sources of the training are not at hand."""
    path = DATA / name
    if not path.is_file():
        pytest.skip(f"{name} is part of the repository, not of the package")
    return path.read_text(encoding="utf-8").splitlines()


def faults(line: str) -> list[str]:
    """What is wrong with one line of templates."""
    if line.count("\t") != 1:
        return ["not one tab"]
    label, text = line.split("\t")
    found = {
        "unknown label": label not in LABELS,
        "not one {A}": text.count("{A}") != 1,
        "more than one {R}": text.count("{R}") > 1,
        "NONE without {R}": label == "NONE" and "{R}" not in text,
        "a brace left over": any(c in text.replace("{A}", "").replace("{R}", "") for c in "{}"),
        "no full stop": not text.endswith("."),
        "stray spaces": text != " ".join(text.split()),
    }
    return [what for what, wrong in found.items() if wrong]


def test_templates_have_a_label_and_places_for_the_actors() -> None:
    """A second {R} would stay unfilled and a line of another shape would stop the training midway."""
    bad = [
        f"line {n}: {', '.join(wrong)}"
        for n, line in enumerate(rows("own_templates.tsv"), 1)
        if (wrong := faults(line))
    ]
    assert not bad


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("AID {A} helped {R}.", "not one tab"),
        ("HELP\t{A} helped {R}.", "unknown label"),
        ("AID\tHelp came to {R}.", "not one {A}"),
        ("AID\t{A} helped {R} with {R}.", "more than one {R}"),
        ("NONE\t{A} slept.", "NONE without {R}"),
        ("AID\t{A} helped {R} and {B}.", "a brace left over"),
        ("AID\t{A} helped {R}", "no full stop"),
        ("AID\t{A}  helped {R}.", "stray spaces"),
    ],
)
def test_faults_are_seen(line: str, what: str) -> None:
    assert faults(line) == [what]


@pytest.mark.parametrize("name", ["own_templates.tsv", "fills.txt"])
def test_nothing_stands_twice(name: str) -> None:
    twice = [line for line, count in Counter(rows(name)).items() if count > 1]
    assert not twice


def test_no_sentence_has_two_labels() -> None:
    labels: dict[str, set[str]] = {}
    for line in rows("own_templates.tsv"):
        label, text = line.split("\t")
        labels.setdefault(text, set()).add(label)
    assert not {text: found for text, found in labels.items() if len(found) > 1}


def test_every_label_has_sentences() -> None:
    counts = Counter(line.split("\t")[0] for line in rows("own_templates.tsv"))
    assert set(counts) == LABELS
    assert min(counts.values()) >= 20


def test_fills_can_stand_in_a_sentence() -> None:
    """A fill goes where a name goes: no full stop, no blank ends, no place of its own."""
    bad = [fill for fill in rows("fills.txt") if not fill or fill != fill.strip() or any(c in fill for c in ".{}\t")]
    assert not bad
