"""Every item of an account walks back to its words, to the letter."""

from __future__ import annotations

import datetime as dt
import itertools
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import PUBLISHED, ROOT, Code, accountant
from detente.brief.jsonout import PARTS, code_line, to_json
from detente.ingest import article_from_text, read_article
from detente.records import Account

FOLDERS = ("examples/*", "bench/data/accounts/*/*")
EXAMPLES = [p for folder in FOLDERS for p in sorted(ROOT.glob(folder)) if p.suffix in {".txt", ".html"}]
#: Parts whose ``text`` is the evidence itself.
QUOTING = ("agreements", "assessments", "positions", "outlook", "implications")


def check(account: Account) -> int:
    """Hold every item of ``account`` to its words; the number of items."""
    body, sentences = account.article.body, account.sentences
    for (_, end), (start, _) in itertools.pairwise(sentences):
        assert end <= start, "sentences overlap"
    tree: dict[str, Any] = json.loads(to_json(account))
    items = 0
    for part in PARTS:
        records = getattr(account, part)
        assert len(tree[part]) == len(records)
        for record, written in zip(records, tree[part], strict=True):
            items += 1
            where = f"{part}: {record!r}"
            assert 0 <= record.start < record.end <= len(body), where
            first, last = sentences[record.sentence]
            assert first <= record.start < last, where
            assert written["evidence"] == body[record.start : record.end], where
            assert [written[k] for k in ("sentence", "start", "end")] == [
                record.sentence,
                record.start,
                record.end,
            ]
            if part in QUOTING:
                assert record.text == body[record.start : record.end], where
    for said in account.statements:
        if said.kind == "split":
            assert said.text == " … ".join(body[p.start : p.end] for p in said.parts)
            assert all(said.start <= p.start < p.end <= said.end for p in said.parts)
        else:
            assert said.text == body[said.start : said.end]
    for event in account.events:
        assert 0.0 <= event.confidence <= 1.0
        assert -10.0 <= event.goldstein <= 10.0
        open_ended = event.when.precision == "unknown"
        assert (event.when.earliest is None) == (event.when.latest is None) == open_ended
        if event.when.earliest is not None and event.when.latest is not None:
            assert event.when.earliest <= event.when.latest
            assert event.when.precision != "day" or event.when.earliest == event.when.latest
        assert event.recipient is None or event.recipient != event.actor
        assert event.status != "claimed" or event.claimed_by is None or event.claimed_by
    return items


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_examples_walk_back(path: Path) -> None:
    """Every item of every example and bench article."""
    assert check(accountant().account(read_article(path))) > 10


@pytest.mark.parametrize("path", [p for p in EXAMPLES if p.suffix == ".txt"], ids=lambda path: path.name)
def test_code_counts_in_the_callers_text(path: Path, code: Code) -> None:
    """`code` leaves the text as it is, furniture included, so that the caller's offsets hold."""
    text = "You are here: Home > World\n\n" + path.read_text(encoding="utf-8") + "\n\nShare this article\n"
    account = code(text, None)
    assert account.article.body == text
    check(account)
    line = json.loads(code_line("a", account))
    assert line["events"]
    for said in line["statements"]:
        if said["kind"] != "split":
            assert text[said["start"] : said["end"]] == said["text"]
    for item in line["agreements"] + line["assessments"] + line["outlook"]:
        assert text[item["start"] : item["end"]] == item["text"]
    for event in line["events"]:
        assert text[event["start"] : event["end"]].strip()


def test_the_same_article_gives_the_same_account() -> None:
    """Coding is a function of the article."""
    article = read_article(EXAMPLES[0])
    assert to_json(accountant().account(article)) == to_json(accountant().account(article))


ACTORS = (
    "Canada",
    "the Norwegian foreign minister",
    "NATO",
    "Tokyo",
    "the Kremlin",
    "President Aldo Ferrer of Peru",
    "Chinese troops",
    "both sides",
    "he",
    "they",
    "the European Union",
    "South Korea’s army",
    "the country",
    "Zürich’s mayor",
    "the U.S. envoy",
    "🇫🇷 France",
    "Côte d’Ivoire",
    "it",
)
VERBS = (
    "met",
    "condemned",
    "shelled",
    "might sanction",
    "did not invade",
    "signed a $3 billion deal with",
    "is wary of",
    "threatened to annex",
    "will visit",
    "thanked",
    "withdrew 300 soldiers from",
    "said relations were frozen with",
    "urged an end to the war in",
    "released two sailors to",
    "agreed to talk to",
)
TAILS = (
    "on Tuesday.",
    "in 2014!",
    "yesterday",
    "— “a grave error”, an aide said.",
    '"for now".',
    "because of grain?",
    ", they said…",
    "amid talks on fishing, gas and Iran.",
    "over the next two years.\n",
    "(again).",
    "“We are close,” he said, “to war.”",
    "\t\u00a0.",
    "‘never’",
    "\r\n“",
    "and the US.",
)


@st.composite
def stitched(draw: st.DrawFn) -> str:
    """Paragraphs of odd sentences: any actor, verb, actor and tail, run together anyhow."""
    words = [st.sampled_from(choice) for choice in (ACTORS, VERBS, ACTORS, TAILS)]
    sentence = st.tuples(*words).map(" ".join)
    paragraphs = draw(st.lists(st.lists(sentence, min_size=1, max_size=4), min_size=1, max_size=3))
    joint = draw(st.sampled_from([" ", "  ", " “", "\n", "” "]))
    return "\n\n".join(joint.join(p) for p in paragraphs)


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(text=stitched(), date=st.sampled_from([None, PUBLISHED, dt.date(1999, 2, 28)]))
def test_any_prose_walks_back(text: str, date: dt.date | None) -> None:
    """Whatever the prose, the evidence holds."""
    check(accountant().account(article_from_text(text, id="h", date=date, keep=True)))


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(noise=st.text(max_size=120), at=st.integers(0, 60))
def test_noise_does_no_harm(noise: str, at: int) -> None:
    """Any characters in the middle of a sentence."""
    text = "On Tuesday Canada condemned Norway, and France’s president visited Japan for talks on gas."
    text = text[:at] + noise + text[at:]
    article = article_from_text(text, id="h", date=PUBLISHED, keep=True)
    check(accountant().account(article))
