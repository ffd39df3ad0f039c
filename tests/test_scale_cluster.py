"""A scaled run on a real Ray cluster of two nodes: whole through a kill, the plain run row for row, once."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from command_line import apart, failing, invoke
from conftest import ROOT
from detente.scale.folder import Output, Settings
from scale_samples import dense, differences, written

os.environ.update(RAY_USAGE_STATS_ENABLED="0", RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO="0")
os.environ.setdefault("RAY_BACKEND_LOG_LEVEL", "fatal")

DAYS = "2020-01-01"


#: Where Ray's clients from outside the cluster are served; below the ports that its workers take.
OUTSIDE = 9871


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    """The address of a cluster of two nodes with a core each."""
    pytest.importorskip("ray", reason="Ray is not installed")
    from ray.cluster_utils import Cluster

    os.environ["PYTHONPATH"] = os.pathsep.join([str(ROOT / "src"), *filter(None, [os.environ.get("PYTHONPATH")])])
    made = Cluster(
        initialize_head=True,
        head_node_args={
            "num_cpus": 1,
            "object_store_memory": 100 << 20,
            "include_dashboard": False,
            "ray_client_server_port": OUTSIDE,
        },
    )
    made.add_node(num_cpus=1, object_store_memory=100 << 20)
    yield str(made.address)
    made.shutdown()


def coders() -> list[int]:
    """Process ids of the actors that code."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                line = (folder / "cmdline").read_bytes()
            except OSError:
                continue
            if line.startswith(b"ray::") and b"PartCoder" in line:
                found.append(int(folder.name))
    return found


def scaled(*words: str) -> subprocess.Popen[bytes]:
    """`detente scale WORDS` in a process of its own, which sees Ray where this one does."""
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), os.environ.get("PYTHONPATH", "")])}
    command = [sys.executable, "-m", "detente", "scale", *words]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env)


def test_a_run_with_a_killed_worker_is_the_plain_run_row_for_row(cluster: str, tmp_path: Path) -> None:
    inputs = [
        str(written(tmp_path / "a.jsonl", 20, {9: dense(150_000)})),
        str(written(tmp_path / "b.jsonl", 18, first=18)),
    ]
    plain, merged, out = tmp_path / "plain.duckdb", tmp_path / "merged.duckdb", tmp_path / "out"
    bounds = ["--article-seconds", "2"]
    done = apart(["add", *inputs, *bounds, "--record", str(plain)])
    assert done.stdout == b"36 added, 2 known already, 1 skipped\n", done.stderr

    run = scaled(*inputs, *bounds, "--out", str(out), "--address", cluster, "--part-articles", "6")
    killed: list[int] = []
    entries = out / "parts"
    deadline = time.monotonic() + 300
    while not killed and run.poll() is None and time.monotonic() < deadline:
        if len(list(entries.rglob("*.json"))) >= 2:  # some parts are done, others are being coded
            for pid in coders()[:1]:
                os.kill(pid, signal.SIGKILL)
                killed.append(pid)
        time.sleep(0.1)
    said, told = run.communicate(timeout=300)
    assert run.returncode == 0, told.decode()
    assert killed and b"articles coded in" in said
    faults = [t for entry in entries.rglob("*.json") if '"slow": 1' in (t := entry.read_text(encoding="utf-8"))]
    assert len(faults) == 1, "the slow article is in quarantine, once"

    assert invoke("add", str(out), "--record", str(merged)).exit_code == 0
    assert differences(plain, merged) == []
    assert invoke("add", str(out), "--record", str(merged)).stdout.startswith("0 added")
    assert differences(plain, merged) == []

    again = scaled(*inputs, *bounds, "--out", str(out), "--address", cluster, "--part-articles", "6")
    before = sorted(path.name for path in (out / "tables").rglob("*.parquet"))
    said, told = again.communicate(timeout=300)
    assert again.returncode == 0 and said.startswith(b"0 articles coded in 0 parts, 7 done before"), (said, told)
    assert sorted(path.name for path in (out / "tables").rglob("*.parquet")) == before


def test_from_outside_the_cluster_the_rows_are_the_same(cluster: str, tmp_path: Path) -> None:
    source = written(tmp_path / "a.jsonl", 12)
    plain, merged, out = tmp_path / "plain.duckdb", tmp_path / "merged.duckdb", tmp_path / "out"
    assert invoke("add", str(source), "--record", str(plain)).exit_code == 0
    address = f"ray://{cluster.rpartition(':')[0]}:{OUTSIDE}"
    run = scaled(str(source), "--out", str(out), "--address", address, "--part-articles", "4")
    said, told = run.communicate(timeout=300)
    assert run.returncode == 0 and said == b"12 articles coded in 3 parts, 0 done before\n", (said, told)
    assert invoke("add", str(out), "--record", str(merged)).exit_code == 0
    assert differences(plain, merged) == []


def test_it_runs_on_this_machine_alone_and_speaks_to_nobody_else(tmp_path: Path) -> None:
    pytest.importorskip("ray", reason="Ray is not installed")
    source, out = written(tmp_path / "a.jsonl", 6), tmp_path / "out"
    heard: set[str] = set()
    run = scaled(str(source), "--out", str(out), "--workers", "1")
    stop = threading.Event()

    def listen() -> None:
        while not stop.wait(0.5):
            heard.update(spoken_to(run.pid))

    watcher = threading.Thread(target=listen, daemon=True)
    watcher.start()
    said, told = run.communicate(timeout=300)
    stop.set()
    watcher.join()
    assert run.returncode == 0, told.decode()
    assert said == b"6 articles coded in 1 parts, 0 done before\n"
    assert Output(str(out)).plan() is not None and (out / "metrics.json").is_file()
    strangers = {place for place in heard if not place.startswith(("127.", "::1"))}
    assert strangers == set(), "nothing but this machine is spoken to"


def spoken_to(pid: int) -> set[str]:
    """The other ends of the connections of a process and its descendants (IPv4)."""
    parents: dict[int, int] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
    mine = {pid}
    while more := {child for child, parent in parents.items() if parent in mine} - mine:
        mine |= more
    sockets = set()
    for each in mine:
        try:
            names = [str(file.readlink()) for file in Path(f"/proc/{each}/fd").iterdir()]
        except OSError:
            continue
        sockets |= {found[1] for name in names if (found := re.match(r"socket:\[(\d+)\]", name))}
    places = set()
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        fields = line.split()
        if fields[9] in sockets and fields[3] == "01":
            packed = bytes.fromhex(fields[2].split(":")[0])[::-1]
            places.add(".".join(map(str, packed)))
    return places


def test_a_cluster_that_cannot_be_reached_says_so_in_one_line(tmp_path: Path) -> None:
    pytest.importorskip("ray", reason="Ray is not installed")
    source = written(tmp_path / "a.jsonl", 1)
    run = scaled(str(source), "--out", str(tmp_path / "out"), "--address", "127.0.0.1:9")
    said, told = run.communicate(timeout=300)
    assert run.returncode == 1 and said == b"" and b"Traceback" not in told
    assert told.decode().splitlines()[-1].startswith("detente: Ray cannot be used at 127.0.0.1:9")


def test_without_ray_one_line_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    source = written(tmp_path / "a.jsonl", 1)
    line = failing("scale", str(source), "--out", str(tmp_path / "out"))
    assert line == 'detente: Ray is not installed; install it with: pip install "detente[ray]"'


def test_settings_of_an_output_stay(tmp_path: Path) -> None:
    source, out = written(tmp_path / "a.jsonl", 1), tmp_path / "out"
    from detente.scale.inputs import inputs_of
    from detente.scale.planning import planned

    planned(Output(str(out)), inputs_of([str(source)])[0], Settings(), 1000)
    assert "begun with other" in failing("scale", str(source), "--out", str(out), "--date", DAYS)
