"""Every page in tests/data/pages is read as its expectation beside it says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from detente.ingest import article_from_text, read_article

PAGES = Path(__file__).parent / "data" / "pages"
EXPECTATIONS = sorted(PAGES.glob("*.json"))


def expectation(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text(encoding="utf-8"))


def test_there_are_at_least_fifteen_layouts() -> None:
    assert len(EXPECTATIONS) >= 15


@pytest.mark.parametrize("path", EXPECTATIONS, ids=lambda p: p.stem)
def test_page_is_read_as_expected(path: Path) -> None:
    wanted = expectation(path)
    article = read_article(PAGES / wanted["page"])
    found = {
        "title": article.title,
        "byline": article.byline,
        "standing": article.standing,
        "outlet": article.outlet,
        "published": article.published and article.published.isoformat(),
        "basis": article.published_basis,
    }
    assert found == {key: wanted[key] for key in found}
    lost = [sentence for sentence in wanted["keep"] if sentence not in article.body]
    assert not lost, article.body
    left = [words for words in wanted["gone"] if words in article.body]
    assert not left, article.body


@pytest.mark.parametrize("path", EXPECTATIONS, ids=lambda p: p.stem)
def test_body_is_paragraphs_parted_by_one_blank_line(path: Path) -> None:
    body = read_article(PAGES / expectation(path)["page"]).body
    for paragraph in body.split("\n\n"):
        assert paragraph == " ".join(paragraph.split())
        assert paragraph


@pytest.mark.parametrize("path", EXPECTATIONS, ids=lambda p: p.stem)
def test_reading_a_body_again_leaves_it_as_it_is(path: Path) -> None:
    body = read_article(PAGES / expectation(path)["page"]).body
    assert article_from_text(body, id="again").body == body
