"""The site beyond ``docs/``: pages from the root of the repository, and a navigation read from ``docs/index.md``.

A hook of MkDocs (``mkdocs.yml``). The index is the one list of pages: a heading there is a section of the navigation,
a link of its table a page of it, in order. A page without a link there is told as omitted, which fails the build.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).resolve().parent.parent

#: Files of the root that are pages of the site too.
OF_THE_ROOT = {
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changelog.md",
    "SECURITY.md": "security.md",
    "NOTICE": "notice.md",
    "LICENSE": "license.md",
}
_LINK = re.compile(r"(?<=\]\()(?P<to>[^)#\s]+)(?=[)#])")


def navigation(index: str) -> list[Any]:
    """MkDocs' ``nav`` from the text of the index: [{section: [{title: page}, ...]}, ...]."""
    nav: list[Any] = [{"Overview": "index.md"}]
    for heading, body in re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", index, re.M | re.S):
        rows = "\n".join(line for line in body.splitlines() if line.startswith("|"))
        pages = [
            {title[0].upper() + title[1:]: _inside(target)}
            for title, target in re.findall(r"\[([^\]]+)\]\(([^)#\s]+)\)", rows)
            if _inside(target).endswith(".md")
        ]
        if pages:
            nav.append({heading: pages})
    return nav


def _inside(target: str) -> str:
    """Where a link of a page in ``docs/`` leads on the site."""
    return OF_THE_ROOT.get(target.removeprefix("../"), target) if target.startswith("../") else target


def _moved(target: str) -> str:
    """Where a link of a page in the root leads on the site."""
    return OF_THE_ROOT.get(target) or target.removeprefix("docs/")


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Set the navigation."""
    config.nav = navigation((Path(config.docs_dir) / "index.md").read_text(encoding="utf-8"))
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages of the root."""
    for name, place in OF_THE_ROOT.items():
        text = (ROOT / name).read_text(encoding="utf-8")
        if not name.endswith(".md"):
            text = f"# {name.capitalize()}\n\n```text\n{text}```\n"
        files.append(File.generated(config, place, content=_LINK.sub(lambda m: _moved(m["to"]), text)))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Lead links out of ``docs/`` to the pages made above."""
    return _LINK.sub(lambda m: _inside(m["to"]), markdown)
