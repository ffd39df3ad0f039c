"""Sentences that tell of more than one act, made from our templates, so that the marks must be read.

In "A accused B, while C freed prisoners of D" each pair has its own type and A does nothing to D. A network that
has only seen one act a sentence answers by its loudest verb, whichever parties are marked.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

from examples import DIRECTED, Example, Span

#: Words between two clauses with different parties.
JOINTS = (", while ", " as ", "; ", " after ", " days before ", ", and ")
#: Words between two clauses of one actor.
SHARED_JOINTS = (" and ", " but ", " and later ")
#: Share of the composed examples that ask about parties of different acts.
APART = 0.4


def _filled(template: str, values: dict[str, str]) -> tuple[str, dict[str, Span]]:
    """The template with its places filled, and where each value stands."""
    text, spans, at = "", {}, 0
    while at < len(template):
        key = template[at : at + 3]
        if key in values:
            spans[key] = (len(text), len(text) + len(values[key]))
            text += values[key]
            at += 3
        else:
            text += template[at]
            at += 1
    return text, spans


def _opened(text: str) -> str:
    return text[0].upper() + text[1:]


def _low(template: str) -> str:
    """A template as a second clause: its first word small, unless it is a place for a name."""
    return template if template[0] == "{" else template[0].lower() + template[1:]


def two_acts(first: tuple[str, str], second: tuple[str, str], fills: Sequence[str], chance: random.Random) -> Example:
    """One question about a sentence that joins two templates (label, text) with four different parties."""
    names = chance.sample(list(fills), 4)
    head, at = _filled(first[1].rstrip("."), {"{A}": names[0], "{R}": names[1]})
    joint = chance.choice(JOINTS)
    tail, then = _filled(_low(second[1]), {"{A}": names[2], "{R}": names[3]})
    text = _opened(head) + joint + tail
    shift = len(head) + len(joint)
    then = {k: (s + shift, e + shift) for k, (s, e) in then.items()}
    if chance.random() < APART:
        pairs = [(at["{A}"], then[k]) for k in then] + [(then["{A}"], at[k]) for k in at]
        pairs += [(at["{R}"], then["{A}"])] if "{R}" in at else []
        actor, recipient = chance.choice(pairs)
        return Example(text, actor, recipient, "NONE")
    label, spans = (first[0], at) if chance.random() < 0.5 else (second[0], then)
    return Example(text, spans["{A}"], spans.get("{R}"), label)


def one_actor(first: tuple[str, str], second: tuple[str, str], fills: Sequence[str], chance: random.Random) -> Example:
    """One question about two acts of one actor; both templates begin with the actor."""
    names = chance.sample(list(fills), 3)
    head, at = _filled(first[1].rstrip("."), {"{A}": names[0], "{R}": names[1]})
    joint = chance.choice(SHARED_JOINTS)
    tail, then = _filled(second[1].removeprefix("{A} "), {"{R}": names[2]})
    text = _opened(head) + joint + tail
    shift = len(head) + len(joint)
    other = (then["{R}"][0] + shift, then["{R}"][1] + shift)
    asked = chance.random()
    if asked < 0.3:
        return Example(text, at["{R}"], other, "NONE")
    recipient, label = (at["{R}"], first[0]) if asked < 0.65 else (other, second[0])
    return Example(text, at["{A}"], recipient, label)


def coordinated(template: tuple[str, str], fills: Sequence[str], chance: random.Random) -> Example:
    """One question about "A and B accused C" or "A accused B and C"; of the two named together neither acts."""
    names = chance.sample(list(fills), 3)
    place = chance.choice(("{A}", "{R}"))
    other = "{R}" if place == "{A}" else "{A}"
    joint = chance.choice((" and ", ", along with ")) if place == "{A}" else " and "
    text, spans = _filled(template[1], {place: names[0] + joint + names[1], other: names[2]})
    start, end = spans[place]
    one, two = (start, start + len(names[0])), (end - len(names[1]), end)
    if chance.random() < 0.5:
        order = (one, two) if chance.random() < 0.5 else (two, one)
        return Example(_opened(text), *order, "NONE")
    picked = chance.choice((one, two))
    actor, recipient = (picked, spans[other]) if place == "{A}" else (spans[other], picked)
    return Example(_opened(text), actor, recipient, template[0])


def composed(templates: Sequence[tuple[str, str]], fills: Sequence[str], count: int, seed: int) -> list[Example]:
    """``count`` questions about sentences of more than one act or party."""
    chance = random.Random(seed)
    acts = [t for t in templates if t[0] != "NONE"]
    leading = [t for t in acts if t[1].startswith("{A} ") and "{R}" in t[1] and "{A} and" not in t[1]]
    one_way = [t for t in leading if t[0] in DIRECTED]
    made: list[Example] = []
    for _ in range(count):
        kind = chance.random()
        if kind < 0.6:
            made.append(two_acts(chance.choice(acts), chance.choice(list(templates)), fills, chance))
        elif kind < 0.8:
            made.append(one_actor(*chance.sample(leading, 2), fills, chance))
        else:
            made.append(coordinated(chance.choice(one_way), fills, chance))
    return made


def beside(pair: Example, template: tuple[str, str], fills: Sequence[str], chance: random.Random) -> Example:
    """A marked pair with a sentence of ours beside it: the same question, or one across the two (NONE)."""
    names = chance.sample(list(fills), 2)
    ours, spans = _filled(template[1], {"{A}": names[0], "{R}": names[1]})
    ours = _opened(ours)
    before = chance.random() < 0.5
    text = f"{ours} {pair.text}" if before else f"{pair.text} {ours}"
    theirs, our = (len(ours) + 1, 0) if before else (0, len(pair.text) + 1)
    actor = (pair.actor[0] + theirs, pair.actor[1] + theirs)
    recipient = (pair.recipient[0] + theirs, pair.recipient[1] + theirs) if pair.recipient else None
    if chance.random() < APART:
        start, end = spans[chance.choice(sorted(spans))]
        asked = [actor, (start + our, end + our)]
        chance.shuffle(asked)
        return Example(text, asked[0], asked[1], "NONE")
    return Example(text, actor, recipient, pair.label)
