"""One part of an input: coded within bounds, written as tables, committed."""

from __future__ import annotations

import time
import uuid
from collections import Counter

from detente.ingest.sources import Found, Page, Problem
from detente.scale.coding import Coded, Failed, coded_by
from detente.scale.folder import Output, Part
from detente.scale.pool import Pool
from detente.scale.tables import tables_of


def code_part(
    output: Output, input: str, number: int, items: list[Found | Page | Problem], pool: Pool, reading: float = 0.0
) -> Part:
    """Code ``items`` with a pool of one worker, write their tables, and commit; the entry.

    An article that stands twice in the part is coded once. Who is interrupted leaves at most tables that no entry
    names. ``reading`` are the seconds that reading them took.
    """
    began = time.perf_counter()
    seen: set[str] = set()

    def wanted(key: str) -> bool:
        new = key not in seen
        seen.add(key)
        return new

    kept = [o for o in coded_by(pool, 1, items, wanted) if isinstance(o, (Coded, Failed, Problem))]
    coded = time.perf_counter()
    tables = tables_of(kept)
    attempt = uuid.uuid4().hex[:8]
    files = {name: f"tables/{name}/{input}-{number:06}-{attempt}.parquet" for name in tables}
    size = sum(output.put_table(files[name], table) for name, table in tables.items())
    kinds = Counter("problem" if isinstance(o, Problem) else o.fault.kind for o in kept if not isinstance(o, Coded))
    accounts = [o.account for o in kept if isinstance(o, Coded)]
    part = Part(
        input=input,
        number=number,
        files=files,
        provenance=accounts[0].provenance if accounts else None,
        articles=len(accounts),
        faults=dict(kinds),
        seconds={"read": reading, "code": coded - began, "write": time.perf_counter() - coded},
        bytes=size,
    )
    output.commit(part)
    return part
