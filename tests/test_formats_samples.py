"""Real event files by others come in whole, and go out again as they were."""

from __future__ import annotations

import io
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet
import pytest

from conftest import ROOT
from detente.formats.reading import read_events, sniff
from detente.formats.rows import RowProblem
from detente.formats.writing import write_events
from format_files import read

DATA = ROOT.parent / "shared" / "data"
needs_samples = pytest.mark.skipif(not DATA.is_dir(), reason="the real sample files do not lie beside this checkout")

SAMPLES = {
    "gdelt1-events.csv": ("gdelt1", 100),
    "gdelt2-events.csv": ("gdelt2", 100),
    "icews-2018.tab": ("icews", 3_705),
    "icews-plover.jsonl": ("plover-json", 4),
    "tabari-demo.keds": ("keds", 77),
}


@needs_samples
@pytest.mark.parametrize("name", SAMPLES)
def test_real_files_come_in_whole(name: str) -> None:
    path = DATA / "samples" / name
    format, count = SAMPLES[name]
    assert sniff(path) == format
    rows, problems = read(path, format)
    assert not problems
    assert len(rows) == count
    assert all(row["code"] for row in rows)


@needs_samples
@pytest.mark.parametrize("name", [n for n in SAMPLES if not n.endswith("jsonl")])
def test_real_files_go_out_as_they_were(name: str) -> None:
    path = DATA / "samples" / name
    out = io.BytesIO()
    done = write_events(read_events(path, SAMPLES[name][0]), out, SAMPLES[name][0])
    assert out.getvalue() == path.read_bytes()
    assert done.lost == ""


@needs_samples
def test_gdelt_of_both_versions_in_one_file(tmp_path: Path) -> None:
    path = tmp_path / "mixed.csv"
    parts = [(DATA / "samples" / f"gdelt{n}-events.csv").read_bytes() for n in (1, 2)]
    path.write_bytes(parts[0].rstrip(b"\n") + b"\n" + parts[1])
    rows, problems = read(path, "gdelt1")
    assert len(rows) == 200
    assert not problems


@needs_samples
@pytest.mark.parametrize(
    ("name", "scheme", "unread"),
    [("levant_cameo", "cameo", 0.08), ("balkans_weis", "weis", 0.08)],
)
def test_tables_of_events_come_in_whole(name: str, scheme: str, unread: float) -> None:
    path = DATA / "dev" / "events" / f"{name}.parquet"
    source = pyarrow.parquet.read_table(path)
    problems: list[RowProblem] = []
    table = pa.Table.from_batches(list(read_events(path, "table", problems=problems.append)))
    assert not problems
    assert table.num_rows == source.num_rows
    assert set(table["scheme"].to_pylist()) == {scheme}
    assert [str(d) for d in table["day"].to_pylist()] == source["date"].to_pylist()
    assert table["actor_raw"].to_pylist() == source["source"].to_pylist()
    assert table["code"].to_pylist() == source["code"].to_pylist()
    assert table["goldstein"].null_count == 0
    nobody = table["actor"].null_count + table["recipient"].null_count
    assert nobody < unread * 2 * table.num_rows  # regions, peoples and creeds, which are no states
