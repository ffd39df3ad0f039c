"""Training examples: marked sentences from three sources, in one shape.

- *pairs*: the 1,050 marked sentences of `plv_train.tsv` (Zero-Shot-PLOVER; no licence stated: trained on,
  never published). YIELD there means CONCEDE or RETREAT; the loss adds the two probabilities.
- *synthetic*: first sentences of the stories of NGEC's synthetic set, actors marked by our own scanner (weak
  marks).
- *own*: `data/own_templates.tsv`, sentences of our own with places for two actors, filled from
  `data/fills.txt`; they hold the class NONE and tell CONCEDE from RETREAT. Pairs with the parties exchanged
  are further examples of NONE. `compose` joins templates into sentences of several acts.
"""

from __future__ import annotations

import csv
import random
import re
from dataclasses import dataclass
from pathlib import Path

from detente.coding.plover import TYPES
from detente.knowledge import load

HERE = Path(__file__).resolve().parent
LABELS: tuple[str, ...] = (*TYPES, "NONE")
FOLDED = {"YIELD": ("CONCEDE", "RETREAT")}
#: Types in which the exchanged pair is another statement, and so none of this type.
DIRECTED = frozenset({"ACCUSE", "SANCTION", "ASSAULT", "COERCE", "REJECT", "REQUEST", "THREATEN", "AID", "YIELD"})
#: Kinds of known names that the weak marks are put around.
ACTING = frozenset({"country", "adjective", "demonym", "capital", "organisation", "person"})
Span = tuple[int, int]


@dataclass(frozen=True)
class Example:
    """A sentence with actor and recipient spans and its label; ``uid`` is "" where there is none."""

    text: str
    actor: Span
    recipient: Span | None
    label: str
    uid: str = ""

    def narrowed(self, chance: random.Random) -> Example:
        """The same question with each span cut, half the time, to a known name in it: what a reading marks.

        Hand-marked spans are whole noun phrases ("Turkish officials in Ankara"); a reading marks "Turkish officials" or
        "Turkish".
        """

        def cut(span: Span | None) -> Span | None:
            if span is None or chance.random() < 0.5:
                return span
            words = self.text[span[0] : span[1]]
            hits = [h for h in load().scan(words) if any(e.kind in ACTING for e in h.entries)]
            if not hits:
                return span
            hit = hits[0]
            return span[0] + hit.start, span[0] + hit.end

        actor = cut(self.actor)
        assert actor is not None
        return Example(self.text, actor, cut(self.recipient), self.label, self.uid)

    def exchanged(self) -> Example:
        """The same sentence asked the other way round: no event."""
        assert self.recipient is not None
        return Example(self.text, self.recipient, self.actor, "NONE")


def _first(marked: str, mark: str) -> tuple[str, str] | None:
    found = re.search(rf"<{mark}>(.*?)</{mark}>", marked)
    return (marked[: found.start()], found.group(1)) if found else None


def pairs(path: Path) -> list[Example]:
    """The marked pairs; a row without one of its marks keeps the other, or is found by its text."""
    rows: list[Example] = []
    with path.open(encoding="utf-8", newline="") as file:
        for r in csv.DictReader(file, delimiter="\t"):
            clean = re.sub(r"</?[st]>", "", r["marked_sentence"])
            spans: dict[str, Span] = {}
            for mark, column in (("s", "source"), ("t", "target")):
                found = _first(r["marked_sentence"], mark)
                if found:
                    start = len(re.sub(r"</?[st]>", "", found[0]))
                    text = re.sub(r"</?[st]>", "", found[1])
                    spans[mark] = (start, start + len(text))
                elif r[column] and (at := clean.find(r[column])) >= 0:
                    spans[mark] = (at, at + len(r[column]))
            actor = spans.get("s") or (0, min(1, len(clean)))
            rows.append(Example(clean, actor, spans.get("t"), r["gold_root"], r["uid"]))
    return rows


def synthetic(path: Path, seed: int = 0, *, every: bool = False) -> list[Example]:
    """One sentence a story (or ``every``), with the first two actors that our scanner finds in it."""
    knowledge = load()
    found: list[Example] = []
    with path.open(encoding="utf-8", newline="") as file:
        for r in csv.DictReader(file):
            sentences = re.split(r"(?<=[.!?])\s+", r["text"].strip().replace("\n", " "))
            for sentence in sentences if every else sentences[:1]:
                sentence = sentence[:400]
                hits = [h for h in knowledge.scan(sentence) if any(e.kind in ACTING for e in h.entries)]
                if not hits or len(sentence) < 30:
                    continue
                second = next((h for h in hits[1:] if h.entries[0].country != hits[0].entries[0].country), None)
                spans = [(hit.start, hit.end) if hit else None for hit in (hits[0], second)]
                assert spans[0] is not None
                found.append(Example(sentence, spans[0], spans[1], r["label"]))
    random.Random(seed).shuffle(found)
    return found


def templates() -> list[tuple[str, str]]:
    """Label and text of our templates; "{A}" and "{R}" are the places of the actors, "{R}" may be wanting."""
    lines = (HERE / "data" / "own_templates.tsv").read_text(encoding="utf-8").splitlines()
    return [(label, text) for label, text in (line.split("\t") for line in lines)]


def fills() -> list[str]:
    """Phrases that name an actor."""
    return [f for f in (HERE / "data" / "fills.txt").read_text(encoding="utf-8").split("\n") if f]


def own(copies: int, seed: int = 0) -> list[Example]:
    """Our templates, each filled ``copies`` times with other actors."""
    chance = random.Random(seed)
    names = fills()
    made: list[Example] = []
    for label, template in templates():
        for _ in range(copies):
            values = dict(zip(("{A}", "{R}"), chance.sample(names, 2), strict=True))
            text, spans = template, {}
            for key in sorted((k for k in values if k in template), key=template.index):
                at = text.index(key)
                word = values[key][0].upper() + values[key][1:] if at == 0 else values[key]
                text = text[:at] + word + text[at + len(key) :]
                spans[key] = (at, at + len(word))
            made.append(Example(text, spans["{A}"], spans.get("{R}"), label))
            if "{R}" in spans and label in {*DIRECTED, "CONCEDE", "RETREAT"} and chance.random() < 0.35:
                made.append(made[-1].exchanged())
    chance.shuffle(made)
    return made
