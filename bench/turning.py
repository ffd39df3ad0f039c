"""Are documented turning points found, and how many alarms are false? `python bench/turning.py [--scan]`

`bench/data/turning_points.jsonl` lists well-documented turns of relations in two regions (how it was compiled:
`turning_points.md` beside it). The events of others for these regions are imported as `detente import` does; for every
relation of the list all turning points are asked for. A listed turn is found when one of them lies within 45 days; a
turning point further than that from all listed turns of its relation is a false alarm.

`--scan` shows what other settings give, each region apart: settings are chosen on one and judged on the other.
"""

from __future__ import annotations

import argparse
import datetime as dt
import functools
import json
import sys
from dataclasses import dataclass

import numpy as np

from detente.formats.reading import read_events
from detente.relations.acts import Acts, acts
from detente.relations.changes import Settings, turning_points
from shared import ROOT, SHARED, table

REGIONS = {"levant": ("levant_cameo.parquet", "cameo"), "balkans": ("balkans_weis.parquet", "weis")}
WITHIN = dt.timedelta(days=45)
#: The floors that a run is held to: share of turns found, false alarms for each.
FOUND, FALSE = 0.75, 1.8


@dataclass(frozen=True)
class Tally:
    """Listed turns, those found, false alarms, and what was missed."""

    listed: int
    found: int
    false: int
    missed: tuple[str, ...]


@functools.cache
def events(region: str) -> Acts:
    """The acts of a region, as imported."""
    file, codes = REGIONS[region]
    columns: dict[str, list[object]] = {n: [] for n in ("day", "actor", "recipient", "goldstein", "quad")}
    for batch in read_events(SHARED / "data" / "dev" / "events" / file, "table", codes=codes, problems=lambda _: None):
        for name, values in columns.items():
            values += batch.column(name).to_pylist()
    keep = [n for n in range(len(columns["day"])) if all(v[n] is not None for v in columns.values())]
    return acts(*([v[n] for n in keep] for v in columns.values()))


def score(region: str, settings: Settings) -> Tally:
    """The tally of one region."""
    lines = (ROOT / "bench" / "data" / "turning_points.jsonl").read_text(encoding="utf-8").splitlines()
    listed = [row for row in map(json.loads, lines) if row["region"] == region]
    found = false = 0
    missed = []
    for pair in sorted({tuple(sorted(row["dyad"])) for row in listed}):
        mine = events(region).relation(*pair)
        turns = [r for r in listed if tuple(sorted(r["dyad"])) == pair]
        days = [dt.date.fromisoformat(r["date"]) for r in turns]
        told = (
            turning_points(mine, mine.day[0].astype(object), mine.day[-1].astype(object), settings) if len(mine) else ()
        )
        for row, day in zip(turns, days, strict=True):
            if any(abs(t.day - day) <= WITHIN for t in told):
                found += 1
            else:
                missed.append(f"{row['date']} {'-'.join(pair)} {row['event']}")
        false += sum(all(abs(t.day - day) > WITHIN for day in days) for t in told)
    return Tally(len(listed), found, false, tuple(missed))


def press() -> list[tuple[str, str]]:
    """How far the level of relations moves, in half-widths of its 95 % interval, when the press only grows."""
    from detente.relations.relation import relation

    doubled, tenfold = [], []
    for one, other in (("ISR", "LBN"), ("ISR", "PSE"), ("ISR", "JOR"), ("EGY", "ISR"), ("ISR", "SYR")):
        mine = events("levant").relation(one, other)
        plain = relation(mine, one, other).both.level
        half = 1.96 * np.sqrt(plain.variance)
        twice = relation(mine.where(np.repeat(np.arange(len(mine)), 2)), one, other).both.level
        doubled.append(np.nanmax(np.abs(twice.mean - plain.mean) / half))
        # a small state with the same conduct: one in ten of the same acts, drawn by chance
        few = np.random.default_rng(1).random(len(mine)) < 0.1
        small = relation(mine.where(few), one, other, since=mine.day[0].astype(object)).both
        place = np.searchsorted(relation(mine, one, other).both.day, small.day)
        inside = place < len(plain.mean)
        gap = np.abs(small.level.mean[inside] - plain.mean[place[inside]])
        wide = 1.96 * np.sqrt(small.level.variance[inside] + plain.variance[place[inside]])
        tenfold.append(np.nanmean(gap < wide))
    return [
        ("every article doubled: largest move of a level, in half-intervals", f"{max(doubled):.2f}"),
        ("a tenth of the reports: share of months within the interval", f"{float(np.mean(tenfold)):.2f}"),
    ]


def main() -> None:
    """Print the table and the closing figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scan", action="store_true")
    chosen = parser.parse_args()
    if not (SHARED / "data" / "dev" / "events").is_dir():
        print("the regions' events are not here: nothing to measure")
        return
    rows = []
    total = Tally(0, 0, 0, ())
    for region in REGIONS:
        t = score(region, Settings())
        each = f"{t.false / max(t.found, 1):.2f}"
        rows.append((region, str(t.listed), f"{t.found / t.listed:.2f}", str(t.false), each))
        total = Tally(total.listed + t.listed, total.found + t.found, total.false + t.false, total.missed + t.missed)
    print(table("Turning points", rows, ("region", "listed", "found", "false alarms", "for each hit")))
    print("\nmissed:", *(f"  {m}" for m in total.missed), sep="\n")
    if chosen.scan:
        for penalty in (2.0, 3.0, 4.0, 6.0, 8.0):
            for least in (0.8, 1.2, 1.6):
                for shortest in (4, 8):
                    tallies = [score(r, Settings(penalty, shortest, least)) for r in REGIONS]
                    shown = "  ".join(f"{t.found / t.listed:.2f} ({t.false / max(t.found, 1):.2f})" for t in tallies)
                    print(f"penalty {penalty} least {least} shortest {shortest}: {shown}", flush=True)
    print()
    print(table("Only more press", press(), ("what", "figure")))
    share, false = total.found / total.listed, total.false / max(total.found, 1)
    print(f"\nclosing figure: {share:.2f} of {total.listed} turns found, {false:.2f} false alarms for each")
    if share < FOUND or false > FALSE:
        sys.exit(1)


if __name__ == "__main__":
    main()
