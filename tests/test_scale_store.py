"""A scaled run from an object store to an object store: the plain run row for row, once; faults are told plainly."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from command_line import apart, failing, invoke
from object_store import Store, serving
from scale_samples import differences, written

ARTICLES = 30


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A store with a day's articles and an empty bucket."""
    for name, value in {
        "AWS_ACCESS_KEY_ID": "anybody",
        "AWS_SECRET_ACCESS_KEY": "anything",
        "AWS_EC2_METADATA_DISABLED": "true",
        "RAY_USAGE_STATS_ENABLED": "0",
        "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",
    }.items():
        monkeypatch.setenv(name, value)
    with serving() as made:
        made.buckets["crawl"] = {"day/a.jsonl": written(tmp_path / "a.jsonl", ARTICLES).read_bytes()}
        made.buckets["coded"] = {}
        yield made


def rows(store: Store) -> dict[str, bytes]:
    """What an output holds, but for the account of the last run."""
    return {key: data for key, data in store.buckets["coded"].items() if not key.endswith("/metrics.json")}


def test_a_run_from_store_to_store_is_the_plain_run_once(store: Store, tmp_path: Path) -> None:
    pytest.importorskip("ray", reason="Ray is not installed")
    out = store.address("coded/year/run")
    words = ["scale", store.address("crawl/day"), "--out", out, "--workers", "1", "--part-articles", "20"]
    first = apart(words)
    assert first.returncode == 0, first.stderr.decode()
    assert first.stdout.decode().startswith(f"{ARTICLES} articles coded in 2 parts, 0 done before")
    held = rows(store)
    again = apart(words)
    assert again.returncode == 0, again.stderr.decode()
    assert again.stdout.decode().startswith("0 articles coded in 0 parts, 2 done before")
    assert rows(store) == held
    assert not store.uploads  # nothing was begun that was not ended

    merged, plain = tmp_path / "merged.duckdb", tmp_path / "plain.duckdb"
    for _ in range(2):
        added = invoke("add", out, "--record", str(merged))
        assert added.exit_code == 0, added.stderr
    assert added.stdout.startswith(f"0 added, {ARTICLES} known already")
    assert invoke("add", str(tmp_path / "a.jsonl"), "--record", str(plain)).exit_code == 0
    for path in (merged, plain):
        with duckdb.connect(str(path)) as connection:  # the name of the input is the one thing that must differ
            connection.execute("update articles set source = regexp_replace(source, '^.*#', '')")
    assert differences(merged, plain) == []


def test_an_output_in_a_store_is_merged_and_not_folded_in_place(store: Store) -> None:
    told = failing("scale", "--finish", "--out", store.address("coded/x"))
    assert "cannot be folded in place; add it to a record: detente add s3://coded/x" in told


def test_what_a_store_refuses_is_told_in_one_line(store: Store) -> None:
    day = store.address("crawl/day")
    store.refused = {"coded/closed"}
    for place, said in (("nowhere/x", "NoSuchBucket"), ("coded/closed", "AccessDenied")):
        told = failing("scale", day, "--out", store.address(place), "--workers", "1")
        assert f"{place}/detente-scale.json cannot be written" in told
        assert said in told
        assert "choose another --out" in told
    told = failing("scale", store.address("crawl/night"), "--out", store.address("coded/x"), "--workers", "1")
    assert "no such file, folder or pattern" in told
    assert store.buckets["coded"] == {}


def test_a_broken_plan_in_a_store_is_not_written_over(store: Store) -> None:
    store.buckets["coded"]["x/detente-scale.json"] = b'{"settings": '
    told = failing("scale", store.address("crawl/day"), "--out", store.address("coded/x"), "--workers", "1")
    assert "is broken" in told
    assert store.buckets["coded"] == {"x/detente-scale.json": b'{"settings": '}
