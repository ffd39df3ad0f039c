"""How good are outlooks? `python bench/backtest.py [--quick]`: rolling origins on the events of two regions by others.

One and three months ahead, all relations with ten acts a year, all models. Exits 1 when the chosen model is not better
than the best of persistence and moving average by the floor, or the coverage of an interval is off by more than three
points.
"""

from __future__ import annotations

import argparse
import sys

from detente.relations.backtest import backtest
from shared import SHARED, table
from turning import REGIONS, events

#: Least gain in CRPS over the best of persistence and moving average, and most that coverage may be off.
GAIN, OFF = 0.04, 0.03


def main() -> None:
    """Print the tables and the closing figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer origins")
    chosen = parser.parse_args()
    if not (SHARED / "data" / "dev" / "events").is_dir():
        print("the regions' events are not here: nothing to measure")
        return
    scores, skills, good = [], [], True
    gains = []
    for region in REGIONS:
        found = backtest(events(region), most=60 if chosen.quick else 120)
        for s in found.scores:
            figures = (f"{s.crps:.4f}", f"{s.brier:.3f}", f"{s.cover80:.3f}", f"{s.cover90:.3f}", str(s.forecasts))
            scores.append((region, f"{s.horizon}m", s.model, *figures))
        for k in found.skills:
            origins = f"{len(found.origins)}, {found.relations}"
            skills.append(
                (
                    region,
                    f"{k.horizon}m",
                    k.chosen,
                    k.baseline,
                    f"{k.gain:.1%}",
                    f"{k.low:.1%} to {k.high:.1%}",
                    origins,
                )
            )
            gains.append(k.gain)
            best = next(s for s in found.scores if (s.model, s.horizon) == (k.chosen, k.horizon))
            good &= k.gain >= GAIN and abs(best.cover80 - 0.8) <= OFF and abs(best.cover90 - 0.9) <= OFF
    print(table("Models", scores, ("region", "ahead", "model", "CRPS", "Brier", "80 %", "90 %", "forecasts")))
    print()
    head = ("region", "ahead", "chosen", "best baseline", "gain", "90 % of a bootstrap", "origins, relations")
    print(table("Gain in CRPS", skills, head))
    print(f"\nclosing figure: {min(gains):.1%} to {max(gains):.1%} better than the best baseline")
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
