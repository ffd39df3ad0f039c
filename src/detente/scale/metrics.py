"""How a scaled run goes: articles a second, where the time goes, what went wrong."""

from __future__ import annotations

import time
from collections import Counter

import msgspec

from detente.scale.folder import Part


class Metrics(msgspec.Struct, frozen=True, kw_only=True):
    """What a run has done so far. ``stages`` are seconds of all workers together; ``faults`` counts by kind."""

    articles: int
    parts: int
    parts_known: int
    seconds: float
    articles_per_second: float
    stages: dict[str, float]
    faults: dict[str, int]
    bytes_written: int
    bytes_an_article: float


class Meter:
    """Adds up parts."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._parts = self._known = self._articles = self._bytes = 0
        self._stages: Counter[str] = Counter()
        self._faults: Counter[str] = Counter()

    def take(self, part: Part) -> None:
        """A part was done."""
        self._parts += 1
        self._articles += part.articles
        self._bytes += part.bytes
        self._faults.update(part.faults)
        for stage, seconds in part.seconds.items():
            self._stages[stage] += seconds  # type: ignore[assignment]

    def know(self, parts: int) -> None:
        """So many parts had been done before."""
        self._known += parts

    @property
    def metrics(self) -> Metrics:
        """The figures now."""
        seconds = time.monotonic() - self._began
        return Metrics(
            articles=self._articles,
            parts=self._parts,
            parts_known=self._known,
            seconds=round(seconds, 3),
            articles_per_second=round(self._articles / seconds, 3) if seconds else 0.0,
            stages={stage: round(spent, 3) for stage, spent in sorted(self._stages.items())},
            faults=dict(sorted(self._faults.items())),
            bytes_written=self._bytes,
            bytes_an_article=round(self._bytes / self._articles, 1) if self._articles else 0.0,
        )


def line(metrics: Metrics) -> str:
    """``metrics`` in one line."""
    whole = sum(metrics.stages.values()) or 1.0
    shares = ", ".join(f"{stage} {100 * spent / whole:.0f} %" for stage, spent in metrics.stages.items())
    told = f"{metrics.articles} articles in {metrics.parts} parts, {metrics.articles_per_second:.1f} a second"
    faults = ", ".join(f"{count} {kind}" for kind, count in metrics.faults.items())
    return told + (f" ({shares})" if shares else "") + (f"; faults: {faults}" if faults else "")
