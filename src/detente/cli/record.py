"""`detente record`, `detente folds`: what the record holds, and what was folded."""

from __future__ import annotations

from typing import Annotated

import typer

from detente.cli.add import TheRecord
from detente.cli.options import fail, quiet_pipe
from detente.errors import DetenteError


def record(
    record: TheRecord = None,
    quarantine: Annotated[
        bool, typer.Option("--quarantine", help="List the articles that broke a bound and are not tried again.")
    ] = False,
    retry: Annotated[
        str | None, typer.Option("--retry", metavar="KEY", help="Let this one be tried again; all with: all.")
    ] = None,
) -> None:
    """Say what the record holds: articles, items, runs and data sets; what is kept in quarantine."""
    try:
        from detente.record import Record
        from detente.record.showing import contents
        from detente.scale.quarantine import listing, release

        with Record.open(record, read_only=retry is None, wait=2.0) as store:
            if retry is not None:
                released = release(store.connection, None if retry == "all" else retry)
                print(f"{released} released; add their sources again")
            elif quarantine:
                for key, held in listing(store.connection).items():
                    print(f"{key}  {held.kind}  {held.origin}  {held.reason}")
            else:
                print(f"record: {store.path}")
                for what, how in contents(store.connection):
                    print(f"{what}: {how}")
    except DetenteError as error:
        fail(str(error))
    except BrokenPipeError:
        quiet_pipe()


def folds(
    pair: Annotated[list[str] | None, typer.Argument(metavar="[CODE CODE]", help="Only between these two.")] = None,
    record: TheRecord = None,
    stories: Annotated[bool, typer.Option("--stories", help="Show folded articles instead of events.")] = False,
    apart: Annotated[
        str | None, typer.Option("--apart", metavar="ID", help="Undo the fold of this event (KEY#N) or article (KEY).")
    ] = None,
    together: Annotated[str | None, typer.Option("--together", metavar="ID", help="Take back an undoing.")] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="How many to show.")] = 20,
) -> None:
    """Show what is told more than once and counted once; undo a fold, or restore it."""
    try:
        from detente.record import Record
        from detente.record.folds import take_apart
        from detente.record.showing import folded_events, folded_stories

        change = apart or together
        if pair and len(pair) != 2:
            fail("folds takes two codes or none, for example: detente folds USA RUS", 2)
        with Record.open(record, read_only=change is None, wait=2.0) as store:
            if change is not None:
                take_apart(store.connection, change, apart=apart is not None)
                print(f"{change}: {'counted by itself' if apart else 'folded again'}")
                return
            if stories:
                for story in folded_stories(store.connection)[:limit]:
                    print(f"{len(story.copies)} copies of {story.story}")
                    for key, outlet, title, similarity, undone in story.copies:
                        mark = "  (taken apart)" if undone else ""
                        print(f"  {key}  {similarity:.2f}  {outlet or '-'}  {title or '-'}{mark}")
                return
            for group in folded_events(store.connection, pair)[:limit]:
                print(f"{group.act}: {group.line}")
                for told in group.tellings:
                    mark = "  (taken apart)" if told.apart else ""
                    print(f"  {told.id}  {told.outlet or '-'}  {told.published}{mark}\n    {told.sentence}")
    except DetenteError as error:
        fail(str(error))
    except BrokenPipeError:
        quiet_pipe()
