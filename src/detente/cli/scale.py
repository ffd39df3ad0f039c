"""`detente scale`: many files over a cluster, to a folder of Parquet."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from detente.cli.add import MegabytesOption, SecondsOption
from detente.cli.options import ConfidenceOption, DateOption, KnowledgeOption, date_of, fail, say
from detente.errors import DetenteError


def scale(
    out: Annotated[str, typer.Option("--out", "-o", metavar="DIR|s3://...", help="The folder for the output.")],
    inputs: Annotated[
        list[str] | None,
        typer.Argument(metavar="INPUT...", help="WARC, WET, JSON Lines or Parquet: files, folders, patterns, s3://..."),
    ] = None,
    address: Annotated[
        str | None, typer.Option("--address", metavar="ADDRESS", help="A Ray cluster: ray://host:10001 or host:6379.")
    ] = None,
    workers: Annotated[
        int | None, typer.Option("--workers", min=1, help="Actors that code; one a core of the cluster without it.")
    ] = None,
    date: DateOption = None,
    knowledge: KnowledgeOption = None,
    min_confidence: ConfidenceOption = 0.0,
    article_seconds: SecondsOption = 60.0,
    article_megabytes: MegabytesOption = 1024,
    part_articles: Annotated[
        int, typer.Option("--part-articles", min=1, max=100_000, help="Articles of a part, which is done or not.")
    ] = 1000,
    finish: Annotated[
        bool, typer.Option("--finish", help="Fold and compact what is done, so that DIR can be read as a record.")
    ] = False,
) -> None:
    """Code many files with Ray to partitioned Parquet. Interrupted, run it again; then: detente add DIR."""
    published = date_of(date)
    if not inputs and not finish:
        fail("scale takes at least one INPUT, or --finish", 2)
    try:
        from detente.scale.finishing import finish as fold
        from detente.scale.folder import Output, Settings
        from detente.scale.planning import planned

        place = out if "://" in out else str(Path(out).absolute())
        if inputs:
            from detente.scale.cluster import Work, run
            from detente.scale.inputs import inputs_of
            from detente.scale.metrics import line

            known = str(knowledge.absolute()) if knowledge else None
            settings = Settings(str(published) if published else None, known, min_confidence)
            found, problems = inputs_of(inputs)
            for problem in problems:
                say(f"{problem.origin}: {problem.message}; skipped")
            if not found:
                fail("nothing to code: no WARC, WET, JSON Lines or Parquet file was named")
            work = Work(place, settings, article_seconds, article_megabytes, part_articles)
            planned(Output(place), found, settings, part_articles)
            metrics = run(work, found, workers, address, lambda now: say(line(now)))
            say(line(metrics))
            lost = f", {sum(metrics.faults.values())} faults" if metrics.faults else ""
            print(
                f"{metrics.articles} articles coded in {metrics.parts} parts, {metrics.parts_known} done before{lost}"
            )
        if finish:
            done = fold(Output(place))
            print(f"{done.added} folded, {done.known} known already")
            if done.waiting:
                say(f"{done.waiting} inputs are not done and were left out; run detente scale on them again")
    except DetenteError as error:
        fail(str(error))
