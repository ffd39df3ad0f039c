"""Adding with workers: the same record as without, within bounds for each article, whatever happens to a worker."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
from pathlib import Path

import pytest

from command_line import apart, failing, invoke
from detente.ingest.sources import Found, Problem, articles
from detente.scale.coding import Coded, Failed, Passed, coded_by
from detente.scale.errors import ScaleError
from detente.scale.messages import Setup
from detente.scale.pool import Pool
from scale_samples import dense, differences, written


def test_workers_give_the_record_of_the_plain_run(tmp_path: Path) -> None:
    source = written(tmp_path / "articles.jsonl", 24)
    page = tmp_path / "page.html"
    page.write_text("<html><body><article><p>Chile met Peru in Lima on 5 May 2021.</p></article></body></html>")
    sources = [str(source), str(page), str(source)]
    records = {}
    for workers in ("0", "2"):
        records[workers] = tmp_path / f"{workers}.duckdb"
        done = apart(["add", *sources, "--workers", workers, "--record", str(records[workers])])
        assert done.returncode == 0, done.stderr
        records[f"said {workers}"] = done.stdout
    assert records["said 0"] == records["said 2"]
    assert differences(records["0"], records["2"]) == []
    again = apart(["add", *sources, "--workers", "2", "--record", str(records["2"])])
    assert again.stdout.startswith(b"0 added"), again.stdout
    assert differences(records["0"], records["2"]) == []


def test_a_slow_article_is_quarantined_and_the_run_goes_on(tmp_path: Path) -> None:
    source, record = written(tmp_path / "articles.jsonl", 6, {2: dense(120_000)}), str(tmp_path / "r.duckdb")
    bounds = ["--article-seconds", "1.5", "--record", record]
    done = apart(["add", str(source), *bounds])
    assert done.stdout == b"6 added, 0 known already, 1 skipped\n", done.stderr
    told = done.stderr.decode().splitlines()
    assert len(told) == 1 and "#3: took longer than 1.5 s" in told[0] and "detente record --quarantine" in told[0]
    # what is in quarantine costs the next run nothing
    assert apart(["add", str(source), *bounds]).stdout == b"0 added, 6 known already, 1 in quarantine\n"
    key, kind, origin = invoke("record", "--quarantine", "--record", record).stdout.split()[:3]
    assert (kind, origin) == ("slow", f"{source}#3")
    assert "not in quarantine" in failing("record", "--retry", "0000", "--record", record)
    assert invoke("record", "--retry", key, "--record", record).stdout == "1 released; add their sources again\n"
    assert invoke("record", "--quarantine", "--record", record).stdout == ""
    assert apart(["add", str(source), *bounds]).stdout == b"0 added, 6 known already, 1 skipped\n"


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is bound on Linux only")
@pytest.mark.parametrize("megabytes", [48, 100])
def test_an_article_that_eats_memory_is_quarantined(tmp_path: Path, megabytes: int) -> None:
    folder, record = tmp_path / "pages", str(tmp_path / "r.duckdb")
    folder.mkdir()
    for name, told in (("a", "Chile met Peru in Lima on 5 May 2021."), ("c", "Norway condemned Peru on 4 May 2021.")):
        (folder / f"{name}.html").write_text(f"<html><body><article><p>{told}</p></article></body></html>")
    marked = "".join(f"<p><b>{n}</b> <i>left</i> and <u>right</u> of a page</p>" for n in range(30_000))
    (folder / "b.html").write_text(f"<html><body><article>{marked}</article></body></html>")
    done = apart(["add", str(folder), "--article-megabytes", str(megabytes), "--record", record])
    assert done.stdout == b"2 added, 0 known already, 1 skipped\n", done.stderr
    assert f"b.html: needs more than {megabytes} MB of memory".encode() in done.stderr
    again = apart(["add", str(folder), "--article-megabytes", str(megabytes), "--record", record])
    assert again.stdout == b"0 added, 2 known already, 1 in quarantine\n"


def test_a_worker_that_is_killed_costs_nothing(tmp_path: Path) -> None:
    source = written(tmp_path / "articles.jsonl", 40)
    found = list(articles([str(source)]))
    with Pool(2, Setup()) as pool:
        killed: list[int] = []

        def kill() -> None:
            while len(killed) < 3:
                time.sleep(0.7)
                for pid in pool.pids[:1]:
                    os.kill(pid, signal.SIGKILL)
                    killed.append(pid)

        murderer = threading.Thread(target=kill, daemon=True)
        outcomes = []
        for outcome in coded_by(pool, 2, found, lambda key: True):
            if not outcomes:
                murderer.start()
            outcomes.append(outcome)
        murderer.join(timeout=60)
    assert killed
    assert [o.key for o in outcomes if isinstance(o, Coded)] == [f.key for f in found if isinstance(f, Found)]


def test_what_kills_its_worker_twice_is_left_out(tmp_path: Path) -> None:
    """Somebody kills whoever codes the third article; the others are coded, in order, by other workers."""
    found = list(articles([str(written(tmp_path / "articles.jsonl", 6, {2: dense(120_000)}))]))
    with Pool(1, Setup()) as pool:
        ended = threading.Event()

        def kill() -> None:
            struck: dict[int, float] = {}
            while not ended.wait(0.1):
                for worker in list(pool._workers):
                    busy = worker.ready and worker.jobs and len(worker.jobs[0].payload) > 100_000
                    if busy and worker.process.pid not in struck:
                        os.kill(worker.process.pid or 0, signal.SIGKILL)
                        struck[worker.process.pid or 0] = time.monotonic()

        threading.Thread(target=kill, daemon=True).start()
        outcomes = list(coded_by(pool, 1, found, lambda key: True))
        ended.set()
    assert [type(o) for o in outcomes] == [Coded, Coded, Failed, Coded, Coded, Coded, Coded]
    assert isinstance(outcomes[2], Failed)
    assert outcomes[2].fault.kind == "died" and "died twice (signal 9)" in outcomes[2].fault.reason


def test_what_is_not_wanted_is_not_coded_and_problems_keep_their_place(tmp_path: Path) -> None:
    source = written(tmp_path / "articles.jsonl", 3)
    source.write_text("{broken\n" + source.read_text(encoding="utf-8"), encoding="utf-8")
    found = list(articles([str(source)]))
    unwanted = found[2].key if isinstance(found[2], Found) else ""
    with Pool(1, Setup()) as pool:
        outcomes = list(coded_by(pool, 1, found, lambda key: key != unwanted))
    assert [type(o) for o in outcomes] == [Problem, Coded, Passed, Coded]


def test_workers_that_cannot_load_the_coder_say_so(tmp_path: Path) -> None:
    source = written(tmp_path / "articles.jsonl", 2)
    with Pool(1, Setup(knowledge=str(tmp_path / "gone"))) as pool, pytest.raises(ScaleError, match="gone") as told:
        list(coded_by(pool, 1, articles([str(source)]), lambda key: True))
    assert "\n" not in str(told.value)


def test_the_lines_of_a_broken_source_are_told_once(tmp_path: Path) -> None:
    source = tmp_path / "articles.jsonl"
    source.write_text(json.dumps({"text": 7}) + "\n", encoding="utf-8")
    line = failing_output(["add", str(source), "--record", str(tmp_path / "r.duckdb")])
    assert line.startswith("detente: ") and line.endswith("skipped")


def failing_output(words: list[str]) -> str:
    """The one line that a command which adds nothing says."""
    done = apart(words)
    assert done.returncode == 1 and done.stdout == b"0 added, 0 known already, 1 skipped\n", done.stderr
    (line,) = done.stderr.decode().splitlines()
    return line
