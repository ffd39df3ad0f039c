"""Invisible characters, directions and odd letters: nobody becomes somebody else, and evidence stays to the letter."""

from __future__ import annotations

import datetime as dt
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import code_text
from detente.errors import DetenteError
from detente.ingest import article_from_bytes, article_from_text
from detente.knowledge import load

INVISIBLE = (
    "\u00ad\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
)
RAW = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def countries(text: str) -> set[str]:
    return {entry.country or "" for hit in load(None).scan(text) for entry in hit.entries}


@pytest.mark.parametrize("sign", INVISIBLE, ids=lambda sign: f"U+{ord(sign):04X}")
@pytest.mark.parametrize(
    ("parts", "wrong"),
    [
        (("Niger", "ia"), "NER"),
        (("Mali", "nois"), "MLI"),
        (("Dominica", "n Republic"), "DMA"),
        (("Anti", "Chad"), "TCD"),
    ],
)
def test_a_name_cut_by_an_invisible_sign_is_not_another_state(sign: str, parts: tuple[str, str], wrong: str) -> None:
    assert wrong not in countries(f"Yesterday {parts[0]}{sign}{parts[1]} condemned Peru.")


@pytest.mark.parametrize("sign", INVISIBLE, ids=lambda sign: f"U+{ord(sign):04X}")
def test_a_name_beside_an_invisible_sign_is_itself(sign: str) -> None:
    assert {"NOR", "PER"} <= countries(f"{sign}Norway{sign} condemned {sign}Peru{sign}.")


def test_letters_that_only_look_alike_are_no_state() -> None:
    assert not countries("Yesterday \u0406ran and \u0420eru met.")  # Cyrillic first letters
    assert not countries("Yesterday \u202eyawroN\u202c and \u202eureP\u202c met.")


@pytest.mark.parametrize("sign", ["\u200b", "\u202e", "\u00ad", "\ufeff", "\u2066"])
def test_evidence_is_to_the_letter_beside_them(sign: str) -> None:
    text = f"{sign}Norway{sign} condemned {sign}Peru{sign} on Friday. “We {sign}agree,” the Peruvian president said."
    account = code_text(text)
    for item in (*account.events, *account.statements, *account.actors):
        assert 0 <= item.start < item.end <= len(text)
    for said in account.statements:
        assert said.text == text[said.start : said.end]


def test_a_page_loses_them_before_it_is_read() -> None:
    page = "<html><body><p>Nor\u00adway condemned Pe\u200bru on \u202eFriday in a long statement.</p></body></html>"
    assert "Norway condemned Peru on Friday" in article_from_bytes(page.encode(), source="a.html").body


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.characters(), max_size=120))
def test_no_text_breaks_the_coder(text: str) -> None:
    told = f"Norway condemned Peru. {text} He said so on Friday."
    account = code_text(told, dt.date(2023, 12, 9))
    for item in account.events:
        assert 0 <= item.start < item.end <= len(told)


@pytest.mark.parametrize(
    "text",
    [
        "x" * 1_000_000,
        "Norway " + "x" * 1_000_000 + " Peru",
        "Norway-" * 20_000,
        "A. " * 300_000,
        "al-A" * 250_000,
        "Norway met Peru. " + "³" * 500_000,
        "“" * 200_000,
        "1" * 500_000,
        "1 000" * 100_000,
        "\u0301" * 500_000,
        "Norway" + "\u200b" * 500_000,
    ],
    ids=lambda text: repr(text[:12]),
)
def test_endless_words_are_read_and_give_nothing_wrong(text: str) -> None:
    account = code_text(text)
    assert all(0 <= start < end <= len(text) for start, end in account.sentences)


def test_a_million_characters_of_tiny_sentences() -> None:
    text = "A b. " * 200_000
    assert len(code_text(text).sentences) > 1000


def test_half_a_surrogate_pair_is_replaced_and_offsets_stay() -> None:
    text = "Norway \ud800condemned Peru\udfff on Friday."
    body = article_from_text(text, id="a", keep=True).body
    assert body == "Norway \ufffdcondemned Peru\ufffd on Friday."
    code_text(text)


@pytest.mark.parametrize(
    "label", ["utf-16", "utf-7", "idna", "rot13", "zlib", "hex", "punycode", "undefined", "x" * 30, "cp037"]
)
def test_every_wrong_label_gives_words_or_one_line(label: str) -> None:
    head = f'<html><head><meta charset="{label}"></head>'
    page = f"{head}<body><p>Norway condemned Peru on Friday, caf\u00e9.</p></body></html>"
    for data in (page.encode(), page.encode("latin-1"), page.encode("utf-16"), page.encode("utf-8-sig")):
        try:
            article_from_bytes(data, source="a.html").body.encode()
        except DetenteError as error:
            assert str(error).isprintable()


def test_names_of_files_reach_the_terminal_without_controls(tmp_path: Path) -> None:
    path = tmp_path / "a\x1b]0;owned\x07\u202egpj.\rtxt"
    path.write_bytes(b"%PDF-1.7\n")
    for command in (["read", str(path)], ["add", str(path), "--record", str(tmp_path / "r.duckdb")]):
        done = subprocess.run(
            [sys.executable, "-m", "detente", *command],
            capture_output=True, text=True, check=False, env={**os.environ, "COLUMNS": "80"},
        )  # fmt: skip
        assert done.returncode != 0
        assert "PDF" in done.stderr
        assert not RAW.search(done.stderr + done.stdout)
