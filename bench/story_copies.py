"""Copies and near misses of our own stories, made by seeded edits: the set that `bench/duplicates.py` measures on.

Gold: an article made from a story by editing, cutting, a new headline, new furniture or merging tells that story. A
second hand's story of the same affair does not, nor does a follow-up that repeats the background of the first.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from shared import ROOT

DATA = ROOT / "bench" / "data"
SYNONYMS = dict(
    pair.split(":")
    for pair in (
        "said:stated told:informed asked:requested agreed:consented ended:concluded started:began opened:launched "
        "talks:negotiations deal:accord agreement:accord dispute:row quarrel:dispute border:frontier country:nation "
        "countries:nations government:administration leaders:heads troops:soldiers army:military ships:vessels "
        "boats:craft people:persons big:large small:little new:fresh old:former called:termed wants:seeks "
        "hopes:expects fears:worries denied:rejected accused:blamed ordered:instructed after:following before:ahead "
        "because:since would:could many:numerous several:some also:too but:yet however:though while:whereas "
        "day:date month:period year:twelvemonth capital:seat city:town minister:secretary president:leader "
        "spokesman:official decision:move answer:reply"
    ).split()
)
HEADLINES = (
    "What to know tonight",
    "Diplomatic tensions rise as both sides dig in",
    "World in brief: the latest from our correspondents",
    "Envoys busy as neighbours weigh next step",
)
#: Share of a second hand's words that it takes over from the first.
REUSED = (0.0, 0.2, 0.35)
FURNITURE = (
    "Reporting by our correspondents; Editing by the foreign desk",
    "Copyright The Evening Courier. All rights reserved.",
    "Read more: our full coverage of the region",
    "Sign up for our morning letter and never miss a story",
    "This story was first published by a partner agency.",
)


@dataclass(frozen=True)
class Copy:
    """An article of the set: the stories that it tells (two when merged) and how it was made."""

    key: str
    origins: tuple[str, ...]
    kind: str
    body: str


def bases(half: str) -> dict[str, str]:
    """Our own stories and articles of one half, by name."""
    paths = sorted((DATA / "stories" / half).glob("*.txt")) + sorted((DATA / "accounts" / half).glob("*.txt"))
    if half == "tune":
        paths += sorted((ROOT / "examples").glob("*.txt"))
    return {path.stem: path.read_text(encoding="utf-8").strip() for path in paths}


def paragraphs(body: str) -> list[str]:
    """The paragraphs of a body; the first is the headline."""
    return [p.strip() for p in re.split(r"\n\s*\n", body) if p.strip()]


def reworded(body: str, share: float, rng: random.Random) -> str:
    """The text with ``share`` of its words replaced by synonyms or neighbours, left out, doubled or swapped."""
    told: list[str] = []
    for part in paragraphs(body):
        words = part.split()
        known = [i for i, w in enumerate(words) if w in SYNONYMS]
        rng.shuffle(known)
        chosen = set(known[: round(share * len(words))])
        rest = [i for i in range(len(words)) if i not in chosen]
        chosen |= set(rng.sample(rest, min(len(rest), max(0, round(share * len(words)) - len(chosen)))))
        out: list[str] = []
        for i, word in enumerate(words):
            if i not in chosen:
                out.append(word)
            elif word in SYNONYMS:
                out.append(SYNONYMS[word])
            else:
                out += rng.choice(([], [word, rng.choice(words)], [rng.choice(words)], ["reportedly", word]))
        told.append(" ".join(out))
    return "\n\n".join(told)


def cut(body: str, share: float, *, tail: bool = False) -> str:
    """The first (or last) ``share`` of the words, paragraphs kept."""
    parts = paragraphs(body)
    room = round(share * len(body.split()))
    kept: list[str] = []
    for part in reversed(parts) if tail else parts:
        words = part.split()[-room:] if tail else part.split()[:room]
        if room > 0:
            kept.append(" ".join(words))
            room -= len(words)
    return "\n\n".join(reversed(kept) if tail else kept)


def headline_swapped(body: str, rng: random.Random) -> str:
    """The text under another headline."""
    return "\n\n".join([rng.choice(HEADLINES), *paragraphs(body)[1:]])


def furnished(body: str, rng: random.Random) -> str:
    """The text as another site prints it: typographic quotes, an agency's credit, lines of furniture."""
    head, *rest = paragraphs(body)
    rest[0] = "GENEVA (Reuters) - " + re.sub(r"^[A-Z][A-Z' -]+(?:, \w+(?: \d+)?)? - ", "", rest[0])
    text = "\n\n".join([head.upper(), *rest, *rng.sample(FURNITURE, 3)])
    return re.sub(r'"(\w)', r"“\1", text).replace('"', "”").replace("'", "’")


def shuffled(body: str, rng: random.Random) -> str:
    """The paragraphs after the second in another order."""
    parts = paragraphs(body)
    rest = parts[2:]
    rng.shuffle(rest)
    return "\n\n".join(parts[:2] + rest)


EDITS: dict[str, Callable[[str, random.Random], str]] = {
    "verbatim": lambda b, r: b,
    "words, 5 %": lambda b, r: reworded(b, 0.05, r),
    "words, 10 %": lambda b, r: reworded(b, 0.10, r),
    "words, 15 %": lambda b, r: reworded(b, 0.15, r),
    "words, 20 %": lambda b, r: reworded(b, 0.20, r),
    "first part kept": lambda b, r: cut(b, r.uniform(0.45, 0.75)),
    "last part kept": lambda b, r: cut(b, r.uniform(0.5, 0.75), tail=True),
    "another headline": headline_swapped,
    "paragraphs reordered": shuffled,
    "furniture": furnished,
    "cut and words, 10 %": lambda b, r: reworded(cut(b, r.uniform(0.5, 0.75)), 0.10, r),
    "headline, furniture and words, 10 %": lambda b, r: furnished(headline_swapped(reworded(b, 0.10, r), r), r),
}


def follow_up(first: str, second: str, share: float) -> str:
    """The second hand's news, closed with background paragraphs of the first up to ``share`` of the whole."""
    news = paragraphs(second)
    room = share / (1 - share) * sum(len(p.split()) for p in news)
    reused: list[str] = []
    for part in reversed(paragraphs(first)[2:]):
        words = part.split()[: round(room)]
        if words:
            reused.insert(0, " ".join(words))
            room -= len(words)
    return "\n\n".join(news + reused)


def stories_of(half: str) -> dict[str, str]:
    """The stories of one half, told once each; every second hand repeats 0, 20 or 35 % of its words from the first."""
    stories = bases(half)
    for n, name in enumerate(name for name in stories if name.endswith("-b")):
        stories[name] = follow_up(stories[name[:-1] + "a"], stories[name], REUSED[n % len(REUSED)])
    return stories


def copies(half: str, seed: int) -> Iterator[Copy]:
    """The whole set of one half: stories and their copies."""
    rng = random.Random(f"{half} {seed}")
    stories = stories_of(half)
    for name, body in stories.items():
        yield Copy(name, (name,), "story", body)
        for kind, edit in EDITS.items():
            # the end of a follow-up is the first hand's background: nobody could say whose copy it is
            if not (kind == "last part kept" and name.endswith("-b")):
                yield Copy(f"{name}: {kind}", (name,), kind, edit(body, rng))
        others = [n for n in stories if n[:-1] != name[:-1] and 0.5 <= len(body) / len(stories[n]) <= 2]
        if others:
            other = rng.choice(others)
            merged = "\n\n".join([body, *paragraphs(stories[other])[1:]])
            yield Copy(f"{name}: merged with {other}", (name, other), "merged", merged)
