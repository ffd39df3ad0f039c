"""`detente code`: JSON Lines in, JSON Lines out."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator

from detente.cli.options import (
    ConfidenceOption,
    EndpointOption,
    ExplainOption,
    KnowledgeOption,
    NameOption,
    RecordOption,
    backend,
    fail,
    quiet_pipe,
)
from detente.errors import DetenteError


def code(
    knowledge: KnowledgeOption = None,
    min_confidence: ConfidenceOption = 0.0,
    explain: ExplainOption = False,
    model_endpoint: EndpointOption = None,
    model_name: NameOption = None,
    record: RecordOption = None,
) -> None:
    """Code JSON Lines from standard input to JSON Lines on standard output, in order.

    Each input line is {"id": str, "text": str, "date": "YYYY-MM-DD" or null}. A broken line is reported on
    standard error with its number and skipped.
    """
    try:
        from detente.api import code as code_all
        from detente.brief.jsonout import code_line
        from detente.ingest.jsonl import JsonlProblem, lines_of, records_from_jsonl

        broken = done = 0

        def good() -> Iterator[tuple[str, str, dt.date | None]]:
            nonlocal broken
            for record in records_from_jsonl(lines_of(sys.stdin.buffer)):
                if isinstance(record, JsonlProblem):
                    broken += 1
                    print(f"detente: {record.message}; skipped", file=sys.stderr)
                else:
                    yield record.id, record.text, record.date

        with backend(model_endpoint, model_name, record) as model:
            for id_, account in code_all(
                good(), knowledge=knowledge, min_confidence=min_confidence, model=model, explain=explain
            ):
                sys.stdout.buffer.write(code_line(id_, account))
                sys.stdout.buffer.flush()
                done += 1
        if broken:
            print(f"detente: {done} coded, {broken} skipped", file=sys.stderr)
    except DetenteError as error:
        fail(str(error))
    except BrokenPipeError:
        quiet_pipe()
