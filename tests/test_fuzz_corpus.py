"""Every kept input of the fuzzing, samples and what once broke a reader alike, keeps its target's contract."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from conftest import ROOT

sys.path.insert(0, str(ROOT / "fuzz"))

import contracts
import run
import targets

INPUTS = [
    pytest.param(t, path, id=f"{t.name}-{path.name}") for t in targets.TARGETS for path in targets.corpus_of(t.name)
]


@pytest.mark.parametrize(("target", "path"), INPUTS)
def test_a_kept_input_holds_its_contract(target: contracts.Target, path: Path) -> None:
    target.run(path.read_bytes())


def test_every_target_has_inputs_and_every_folder_a_target() -> None:
    assert {path.name for path in targets.CORPUS.iterdir()} == {t.name for t in targets.TARGETS}
    assert all(targets.corpus_of(t.name) for t in targets.TARGETS)


def test_the_corpus_stays_small() -> None:
    sizes = [path.stat().st_size for path in targets.CORPUS.rglob("*") if path.is_file()]
    assert sum(sizes) < 500_000
    assert max(sizes) < 16_000


def test_a_broken_contract_is_seen_named_and_made_smaller() -> None:
    def faulty(data: bytes) -> None:
        if b"x" in data:
            raise ValueError("an error of Python's own")
        contracts.hold(b"y" not in data, "no y")

    name, words = run.judged(faulty, b"abcxdef")
    assert name.startswith("ValueError")
    assert "an error of Python's own" in words
    assert run.judged(faulty, b"y")[0].startswith("Broken-no-y")
    assert run.judged(faulty, b"abc") == ("", "")
    assert run.smaller(b"abcxdef", lambda piece: run.judged(faulty, piece)[0] == name) == b"x"


def test_hypothesis_alone_finds_and_keeps_a_fault(tmp_path: Path) -> None:
    def faulty(data: bytes) -> None:
        if b"\x00" in data:
            raise ValueError("a zero byte")

    watch = run.Watch(contracts.Target("faulty", faulty, (b"\x00",)), tmp_path, "hypothesis")
    run.with_hypothesis(watch, 1, [])
    assert watch.executions
    (name,) = watch.findings
    assert (tmp_path / name).read_bytes() == b"\x00"
