"""Writing from the desk, under ``/api``: articles in, corrections over codings, and exports of what is shown."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import tempfile
from collections.abc import Iterator
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from fastapi import APIRouter, HTTPException, Path, Request, UploadFile
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from detente.desk.asking import Day, OneCode, TheDesk, Word, asked_for
from detente.desk.jobs import Jobs, Order
from detente.errors import DetenteError
from detente.record.corrections import Correction, correct, corrections, training_rows, undo

router = APIRouter(prefix="/api", responses={403: {"description": "Open for reading only, or asked from elsewhere."}})

#: Files of one upload.
_FILES = 50
#: What can be exported; the names of :data:`detente.formats.writing.FORMATS`, which is not loaded before it is needed.
Format = Literal[
    "csv", "jsonl", "parquet", "plover-json", "gdelt1", "gdelt2", "icews", "polecat", "petrarch", "phoenix", "keds"
]
_ENDINGS = {"plover-json": "json", "jsonl": "jsonl", "csv": "csv", "parquet": "parquet"}


class Lines(StreamingResponse):
    """JSON, a value a line."""

    media_type = "application/jsonl"


class Download(StreamingResponse):
    """A file to keep."""

    media_type = "application/octet-stream"


class NewArticle(BaseModel):
    """An address or a text."""

    model_config = ConfigDict(extra="forbid")
    address: str | None = Field(default=None, max_length=2000, pattern=r"^https?://")
    text: str | None = Field(default=None, max_length=500_000)
    title: str | None = Field(default=None, max_length=500)
    outlet: str | None = Field(default=None, max_length=200)
    date: dt.date | None = None


class NewCorrection(BaseModel):
    """What is right; what is left out stays as it was coded."""

    model_config = ConfigDict(extra="forbid")
    event: str = Field(max_length=200, description="`article#n`")
    who: str = Field(min_length=1, max_length=100)
    type: str | None = Field(default=None, max_length=20)
    actor: str | None = Field(default=None, max_length=20)
    recipient: str | None = Field(default=None, max_length=20)
    day: dt.date | None = None
    status: str | None = Field(default=None, max_length=20)
    no_event: bool = False
    note: str | None = Field(default=None, max_length=500)


@router.post("/articles", status_code=202, summary="Add an address or a text")
def add(request: Request, article: NewArticle) -> dict[str, Any]:
    """Answers with a job; ask `/api/jobs/{id}` how far it is."""
    if (article.address is None) == (article.text is None):
        raise DetenteError("give either an address or a text")
    if article.text is not None and not article.text.strip():
        raise DetenteError("the text is empty; paste an article")
    if article.address is not None and "@" in _place(article.address):
        # not only refused by the fetching: it would be shown as what is being added
        raise DetenteError("the address carries a user name or password; remove it")
    return dataclasses.asdict(_jobs(request).put(Order(**article.model_dump())))


@router.post("/files", status_code=202, summary="Add files")
async def add_files(request: Request, files: list[UploadFile], date: Day = None) -> dict[str, Any]:
    """Pages, texts, feeds, JSON Lines, Parquet or WARC files; answers with a job."""
    if len(files) > _FILES:
        raise DetenteError(f"at most {_FILES} files at once")
    held = tuple([(file.filename or "file.txt", await file.read()) for file in files])
    return dataclasses.asdict(_jobs(request).put(Order(date=date, files=held)))


@router.get("/jobs/{id}", summary="How far an adding is", responses={404: {"description": "No such job."}})
def job(request: Request, id: Annotated[str, Path(max_length=40)]) -> dict[str, Any]:
    """Its state, the articles that are held now, and a line for each fault."""
    found = _jobs(request).get(id)
    if found is None:
        raise HTTPException(404, "no such job")
    return dataclasses.asdict(found)


@router.get("/corrections", summary="What people corrected")
def list_corrections(desk: TheDesk) -> list[dict[str, Any]]:
    """All corrections, the latest first, with who and when."""
    with desk.reading() as record:
        return corrections(record.connection)


@router.post("/corrections", status_code=201, summary="Correct a coded event")
def new_correction(desk: TheDesk, correction: NewCorrection) -> dict[str, Any]:
    """Kept beside the coding, which stays; used in every figure from then on."""
    said = correction.model_dump(exclude={"event", "who"})
    codes = {name: said[name].upper() for name in ("actor", "recipient") if said[name]}
    with desk.writing, desk.reading() as record:
        number = correct(record.connection, correction.event, Correction(**(said | codes)), correction.who)
    desk.changed()
    return {"id": number}


@router.delete("/corrections/{id}", summary="Take a correction back", responses={404: {"description": "No such one."}})
def undo_correction(desk: TheDesk, id: Annotated[int, Path(ge=1, le=2**31 - 1)]) -> dict[str, Any]:
    """An earlier one of the same event counts again."""
    with desk.writing, desk.reading() as record:
        undo(record.connection, id)
    desk.changed()
    return {"id": id, "undone": True}


@router.get("/training.jsonl", summary="Corrections as examples to learn from", response_class=Lines)
def training(desk: TheDesk) -> StreamingResponse:
    """A line each: the sentence, the coded event, and what it should have been."""
    with desk.reading() as record:
        lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in training_rows(record.connection)]
    return Lines(iter(lines))


@router.get("/export/{format}", summary="Events in a format of the field", response_class=Download)
def export(
    desk: TheDesk,
    format: Annotated[Format, Path()],
    one: OneCode = None,
    other: OneCode = None,
    since: Day = None,
    until: Day = None,
    context: Word = None,
    type: Word = None,
    source: Word = None,
) -> StreamingResponse:
    """What `detente export` writes, of the acts that are asked for."""
    from detente.formats.writing import write_events
    from detente.record.exports import event_batches

    asked = asked_for(one, other, since, until, context, type, source)
    codes = [code for code in (asked.one, asked.other) if code]
    out = tempfile.SpooledTemporaryFile(max_size=1 << 24)  # noqa: SIM115 - closed when it is sent
    try:
        with desk.reading() as record:
            batches = event_batches(
                record.connection, since=asked.since, until=asked.until, among=codes or None,
                touching=len(codes) == 1, context=asked.context, type=asked.type,
                sources=[asked.source] if asked.source else None,
            )  # fmt: skip
            write_events(batches, out, format)  # type: ignore[arg-type]  # it has all that a file has
        out.seek(0)
    except BaseException:
        out.close()
        raise
    ending = _ENDINGS.get(format, "txt")

    def parts() -> Iterator[bytes]:
        with out:
            while part := out.read(1 << 16):
                yield part

    return Download(parts(), headers={"Content-Disposition": f'attachment; filename="events.{ending}"'})


def _place(address: str) -> str:
    """Host and port of an address, with all that stands before them."""
    try:
        return urlsplit(address).netloc
    except ValueError:
        raise DetenteError(f"{address[:120]!r} is no valid address; write it as https://host/path") from None


def _jobs(request: Request) -> Jobs:
    found: Jobs = request.app.state.jobs
    return found
