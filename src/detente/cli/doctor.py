"""`detente doctor` and `detente explain`: what is installed, and what the words mean."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from detente.cli.options import EndpointOption, KnowledgeOption, NameOption, fail, say
from detente.errors import DetenteError


def doctor(
    knowledge: KnowledgeOption = None,
    model_endpoint: EndpointOption = None,
    model_name: NameOption = None,
    record: Annotated[
        Path | None, typer.Option("--record", metavar="PATH", help="Look whether this record is sound, and only that.")
    ] = None,
    repair: Annotated[
        bool,
        typer.Option("--repair", help="Save what can be read of a damaged record (yours, or --record) into a new one."),
    ] = False,
) -> None:
    """Say what is installed and whether it works; or whether a record is sound, and save what can be read of it."""
    from detente.doctor import examine

    if repair:
        _repair(record)
    elif record is not None:
        from detente.record.soundness import check

        _printed((found.ok, found.what, found.detail) for found in check(record))
    else:
        _printed((f.ok, f.what, f.detail) for f in examine(knowledge, model_endpoint, model_name))


def _printed(findings: Iterable[tuple[bool, str, str]]) -> None:
    sound = True
    for ok, what, detail in findings:
        sound &= ok
        print(f"{'ok ' if ok else 'BAD'}  {what}: {detail}")
    if not sound:
        raise typer.Exit(1)


def _repair(path: Path | None) -> None:
    from detente.record.opening import default_record
    from detente.record.salvage import Saved, repair
    from detente.record.soundness import check

    def tell(saved: Saved) -> None:
        emptied = f", without {', '.join(saved.emptied)}" if saved.emptied else ""
        of = f"{saved.of:,}" if saved.of is not None else "an unknown number of"
        print(f"{'ok ' if saved.whole else 'BAD'}  table {saved.table}: {saved.rows:,} of {of} rows saved{emptied}")

    place = path or default_record()
    try:
        if place.exists() and all(found.ok for found in check(place)):
            print(f"ok   record: {place} is sound; there is nothing to repair")
            return
        done = repair(place, tell)
    except DetenteError as error:
        fail(str(error))
    for note in done.notes:
        say(note)
    say(f"{place} was left as it is; look at the new record with: detente record --record {done.path}")
    if not done.whole:
        fail(f"not everything could be saved; {done.path} holds the rest, add the same sources to it again")


def explain(
    word: Annotated[str, typer.Argument(help="A word of the field: COERCE, recalled, dyad, quad class ...")],
) -> None:
    """Say what a word of the field means here."""
    from detente.glossary import meaning

    found = meaning(word)
    if found is None:
        fail(
            f"no entry for {word!r}; try an event type such as COERCE, a status such as recalled, or: dyad, quad class, context"  # noqa: E501
        )
    print(found)
