"""What an article has named so far, as what refers back needs it: actors, states, groups, and who is he or she."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from detente.language.reading import Mention
from detente.records import Actor

#: Kinds of mention that name an actor, rather than refer back to one.
NAMING: Final = frozenset({"name", "metonym", "demonym", "person", "title", "description"})


def is_state(actor: Actor) -> bool:
    """True for a state itself or its government, not a person or an organisation."""
    return (
        bool(actor.country)
        and len(actor.country or "") == 3
        and (actor.country or "").isupper()
        and actor.sector != "IGO"
    )


class Memory:
    """What has been named so far; grows sentence by sentence."""

    def __init__(self, state_names: Mapping[str, str]) -> None:
        self.names = state_names
        self.counts: Counter[str] = Counter()
        self.states: dict[str, Actor] = {}
        self.subjects: list[list[Mention]] = []
        self.named: list[Mention] = []
        self.groups: list[tuple[int, tuple[Actor, ...]]] = []
        self.gender: dict[str, str] = {}

    def see(self, mentions: Sequence[Mention], subjects: list[Mention], sentence: int) -> None:
        """Take in the mentions of a finished sentence."""
        for mention in mentions:
            if mention.kind in NAMING:
                self.named.append(mention)
                for actor in mention.actors:
                    if is_state(actor) or actor.sector == "IGO":
                        self.counts[actor.country or ""] += 1
                        self.states.setdefault(actor.country or "", self.state_of(actor))
            if len(mention.actors) > 1:
                self.groups.append((sentence, mention.actors))
        self.subjects.append(subjects)

    def state_of(self, actor: Actor) -> Actor:
        """The state behind a person, title or body."""
        name = self.names.get(actor.country or "")
        return Actor(name=name, country=actor.country) if name and actor.sector != "IGO" else actor
