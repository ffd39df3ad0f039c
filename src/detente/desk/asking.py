"""What the desk's interface is asked with and answers in: codes, days, portions; JSON and Arrow."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Any, Literal

from fastapi import Depends, Query, Request, Response
from pydantic import BaseModel, Field

from detente.desk.state import Desk
from detente.errors import DetenteError
from detente.record.browsing import MOST, Asked, Portion

if TYPE_CHECKING:
    import pyarrow as pa

#: What any route may answer with when it cannot be asked so.
REFUSED: dict[int | str, dict[str, Any]] = {
    400: {"description": "What was asked cannot be answered; `detail` says why."}
}
ARROW = "application/vnd.apache.arrow.stream"
#: Beside JSON, in the description of those routes that can.
TABLE: dict[int | str, dict[str, Any]] = {200: {"content": {ARROW: {}}}}
Code = Annotated[
    str, Query(min_length=2, max_length=40, pattern=r"^[A-Za-z0-9_.-]+$", description="A state or body: GRC, EU.")
]
OneCode = Annotated[str | None, Query(min_length=2, max_length=40, pattern=r"^[A-Za-z0-9_.-]+$")]
Day = Annotated[dt.date | None, Query(description="YYYY-MM-DD")]
Word = Annotated[str | None, Query(max_length=200)]
Mark = Annotated[str | None, Query(max_length=200, description="The `after` of the portion before.")]
Count = Annotated[int, Query(ge=1, le=MOST)]
Format = Annotated[Literal["json", "arrow"], Query(description="`arrow` for an Arrow stream of the table.")]


def desk_of(request: Request) -> Desk:
    """The desk that answers."""
    found: Desk = request.app.state.desk
    return found


TheDesk = Annotated[Desk, Depends(desk_of)]


class Page(BaseModel):
    """A portion of a list; ask for the next with ``after`` until it is null."""

    rows: list[dict[str, Any]]
    after: str | None = Field(description="The mark of the next portion.")


def asked_for(
    one: str | None, other: str | None, since: dt.date | None, until: dt.date | None, context: str | None,
    type: str | None, source: str | None,
) -> Asked:  # fmt: skip
    """What acts are asked for.

    Raises:
        DetenteError: the days are in the wrong order.
    """
    in_order(since, until)
    return Asked(
        one=one.upper() if one else None, other=other.upper() if other else None, since=since, until=until,
        context=context or None, type=type or None, source=source or None,
    )  # fmt: skip


def in_order(since: dt.date | None, until: dt.date | None) -> None:
    """Refuse a period that ends before it begins.

    Raises:
        DetenteError: it does.
    """
    if since and until and since > until:
        raise DetenteError(f"since {since} is later than until {until}; exchange them")


def page_of(portion: Portion) -> dict[str, Any]:
    """A portion as :class:`Page`."""
    return {"rows": list(portion.rows), "after": portion.after}


def encoded(value: Any) -> bytes:
    """JSON without the checks that models need: large answers are made from figures of ours. NaN becomes null."""
    import msgspec

    return msgspec.json.encode(value)


def as_json(data: bytes) -> Response:
    """An answer of JSON that is encoded already."""
    return Response(data, media_type="application/json")


def as_arrow(table: pa.Table) -> Response:
    """An answer that is a stream of Arrow batches."""
    import pyarrow as pa

    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return Response(sink.getvalue().to_pybytes(), media_type=ARROW)
