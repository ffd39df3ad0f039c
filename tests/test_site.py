"""The documentation site as `make docs` builds it: whole, at home without a network, and readable at any width."""

from __future__ import annotations

import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT

pytest.importorskip("mkdocs", reason="the tools of the site are not installed: make docs")
DOCS = ROOT / "docs"


def build(config: Path, out: Path) -> subprocess.CompletedProcess[str]:
    """Build the site of a configuration, strictly."""
    command = [sys.executable, "-m", "mkdocs", "build", "--config-file", str(config), "--site-dir", str(out)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("site")
    done = build(ROOT / "mkdocs.yml", out)
    assert done.returncode == 0, done.stdout + done.stderr
    return out


class Loaded(HTMLParser):
    """What a page makes a browser load by itself: scripts, styles, pictures, frames, fonts."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in ("script", "img", "iframe", "source", "video", "audio", "embed", "object"):
            self.found += [given[name] for name in ("src", "srcset", "data") if given.get(name)]
        if tag == "link" and given.get("rel") not in ("next", "prev", "canonical"):
            self.found.append(given.get("href", ""))


def test_every_page_is_there(site: Path) -> None:
    for page in DOCS.glob("*.md"):
        assert (site / f"{page.stem}.html").is_file(), page.name
    assert all(
        (site / f"{name}.html").is_file() for name in ("contributing", "changelog", "security", "license", "notice")
    )


def test_nothing_is_loaded_from_elsewhere(site: Path) -> None:
    """No page names a script, a style, a font or a picture of another host, no style sheet either."""
    foreign = []
    for page in site.rglob("*.html"):
        parser = Loaded()
        parser.feed(page.read_text(encoding="utf-8"))
        assert parser.found
        foreign += [f"{page.name}: {to}" for to in parser.found if re.match(r"(?:[a-z]+:)?//", to)]
    for sheet in site.rglob("*.css"):
        foreign += re.findall(r"(?:url\(|@import)\s*['\"]?(?:https?:)?//[^)'\"]+", sheet.read_text(encoding="utf-8"))
    assert not foreign


def test_what_is_loaded_is_there(site: Path) -> None:
    lost = []
    for page in site.rglob("*.html"):
        parser = Loaded()
        parser.feed(page.read_text(encoding="utf-8"))
        here = (site if page.name == "404.html" else page.parent, site)
        local = [to.split("?")[0].split("#")[0] for to in parser.found if not to.startswith("data:")]
        lost += [f"{page.name}: {to}" for to in local if not (here[to.startswith("/")] / to.lstrip("/")).exists()]
    assert not lost


@pytest.mark.parametrize(
    "broken",
    [
        "[gone](nowhere.md)",
        "[gone](concepts.md#nowhere)",
        "[gone](#nowhere)",
        "[`Gone`][detente.Gone]",
        "::: detente.gone",
    ],
)
def test_what_leads_nowhere_fails_the_build(tmp_path: Path, broken: str) -> None:
    """A page, an anchor, a reference, a name of the package."""
    docs = tmp_path / "docs"
    (docs / "site").mkdir(parents=True)
    for name in ("icon.svg", "site.css", "iframe-worker.js"):
        (docs / "site" / name).write_bytes((DOCS / "site" / name).read_bytes())
    (docs / "concepts.md").write_text("# Concepts\n", encoding="utf-8")
    index = (
        "# All\n\n## Pages\n\n| to | read |\n| --- | --- |\n| know | [concepts](concepts.md) |\n| work | {} |\n\n{}\n"
    )
    root = " ".join(
        f"[{name}](../{name})" for name in ("CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "NOTICE", "LICENSE")
    )
    text = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    text = text.replace("docs_dir: docs", f"docs_dir: {docs}")
    text = re.sub(r"(?<=[ -])(tools/\w+\.py)", lambda m: str(ROOT / m[1]), text)
    text = text.replace("paths: [src]", f"paths: [{ROOT / 'src'}]")
    # the pages of the root link to pages that are not in this small site
    text = text.replace("not_found: warn", "not_found: warn" if "nowhere.md" in broken else "not_found: ignore")
    config = tmp_path / "mkdocs.yml"
    config.write_text(text, encoding="utf-8")
    (docs / "index.md").write_text(index.format(root, "all is well"), encoding="utf-8")
    if "nowhere.md" not in broken:
        whole = build(config, tmp_path / "whole")
        assert whole.returncode == 0, whole.stdout + whole.stderr
    (docs / "index.md").write_text(index.format(root, broken), encoding="utf-8")
    done = build(config, tmp_path / "site")
    assert done.returncode != 0
    assert re.search("nowhere|[Gg]one", done.stdout + done.stderr)


def test_the_navigation_is_the_index() -> None:
    import site_pages

    nav = site_pages.navigation(
        "# A\n\n[x](lead.md)\n\n## One\n\n| to | read |\n| b | [b c](b.md), [s](s.json) |\n\n## None\n"
    )
    assert nav == [{"Overview": "index.md"}, {"One": [{"B c": "b.md"}]}]


def test_the_public_names_stand_in_the_reference(site: Path) -> None:
    page = (site / "reference.html").read_text(encoding="utf-8")
    for name in (
        "read",
        "code",
        "Record",
        "actors.resolve",
        "coding.classify_pairs",
        "Record.relation",
        "Record.behind",
    ):
        assert f'id="detente.{name}"' in page, name
    assert not re.search(r":(?:class|func|meth|mod|data):", page)


# in a browser


@pytest.mark.parametrize("width", [360, 820, 1400])
def test_pages_fit_the_window(site: Path, browser: Any, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    for path in sorted(site.glob("*.html")):
        page.goto(path.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path.name
    page.close()


def test_the_search_works_from_a_disk_and_asks_nobody(site: Path, browser: Any) -> None:
    page = browser.new_page(viewport={"width": 1400, "height": 900})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((site / "index.html").as_uri())
    page.click("[data-md-component=search-query]")
    page.keyboard.type("temperature")
    found = page.locator(".md-search-result__item")
    found.first.wait_for(timeout=20_000)
    assert "The relation" in " ".join(found.all_inner_texts())
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    page.close()
