"""Fitting the temperature of an endpoint: `training/endpoint_temperature.py` against a server on loopback."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT
from detente.coding.answers import open_answers
from detente.coding.endpoint import CAUTIOUS, EndpointTypeModel
from detente.coding.plover import TYPES
from model_server import Reply, Server, answer, says, serving

PAIRS = 120


def labelled(n: int) -> str:
    """The label of pair ``n``; folded as the field's pairs are."""
    label = TYPES[n % len(TYPES)]
    return "YIELD" if label in ("CONCEDE", "RETREAT") else label


def marked(folder: Path, count: int = PAIRS) -> Path:
    """Invented pairs in the columns of the field's."""
    path = folder / "pairs.tsv"
    rows = ["\t".join(("uid", "marked_sentence", "source", "target", "gold_root"))]
    rows += [f"{n}\t<s>Norway</s> did number {n} to <t>Peru</t>.\tNorway\tPeru\t{labelled(n)}" for n in range(count)]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def replies(right: float, sure: float) -> Any:
    """A model that is right so often and says it is so sure, whatever it is asked."""

    def reply(number: int, body: dict[str, Any]) -> Reply:
        n = int(re.findall(r"number (\d+)", body["messages"][-1]["content"])[0])
        good = (n * 7919) % 100 < right * 100
        return says(answer(**{TYPES[(n if good else n + 1) % 16]: sure, TYPES[(n + 5) % 16]: 1.0 - sure}))

    return reply


def fit(server: Server, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the program."""
    script = str(ROOT / "training" / "endpoint_temperature.py")
    env = {k: v for k, v in os.environ.items() if not k.startswith("DETENTE_")}
    return subprocess.run(
        [sys.executable, script, server.url, "m-1", *words], capture_output=True, text=True, env=env, timeout=120
    )


@pytest.mark.parametrize(("right", "sure", "hotter"), [(0.6, 0.99, True), (1.0, 0.8, False)])
def test_the_boastful_are_cooled_and_the_modest_believed(
    right: float, sure: float, hotter: bool, tmp_path: Path
) -> None:
    """The temperature goes the way of the faults, is kept, and is what the model then uses."""
    record = tmp_path / "r.duckdb"
    with serving(replies(right, sure)) as server:
        done = fit(server, str(marked(tmp_path)), "--record", str(record))
        assert done.returncode == 0, done.stderr
        assert len(server.asked) == PAIRS
        again = fit(server, str(marked(tmp_path)), "--record", str(record))
        assert again.stdout == done.stdout and len(server.asked) == PAIRS
        with closing(open_answers(record)) as answers, closing(EndpointTypeModel(server.url, "m-1", answers)) as model:
            kept = answers.temperature(model.name)
    assert kept is not None and (kept > CAUTIOUS) is hotter
    assert f"temperature {kept:g} kept" in done.stdout and "judged on the other" in done.stdout


def test_too_few_pairs(tmp_path: Path) -> None:
    """Nothing is fitted."""
    with serving(replies(1.0, 0.9)) as server:
        done = fit(server, str(marked(tmp_path, 10)), "--record", str(tmp_path / "r.duckdb"))
    assert done.returncode == 1 and "too few" in done.stderr and len(done.stderr.splitlines()) == 1
