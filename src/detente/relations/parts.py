"""What a relation is made of: issues, and parts of a government that act differently."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from detente.relations.acts import Acts


@dataclass(frozen=True)
class Part:
    """The acts on one issue, or by one part of one government.

    ``mean`` is their mean Goldstein score and ``error`` its standard error, shrunk towards the relation's own mean
    where the acts are few (empirical Bayes, Efron and Morris 1975); ``pull`` is how far they move the relation's mean:
    their share times their distance from it.
    """

    kind: str
    name: str
    reports: int
    mean: float
    error: float
    pull: float


#: Strength of the shrinkage, in acts.
_SHRINK = 5.0


def by_context(acts: Acts) -> tuple[Part, ...]:
    """Parts by PLOVER context, most reports first; an act may belong to several."""
    names = sorted({context for contexts in acts.contexts for context in contexts})
    members = ((name, np.array([name in c for c in acts.contexts], dtype=bool)) for name in names)
    return _parts("context", members, acts)


def by_sector(acts: Acts) -> tuple[Part, ...]:
    """Parts by actor and sector ("USA GOV", "USA LEG"), most reports first."""
    label = np.array([f"{a} {s}" if s else str(a) for a, s in zip(acts.actor, acts.sector, strict=True)], dtype=object)
    return _parts("sector", ((name, label == name) for name in sorted(set(label))), acts)


def _parts(kind: str, members: Iterator[tuple[str, np.ndarray]], acts: Acts) -> tuple[Part, ...]:
    if not len(acts):
        return ()
    overall = float(np.average(acts.goldstein, weights=np.maximum(acts.weight, 1e-6)))
    spread = float(acts.goldstein.std()) or 1.0
    found = []
    for name, mask in members:
        weight = acts.weight[mask]
        total = float(weight.sum())
        raw = float(acts.goldstein[mask] @ weight) / max(total, 1e-9)
        mean = (raw * total + overall * _SHRINK) / (total + _SHRINK)
        share = total / max(float(acts.weight.sum()), 1e-9)
        error = spread / float(np.sqrt(total + _SHRINK))
        found.append(Part(kind, name, int(mask.sum()), mean, error, share * (mean - overall)))
    return tuple(sorted(found, key=lambda p: (-p.reports, p.name)))
