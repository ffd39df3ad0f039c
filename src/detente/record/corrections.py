"""What people correct in a coding: a layer of its own, with who and when; the coding stays and can be had back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, get_args

from detente.record.errors import RecordError, UnknownItem
from detente.record.queries import number_of
from detente.record.store import one, rows, transaction
from detente.records import EventType, Status

if TYPE_CHECKING:
    import duckdb

_LONGEST = 500


@dataclass(frozen=True, slots=True)
class Correction:
    """What somebody says of one coded event; what is None stays as it was coded. ``no_event`` takes it out."""

    type: str | None = None
    actor: str | None = None
    recipient: str | None = None
    day: dt.date | None = None
    status: str | None = None
    no_event: bool = False
    note: str | None = None


def correct(connection: duckdb.DuckDBPyConnection, event: str, correction: Correction, who: str) -> int:
    """Lay a correction over the coded event ``article#n``; its number. The latest one of an event counts.

    Raises:
        UnknownItem: the record holds no such coded event.
        RecordError: there is no such type or status, or nothing is corrected.
    """
    from detente.coding.plover import QUAD, score

    key, _, number = event.rpartition("#")
    found = rows(connection, 'select * from events where "article" = ? and n = ?', [key, number_of(number)])
    if not found:
        raise UnknownItem(f"the record holds no coded event {event!r}")
    for name, value, known in (("type", correction.type, EventType), ("status", correction.status, Status)):
        if value is not None and value not in get_args(known):
            raise RecordError(f"no {name} {value!r}; choose from: {', '.join(get_args(known))}")
    if correction == Correction(note=correction.note):
        raise RecordError("the correction changes nothing; give a type, actor, recipient, day or status")
    for code in (correction.actor, correction.recipient):
        if code is not None and not (code.isascii() and code.isalnum() and 2 <= len(code) <= 20):
            raise RecordError(f"no actor code {code!r}; give a code such as GRC or EU")
    coded, type_ = found[0], correction.type
    values = {
        "article": key,
        "start": coded["start"],
        "end": coded["end"],
        "was_type": coded["type"],
        "was_actor": coded["actor_country"],
        "was_recipient": coded["recipient_country"],
        "made_at": dt.datetime.now(dt.UTC).replace(tzinfo=None, microsecond=0),
        "who": " ".join(who.split())[:100] or "unknown",
        "no_event": correction.no_event,
        "type": type_,
        "quad": QUAD[type_] if type_ else None,  # type: ignore[index]
        "goldstein": score(type_, None) if type_ else None,  # type: ignore[arg-type]
        "actor": correction.actor,
        "recipient": correction.recipient,
        "day": correction.day,
        "status": correction.status,
        "note": " ".join(correction.note.split())[:_LONGEST] if correction.note else None,
        "undone": False,
    }
    with transaction(connection):
        id_ = int(one(connection, "select coalesce(max(id), 0) + 1 from corrections"))
        marks = ", ".join("?" for _ in values)
        names = ", ".join(f'"{name}"' for name in values)
        connection.execute(
            f"insert into corrections (id, {names}) values (?, {marks})",  # noqa: S608 - our own names
            [id_, *values.values()],
        )
    return id_


def undo(connection: duckdb.DuckDBPyConnection, id: int) -> None:
    """Take a correction back; an earlier one of the same event counts again.

    Raises:
        UnknownItem: there is none of this number.
    """
    if not one(connection, "select count(*) from corrections where id = ?", [id]):
        raise UnknownItem(f"the record holds no correction {id}")
    with transaction(connection):
        connection.execute("update corrections set undone = true where id = ?", [id])


def corrections(connection: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """All corrections, the latest first, as rows of their table with the coded sentence (``told``)."""
    return rows(
        connection,
        """select c.*, substring(a.body, c."start" + 1, c."end" - c."start") as told, a.title, a.published
           from corrections c join articles a on a.id = c."article" order by c.id desc""",
    )


def training_rows(connection: duckdb.DuckDBPyConnection) -> Iterator[dict[str, Any]]:
    """What was corrected as examples to learn from: sentence, the coded event and what it should have been."""
    found = rows(
        connection,
        """select c.*, substring(a.body, s."start" + 1, s."end" - s."start") as sentence,
               e."start" - s."start" as at, e."end" - s."start" as upto
           from corrections c join articles a on a.id = c."article"
           join events e on e."article" = c."article" and e."start" = c."start" and e."end" = c."end"
               and e.type = c.was_type and e.actor_country is not distinct from c.was_actor
               and e.recipient_country is not distinct from c.was_recipient
           join sentences s on s."article" = e."article" and s.n = e.sentence
           where not c.undone order by c.id""",
    )
    for row in found:
        yield {
            "text": row["sentence"],
            "start": row["at"],
            "end": row["upto"],
            "coded": {"type": row["was_type"], "actor": row["was_actor"], "recipient": row["was_recipient"]},
            "right": None
            if row["no_event"]
            else {
                "type": row["type"] or row["was_type"],
                "actor": row["actor"] or row["was_actor"],
                "recipient": row["recipient"] or row["was_recipient"],
                "day": str(row["day"]) if row["day"] else None,
                "status": row["status"],
            },
            "who": row["who"],
            "when": str(row["made_at"]),
        }
