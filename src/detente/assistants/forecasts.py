"""Outlooks whose backtest, which takes long, is made once for a horizon until the record changes."""

from __future__ import annotations

import threading
from collections import OrderedDict
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from detente.relations.acts import Acts
    from detente.relations.backtest import Backtest
    from detente.relations.outlook import Forecast

#: Backtests that are kept, and origins of one (those of :func:`detente.relations.outlook.outlook`).
_KEPT, _ORIGINS = 12, 48

#: A record at one time: size and time of change of its file and of what is not yet written into it.
Version = tuple[tuple[int, int], ...]


def version_of(path: Path) -> Version:
    """The version of the record at ``path``; take it while the record is open, so that nobody writes."""
    files = [path, path.with_name(f"{path.name}.wal")]
    return tuple((s.st_size, s.st_mtime_ns) for s in (f.stat() for f in files if f.exists()))


class Forecasts:
    """Makes outlooks, one at a time, and keeps what it tested."""

    def __init__(self) -> None:
        self._tested: OrderedDict[tuple[Version, int], Backtest] = OrderedDict()
        self._turn = threading.Lock()

    def outlook(self, acts: Acts, version: Version, one: str, other: str, months: int) -> Forecast:
        """As ``Record.outlook`` gives it, from all acts of the record of that version."""
        from detente.relations.backtest import Backtest, backtest
        from detente.relations.outlook import outlook

        with self._turn:
            key = (version, months)
            tested = self._tested.get(key)
            if tested is None:
                # without a test it is quickly told whether anything can be said at all
                untested = outlook(acts, one, other, horizon=f"{months}m", tested=Backtest((), 0, (), (), ()))
                if untested.model is None:
                    return untested
                tested = backtest(acts, horizons=(months,), most=_ORIGINS)
            self._tested[key] = tested
            self._tested.move_to_end(key)
            while len(self._tested) > _KEPT:
                self._tested.popitem(last=False)
            return outlook(acts, one, other, horizon=f"{months}m", tested=tested)
