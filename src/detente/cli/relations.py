"""`detente triad`, `detente map`, `detente outlook`, `detente backtest`, `detente ledger`."""

from __future__ import annotations

import datetime as dt
import json
import math
from pathlib import Path
from typing import Annotated, Any

import typer

from detente.cli.add import TheRecord, progress
from detente.cli.exchange import SinceOption, SourceOption, UntilOption
from detente.cli.options import date_of, fail, quiet_pipe
from detente.errors import DetenteError

JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")]
PlotOption = Annotated[Path | None, typer.Option("--plot", metavar="FILE", help="Draw it: .png, .svg or .html.")]
CodeArgument = Annotated[str, typer.Argument(metavar="CODE")]


def triad(
    one: CodeArgument,
    other: CodeArgument,
    third: CodeArgument,
    since: SinceOption = None,
    until: UntilOption = None,
    by: Annotated[str, typer.Option("--by", help="month, quarter or year.")] = "quarter",
    plot: PlotOption = None,
    source: SourceOption = None,
    as_json: JsonOption = False,
    record: TheRecord = None,
) -> None:
    """Show three relations at once: their signs, whether they balance, and who moved."""
    first, last = date_of(since, "--since"), date_of(until, "--until")
    try:
        from detente.record import Record

        with Record.open(record, read_only=True, wait=2.0) as store:
            codes = (one.upper(), other.upper(), third.upper())
            found = store.triad(*codes, since=first, until=last, by=by, sources=source)
        if plot is not None:
            found.plot(plot)
        if as_json:
            _dump({"rows": found.to_arrow().to_pylist(), "moves": [_plain(m) for m in found.moves]})
            return
        if not found.steps:
            print(f"The record holds no dated act among {', '.join(codes)}.")
            return
        pairs = ["-".join(side.pair) for side in found.steps[0].sides]
        print(f"{'from':<12}" + "".join(f"{p:>16}" for p in pairs) + "   balance")
        for step in found.steps:
            cells = "".join(
                f"{'unknown' if math.isnan(s.level) else f'{s.sign} {s.level:+.1f} ({s.positive:.2f})':>16}"
                for s in step.sides
            )
            print(f"{step.day!s:<12}{cells}   {step.balance} ({step.chance:.2f})")
        for move in found.moves:
            sides = "-".join(move.pair)
            print(f"{move.day}: {move.balance}, as {sides} turned {move.sign}; {move.mover} moved ({move.moved:+.1f})")
    except DetenteError as error:
        fail(str(error))
    except BrokenPipeError:
        quiet_pipe()


def map_(
    code: Annotated[str | None, typer.Argument(metavar="[CODE]", help="Whose friends and foes to list.")] = None,
    since: SinceOption = None,
    until: UntilOption = None,
    source: SourceOption = None,
    min_reports: Annotated[int, typer.Option("--min-reports", min=1, help="Acts that an edge needs.")] = 5,
    plot: Annotated[Path | None, typer.Option("--plot", metavar="FILE", help="Draw it: .png or .svg.")] = None,
    as_json: JsonOption = False,
    record: TheRecord = None,
) -> None:
    """Show the signed network of a period: camps, and the states closest to and furthest from one."""
    first, last = date_of(since, "--since"), date_of(until, "--until")
    try:
        from detente.record import Record

        with Record.open(record, read_only=True, wait=2.0) as store:
            found = store.network(since=first, until=last, sources=source, min_reports=min_reports)
        if plot is not None:
            found.plot(plot)
        if as_json:
            _dump({"edges": found.to_arrow().to_pylist(), "camps": found.camps, "modularity": found.modularity})
            return
        if not found.edges:
            print(f"No two actors have {min_reports} acts between them in this period.")
            return
        balanced = (
            "no triangle is sure" if found.balanced is None else f"{found.balanced:.0%} of sure triangles balance"
        )
        print(f"{len(found.edges)} relations; {balanced}; signed modularity {found.modularity:.2f}")
        for number, camp in enumerate(found.camps, 1):
            print(f"camp {number} ({len(camp)}): {', '.join(camp)}")
        if code is not None:
            for title, edges in (
                ("closest", found.closest(code.upper())),
                ("furthest", found.furthest(code.upper())),
            ):
                print(f"{title} to {code.upper()}:" if title == "closest" else f"{title} from {code.upper()}:")
                for e in edges:
                    far = e.other if e.one == code.upper() else e.one
                    print(f"  {far}  {e.score:+.1f} (80 % {e.low:+.1f} to {e.high:+.1f}), {e.reports} acts")
                if not edges:
                    print("  none is sure")
    except DetenteError as error:
        fail(str(error))
    except BrokenPipeError:
        quiet_pipe()


def outlook(
    one: CodeArgument,
    other: CodeArgument,
    horizon: Annotated[str, typer.Option("--horizon", help="Months ahead: 1m to 12m.")] = "3m",
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="YYYY-MM-DD", help="Forecast as if it were this day.")
    ] = None,
    keep: Annotated[bool, typer.Option("--keep", help="Put the forecast into the ledger.")] = False,
    plot: PlotOption = None,
    source: SourceOption = None,
    as_json: JsonOption = False,
    record: TheRecord = None,
) -> None:
    """Say what is to be expected of a relation, and how far such forecasts have carried."""
    day = date_of(as_of, "--as-of")
    try:
        from detente.brief.outlook import as_dict
        from detente.record import Record
        from detente.record.expectations import keep_forecast

        with Record.open(record, read_only=not keep, wait=2.0) as store:
            found = store.outlook(one.upper(), other.upper(), horizon=horizon, as_of=day, sources=source)
            if keep:
                keep_forecast(store.connection, found)
        if plot is not None:
            found.plot(plot)
        if as_json:
            _dump(as_dict(found))
            return
        print(found.sentence)
        if found.months:
            print(f"{'month':<10}{'cooperation (80 %)':>26}{'conflict (80 %)':>26}   Goldstein points")
        for m in found.months:
            good = f"{m.cooperation:.0f} ({m.cooperation_low:.0f} to {m.cooperation_high:.0f})"
            bad = f"{m.conflict:.0f} ({m.conflict_low:.0f} to {m.conflict_high:.0f})"
            print(f"{m.month:%Y-%m}   {good:>26}{bad:>26}")
    except DetenteError as error:
        fail(str(error))
    except BrokenPipeError:
        quiet_pipe()


def backtest(
    horizons: Annotated[str, typer.Option("--horizons", help="Months ahead, with commas.")] = "1,3",
    origins: Annotated[int, typer.Option("--origins", min=6, help="At most so many origins, the latest.")] = 120,
    source: SourceOption = None,
    as_json: JsonOption = False,
    record: TheRecord = None,
) -> None:
    """Forecast the record's past from many origins and score every model."""
    try:
        from detente.record import Record
        from detente.relations.backtest import backtest as run
        from detente.relations.outlook import months_of

        ahead = [months_of(h) for h in horizons.split(",")]
        with Record.open(record, read_only=True, wait=2.0) as store:
            acts = store.acts(sources=source)
        with progress("origins") as step:
            found = run(acts, horizons=ahead, most=origins, step=lambda: step(1))
        if as_json:
            _dump({part: [_plain(x) for x in getattr(found, part)] for part in ("scores", "skills", "reliability")})
            return
        if not found.scores:
            print("The record is too short to test forecasts: 66 months with relations of 10 acts a year are needed.")
            return
        print(f"{len(found.origins)} origins, {found.relations} relations at the end")
        print(f"{'ahead':<7}{'model':<16}{'CRPS':>8}{'Brier':>8}{'80 %':>8}{'90 %':>8}")
        for s in found.scores:
            print(f"{f'{s.horizon}m':<7}{s.model:<16}{s.crps:>8.4f}{s.brier:>8.3f}{s.cover80:>8.3f}{s.cover90:>8.3f}")
        for k in found.skills:
            gain = f"{k.gain:+.1%} against the {k.baseline} (90 %: {k.low:+.1%} to {k.high:+.1%})"
            print(f"{k.horizon}m: {k.chosen}, {gain}" + ("" if k.better else "; nothing beats the baselines"))
    except DetenteError as error:
        fail(str(error))
    except BrokenPipeError:
        quiet_pipe()


def ledger(
    today: Annotated[
        str | None, typer.Option("--today", metavar="YYYY-MM-DD", help="Settle as if it were this day.")
    ] = None,
    settled: Annotated[bool, typer.Option("--settled", help="Only what can be settled.")] = False,
    source: SourceOption = None,
    as_json: JsonOption = False,
    record: TheRecord = None,
) -> None:
    """Show what was expected, by whom and by when, and what became of it."""
    day = date_of(today, "--today") or dt.datetime.now(dt.UTC).date()
    try:
        from detente.record import Record

        with Record.open(record, read_only=True, wait=2.0) as store:
            found = store.ledger(today=day, sources=source)
        entries = [e for e in found.entries if not settled or e.outcome in ("came true", "did not")]
        if as_json:
            _dump({"entries": found.to_arrow().to_pylist(), "holders": [_plain(h) for h in found.holders]})
            return
        for e in entries:
            x = e.expectation
            pair = "-".join(x.pair) if x.pair else "?"
            print(f"{x.made or '?'}  {x.holder}  {pair}  {x.direction}  by {x.due or '?'}: {e.outcome} ({e.why})")
            print(f"    “{x.text}” [{x.id}]")
        for h in found.holders:
            if h.settled:
                score = "" if h.brier is None else f", Brier {h.brier:.2f}"
                print(f"{h.name}: {h.true} of {h.settled} settled came true{score}; {h.made} in all")
        if not entries:
            print("The record holds no expectation" + (" that can be settled." if settled else "."))
    except DetenteError as error:
        fail(str(error))
    except BrokenPipeError:
        quiet_pipe()


def _plain(item: Any) -> dict[str, Any]:
    import dataclasses

    return {f.name: getattr(item, f.name) for f in dataclasses.fields(item)}


def _dump(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=1, default=str))
