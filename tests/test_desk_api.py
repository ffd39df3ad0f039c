"""The desk's interface: what it answers is what the Python API answers on the same record."""

from __future__ import annotations

import datetime as dt
import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pytest

from command_line import invoke
from desk_server import Running, make_record, serving
from detente.account import Accountant
from detente.brief.relation import as_dict
from detente.desk.jobs import Busy, Jobs, Order
from detente.desk.state import Desk, Settings
from detente.formats.writing import FORMATS
from detente.record.corrections import training_rows
from detente.record.coverage import coverage
from detente.record.showing import contents

TEXT = (
    "Chile expelled two Peruvian diplomats on 4 May 2021. Lima accused Chile of spying on its navy. "
    '"We will not be bullied," the Peruvian foreign minister said.'
)
PAIR = {"one": "GRC", "other": "TUR"}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, coder: Accountant) -> Path:
    return make_record(tmp_path_factory.mktemp("desk"), coder)


@pytest.fixture(scope="module")
def exported(place: Path) -> dict[str, bytes]:
    """What the command writes; before the desk holds the file."""
    out = {}
    for format in FORMATS:
        file = place.with_suffix(f".{format}")
        done = invoke("export", format, "--out", str(file), "--record", str(place))
        assert done.exit_code == 0, done.stderr
        out[format] = file.read_bytes()
    return out


@pytest.fixture(scope="module")
def desk(place: Path, exported: dict[str, bytes], coder: Accountant) -> Iterator[Running]:
    with serving(place, coder) as running:
        yield running


def plain(value: Any) -> Any:
    """As JSON has it: days as text, tuples as lists."""
    return json.loads(json.dumps(value, default=lambda v: v.isoformat()))


def same(one: pa.Table, other: pa.Table) -> bool:
    """Equal to the last bit; what is unknown equals what is unknown."""
    return one.schema == other.schema and repr(one.to_pydict()) == repr(other.to_pydict())


def table(answer: bytes) -> pa.Table:
    with pa.ipc.open_stream(answer) as stream:
        return stream.read_all()


def every(desk: Running, path: str, *, limit: int = 200, **query: Any) -> list[dict[str, Any]]:
    """All portions of a list."""
    found, after = [], None
    while True:
        page = desk.get(path, **query, limit=limit, after=after)
        found += page["rows"]
        after = page["after"]
        if after is None:
            return found
        assert page["rows"], "a portion with a mark is not empty"


def test_what_the_record_holds(desk: Running) -> None:
    with desk.in_process() as record:
        assert [(r["what"], r["how"]) for r in desk.get("/api/record")["contents"]] == contents(record.connection)
        assert desk.get("/api/sources") == plain(coverage(record.connection))


@pytest.mark.parametrize("more", [{}, {"by": "week", "since": "2015-01-01"}, {"source": "sea"}, {"source": "coded"}])
def test_a_relation(desk: Running, more: dict[str, str]) -> None:
    limits: dict[str, Any] = {k: v for k, v in more.items() if k == "by"}
    if "since" in more:
        limits["since"] = dt.date.fromisoformat(more["since"])
    if "source" in more:
        limits["sources"] = [more["source"]]
    with desk.in_process() as record:
        found = record.relation("GRC", "TUR", **limits)
    assert desk.get("/api/relation", **PAIR, **more) == plain(as_dict(found))
    arrow = desk.client.get("/api/relation", params={**PAIR, **more, "format": "arrow"})
    assert arrow.headers["content-type"] == "application/vnd.apache.arrow.stream"
    assert same(table(arrow.content), found.to_arrow())
    assert desk.get("/api/relation", one="grc", other="tur", **more) == plain(as_dict(found)), "small letters too"


def test_a_triad_and_the_network(desk: Running) -> None:
    three = {"one": "GRC", "other": "TUR", "third": "CYP"}
    with desk.in_process() as record:
        triad, network = record.triad("GRC", "TUR", "CYP"), record.network(min_reports=5)
    arrow = desk.client.get("/api/triad", params={**three, "format": "arrow"})
    assert same(table(arrow.content), triad.to_arrow())
    answer = desk.get("/api/triad", **three)
    assert answer["rows"] == plain(triad.to_arrow().to_pylist()) and len(answer["moves"]) == len(triad.moves)
    assert same(table(desk.client.get("/api/network?format=arrow").content), network.to_arrow())
    edges = desk.get("/api/network")["edges"]
    assert len(edges) == network.to_arrow().num_rows > 3


def test_all_relations_of_a_state(desk: Running) -> None:
    """One answer for the small pictures: figures of the Python interface, over the time that all share."""
    with desk.in_process() as record:
        found = record.courses("GRC")
    rows = desk.get("/api/courses", code="grc")
    assert [(row["one"], row["other"], row["acts"]) for row in rows] == [(c.one, c.other, len(c.acts)) for c in found]
    assert {row["other"] for row in rows} >= {"TUR", "CYP"}
    assert len({tuple(point["day"] for point in row["series"]) for row in rows}) == 1, "one time for all"
    assert rows[0]["series"][-1]["level"] == pytest.approx(found[0].level.mean[-1], abs=1e-3)
    some = desk.get("/api/courses", code="GRC", since="2015-01-01", until="2016-12-31")
    assert {point["day"][:4] for point in some[0]["series"]} == {"2015", "2016"}
    assert some[0]["acts"] < rows[0]["acts"]
    assert desk.client.get("/api/courses?code=GRC&since=2016-01-02&until=2016-01-01").status_code == 400


def test_an_assessment_brings_its_sentence(desk: Running) -> None:
    keys = [row["id"] for row in desk.get("/api/articles")["rows"]]
    body = {key: desk.get(f"/api/account/{key}")["article"]["body"] for key in keys}
    rows = desk.get("/api/assessments", one="JPN", other="KOR")
    assert rows
    for row in rows:
        assert row["told"] and " ".join(row["told"].split()) in " ".join(body[row["article"]].split())


def test_acts_of_a_part_of_a_government(desk: Running) -> None:
    """The bars of "who acts" open what they count."""
    parts = desk.get("/api/relation", one="JPN", other="KOR")["sectors"]
    assert parts
    for part in parts:
        actor, _, sector = part["name"].partition(" ")
        rows = desk.get("/api/acts", one="JPN", other="KOR", actor=actor, sector=sector or "none", limit=200)["rows"]
        assert len(rows) == part["reports"] and {row["actor"] for row in rows} == {actor}


def test_articles_of_an_outlet_and_a_time(desk: Running) -> None:
    """The marks of coverage open what they count."""
    for mark in desk.get("/api/sources")["outlets"]:
        rows = desk.get("/api/articles", outlet=mark["outlet"], limit=200)["rows"]
        assert len(rows) == mark["articles"]
    for mark in desk.get("/api/sources")["months"]:
        first = dt.date.fromisoformat(mark["month"])
        last = (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
        rows = desk.get("/api/articles", since=str(first), until=str(last), limit=200)["rows"]
        assert len(rows) == mark["articles"]


def test_an_outlook(desk: Running) -> None:
    from detente.brief.outlook import as_dict as told

    with desk.in_process() as record:
        found = record.outlook("JPN", "KOR", names={"JPN": "Japan", "KOR": "South Korea"})
    assert desk.get("/api/outlook", one="JPN", other="KOR") == plain(told(found))


@pytest.mark.parametrize("asked", [{}, PAIR, {"one": "TUR"}, {"type": "ACCUSE"}, {"since": "2019-01-01"}])
@pytest.mark.parametrize("limit", [60, 200])
def test_acts_come_each_once_in_order(desk: Running, asked: dict[str, str], limit: int) -> None:
    found = every(desk, "/api/acts", **asked, limit=limit)
    order = [(r["day"], r["id"]) for r in found]
    assert order == sorted(set(order), reverse=True)
    with desk.in_process() as record:
        codes = [asked[k] for k in ("one", "other") if k in asked]
        acts = record.acts(*codes, touching=len(codes) == 1)
    keep = [
        str(i)
        for i, type_, day in zip(acts.id, acts.type, acts.day, strict=True)
        if asked.get("type", type_) == type_ and str(day) >= asked.get("since", "")
    ]
    assert {r["id"] for r in found} == set(keep) and keep


def test_types_and_partners_count_the_acts(desk: Running) -> None:
    with desk.in_process() as record:
        acts = record.acts("GRC", "TUR")
    counted = {r["type"]: r["acts"] for r in desk.get("/api/acts/types", **PAIR)}
    types = [str(t) for t in acts.type]
    assert counted == {t: types.count(t) for t in set(types)}
    first = next(r for r in desk.get("/api/partners") if {r["one"], r["other"]} == {"GRC", "TUR"})
    assert first["acts"] == len(acts)
    assert all("CYP" in (r["one"], r["other"]) for r in desk.get("/api/partners", code="cyp"))


def test_behind_an_act_stand_sentences(desk: Running) -> None:
    coded = next(r for r in every(desk, "/api/acts") if "#" in r["id"])
    act = desk.get(f"/api/act/{coded['id'].replace('#', '%23')}")
    with desk.in_process() as record:
        body = record.account(coded["article"]).article.body
    assert act["tellings"][0]["sentence"] in " ".join(body.split()) and act["tellings"][0]["article"]
    imported = desk.get("/api/act/sea:5")
    assert imported["tellings"] == [] and "sea row 5" in imported["line"]
    for id in ("sea:99999999999999999999999", "sea:²", "nothing%230", "x%23" + "9" * 60, "%00", "#"):
        assert desk.client.get(f"/api/act/{id}").status_code == 404, id


def test_an_account_is_the_article_as_coded(desk: Running) -> None:
    rows = every(desk, "/api/articles", limit=2)
    assert len(rows) >= 3
    with desk.in_process() as record:
        for row in rows:
            account = desk.get(f"/api/account/{row['id']}")
            assert account == plain(msgspec.to_builtins(record.account(row["id"])))
    assert desk.client.get("/api/account/nothing").status_code == 404


def test_statements_by_words_by_speaker_by_whom_they_are_about(desk: Running) -> None:
    rows = every(desk, "/api/statements", limit=3)
    with desk.in_process() as record:
        assert len(rows) == len(record.words("statements")) > 5
    one = next(r for r in rows if r["country"] and len(r["text"].split()) > 3)
    assert one in every(desk, "/api/statements", words=one["text"][3:20].upper())
    assert one in every(desk, "/api/statements", speaker=one["country"])
    about = next(r for r in rows if r["about"])
    found = every(desk, "/api/statements", about=about["about"][0])
    assert about in found and all(about["about"][0] in r["about"] for r in found)


def test_search_finds_sentences(desk: Running) -> None:
    hits = desk.get("/api/search", words="foreign minister", limit=5)
    assert hits and all("minister" in hit["text"].lower() or "foreign" in hit["text"].lower() for hit in hits)
    body = desk.get(f"/api/account/{hits[0]['article']}")["article"]["body"]
    assert " ".join(body[hits[0]["start"] : hits[0]["end"]].split()) == hits[0]["text"]
    assert desk.get("/api/search", words="zeppelins") == []


@pytest.mark.parametrize("format", FORMATS)
def test_an_export_is_what_the_command_writes(desk: Running, exported: dict[str, bytes], format: str) -> None:
    answer = desk.client.get(f"/api/export/{format}")
    assert answer.content == exported[format] != b""
    assert "attachment" in answer.headers["content-disposition"]


def test_an_export_holds_what_is_asked_for(desk: Running) -> None:
    import csv

    def rows(**asked: str) -> list[dict[str, str]]:
        return list(csv.DictReader(desk.client.get("/api/export/csv", params=asked).text.splitlines()))

    whole = rows()
    one = rows(one="cyp")
    assert 0 < len(one) < len(whole) and all("CYP" in (r["actor"], r["recipient"]) for r in one)
    both = rows(**PAIR, type="ACCUSE", source="sea")
    assert both and all(r["type"] == "ACCUSE" and {r["actor"], r["recipient"]} == {"GRC", "TUR"} for r in both)
    assert desk.client.get("/api/export/xlsx").status_code == 422
    assert desk.client.get("/api/export/csv?source=nothing").status_code == 400


def test_what_is_unchanged_is_not_sent_again(desk: Running) -> None:
    first = desk.client.get("/api/acts?limit=3")
    tag = first.headers["etag"]
    again = desk.client.get("/api/acts?limit=3", headers={"If-None-Match": tag})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    other = desk.client.get("/api/acts?limit=4", headers={"If-None-Match": tag})
    assert other.status_code == 200 and other.headers["etag"] != tag


def test_a_correction_counts_until_it_is_taken_back(desk: Running) -> None:
    where = {"one": "CHN", "other": "PHL", "source": "coded"}
    act = next(r for r in every(desk, "/api/acts", **where) if r["type"] not in ("ASSAULT", "CONSULT"))
    before, tag = desk.get("/api/relation", **where), desk.client.get("/api/acts").headers["etag"]
    mine = {"event": act["id"], "who": "Ada", "type": "ASSAULT", "note": "it was <b>worse</b>"}
    made = desk.client.post("/api/corrections", json=mine)
    assert made.status_code == 201
    assert desk.client.get("/api/acts", headers={"If-None-Match": tag}).status_code == 200, "a write makes a new tag"
    now = next(r for r in every(desk, "/api/acts", **where) if r["id"] == act["id"])
    assert (now["type"], now["correction"], now["weight"]) == ("ASSAULT", made.json()["id"], 1.0)
    assert desk.get("/api/relation", **where) != before
    lines = [json.loads(line) for line in desk.client.get("/api/training.jsonl").text.splitlines()]
    with desk.in_process() as record:
        assert lines == plain(list(training_rows(record.connection)))
    assert lines[-1]["right"]["type"] == "ASSAULT" and lines[-1]["who"] == "Ada"
    assert desk.get("/api/corrections")[0]["note"] == mine["note"]
    assert desk.client.delete(f"/api/corrections/{made.json()['id']}").status_code == 200
    assert desk.get("/api/relation", **where) == before
    assert next(r for r in every(desk, "/api/acts", **where) if r["id"] == act["id"]) == act


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"event": "nothing#0", "who": "Ada", "no_event": True}, 404),
        ({"event": "x#99999999999999999999999", "who": "Ada", "no_event": True}, 404),
        ({"event": "CODED", "who": "Ada", "type": "DREAM"}, 400),
        ({"event": "CODED", "who": "Ada"}, 400),
        ({"event": "CODED", "who": "", "no_event": True}, 422),
        ({"event": "CODED", "who": "Ada", "no_event": True, "made_at": "1999-01-01"}, 422),
        ({"event": "CODED", "who": "Ada", "day": "10000-01-01"}, 422),
    ],
)
def test_what_is_no_correction(desk: Running, wrong: dict[str, Any], status: int) -> None:
    coded = next(r["id"] for r in every(desk, "/api/acts", source="coded"))
    answer = desk.client.post("/api/corrections", json=wrong | {"event": wrong["event"].replace("CODED", coded)})
    assert answer.status_code == status and "\n" not in str(answer.json()["detail"])
    assert desk.client.delete("/api/corrections/999999").status_code == 404


def test_a_pasted_text_is_an_article(desk: Running) -> None:
    pages = desk.get("/api/acts", limit=20)
    job = desk.added(text=TEXT, title="Expelled", outlet="Bay Post", date="2021-05-07")
    assert (job["state"], job["added"], job["problems"]) == ("done", 1, []), job
    first = desk.get("/api/articles", limit=1)["rows"][0]
    assert (first["id"], first["title"], first["outlet"]) == (job["keys"][0], "Expelled", "Bay Post")
    acts = every(desk, "/api/acts", one="CHL", other="PER")
    assert any(r["type"] == "SANCTION" and r["told"].startswith("Chile expelled two") for r in acts)
    again = desk.added(text=TEXT, title="Expelled", outlet="Bay Post", date="2021-05-07")
    assert (again["state"], again["added"], again["known"], again["keys"]) == ("done", 0, 1, job["keys"])
    # the second portion asked for with the mark from before has lost and doubled nothing
    rest = every(desk, "/api/acts")
    mark = desk.get("/api/acts", limit=200, after=pages["after"])["rows"]
    at = [r["id"] for r in rest].index(mark[0]["id"])
    assert [r["id"] for r in mark] == [r["id"] for r in rest[at : at + 200]]
    assert not {r["id"] for r in mark} & {r["id"] for r in pages["rows"]}


def test_a_broken_file_does_not_cost_the_good_ones(desk: Running) -> None:
    row = json.dumps({"id": "a", "text": "Bolivia met Paraguay in Sucre on 5 May 2021.", "date": "2021-05-06"})
    files = [
        ("files", ("good.txt", b"Norway praised Sweden on 3 May 2021 for its help after the storm at sea.")),
        ("files", ("picture.html", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9)),
        ("files", ("rows.jsonl", f"{{not json\n{row}\n".encode())),
        ("files", ("empty.txt", b"")),
        ("files", ("table.parquet", b"PAR1 and no more")),
        ("files", ("pages.warc.gz", b"\x1f\x8b\x08\x00broken")),
    ]
    answer = desk.client.post("/api/files", files=files)
    assert answer.status_code == 202
    job = desk.done(answer.json()["id"])
    assert (job["state"], job["added"], job["read"], job["total"]) == ("done", 2, 6, 6), job
    for name in ("picture.html", "rows.jsonl", "empty.txt", "table.parquet", "pages.warc.gz"):
        lines = [line for line in job["problems"] if line.startswith(name)]
        assert len(lines) == 1 and "\n" not in lines[0] and "/tmp" not in lines[0], (name, job["problems"])
    sources = {desk.get(f"/api/account/{key}")["article"]["source"] for key in job["keys"]}
    assert sources == {"good.txt", "rows.jsonl#2"}


def test_what_cannot_be_added_is_said(desk: Running) -> None:
    for wrong in ({}, {"text": " \n"}, {"text": TEXT, "address": "http://example.org/"}):
        answer = desk.client.post("/api/articles", json=wrong)
        assert answer.status_code == 400 and answer.json()["detail"]
    for wrong in ({"address": "file:///etc/passwd"}, {"address": "ftp://example.org/"}, {"text": TEXT, "date": "soon"}):
        assert desk.client.post("/api/articles", json=wrong).status_code == 422
    assert desk.client.get("/api/jobs/nothing").status_code == 404
    failed = desk.added(text="***")
    assert failed["state"] == "failed" and len(failed["problems"]) == 1


def test_what_many_ask_is_computed_once(desk: Running) -> None:
    held, made, answers = threading.Event(), [], []

    def make(_: object) -> int:
        made.append(1)
        held.wait(5)
        return len(made)

    def ask() -> None:
        answers.append(desk.app.state.desk.kept("slow", make))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    held.set()
    for thread in threads:
        thread.join()
    assert (made, answers) == ([1], [1] * 8)


def test_what_fails_is_asked_again(desk: Running) -> None:
    def fail(_: object) -> int:
        raise KeyError

    with pytest.raises(KeyError):
        desk.app.state.desk.kept("failing", fail)
    assert desk.app.state.desk.kept("failing", lambda _: 5) == 5


def test_too_many_orders_are_refused(desk: Running) -> None:
    jobs = desk.app.state.jobs
    with desk.app.state.desk.writing:  # so that the first is not done with while the others come
        taken = [jobs.put(Order(text=f"{TEXT} It was day {n}.")) for n in range(20)]
        with pytest.raises(Busy):
            for n in range(3):
                taken.append(jobs.put(Order(text=f"{TEXT} It was night {n}.")))
        assert 429 in [desk.client.post("/api/articles", json={"text": TEXT}).status_code for _ in range(4)]
        assert desk.get("/api/acts", limit=1)["rows"], "reading goes on"
    assert {desk.done(job.id)["state"] for job in taken} == {"done"}


def test_a_closed_desk_says_what_it_left(tmp_path: Path, coder: Accountant) -> None:
    desk = Desk(Settings(record=tmp_path / "r.duckdb"))
    jobs = Jobs(desk, coder)
    with desk.writing:
        first, second = jobs.put(Order(text=TEXT)), jobs.put(Order(text=f"{TEXT} Again."))
        while first.state == "waiting":
            time.sleep(0.01)
        closing = threading.Thread(target=jobs.close)
        closing.start()
        time.sleep(0.05)
    closing.join()
    desk.close()
    assert (first.state, second.state) == ("done", "failed") and "closed" in second.problems[0]
