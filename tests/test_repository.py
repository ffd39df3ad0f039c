"""The repository keeps its own rules: size of modules, clean files, documented dependencies and commands."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import typer
from typer.main import get_command

from conftest import ROOT
from detente import records
from detente.cli import app
from detente.coding.contexts import load_contexts
from detente.coding.lexicon import load_lexicon, parse_patterns
from detente.coding.plover import QUAD, SCORE, TYPES
from detente.errors import KnowledgeError
from detente.knowledge import load

SOURCES = sorted((ROOT / "src").rglob("*.py"))
MOST_LINES = 420


def tracked() -> list[Path]:
    """Tracked text files; all files of an unpacked archive, which has no index."""
    try:
        done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
        names = [name for name in done.stdout.decode().split("\0") if name]
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no git index here")
    paths = [ROOT / name for name in names]
    return [p for p in paths if p.is_file() and b"\0" not in p.read_bytes()[:4096]]


def docs(name: str) -> str:
    """A page of the documentation."""
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: p.relative_to(ROOT / "src").as_posix())
def test_modules_are_small_and_say_what_they_are(path: Path) -> None:
    """One module, one idea: a docstring and a length that can be read at a sitting."""
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= MOST_LINES
    if path.name != "__main__.py":
        docstring = ast.get_docstring(ast.parse(text))
        assert docstring and docstring.rstrip(".") != "TODO", "a module needs a docstring"


def test_no_words_of_one_machine() -> None:
    """No absolute path of somebody's machine and no host but the public registry in a tracked file."""
    places = re.compile(r"(?<![\w.])/(?:home|work|Users)/\w|(?<![\w.])/root/\w")
    hosts = re.compile(
        r"--(?:extra-)?index-url|--trusted-host|\b[a-z0-9-]+\.(?:internal|corp|local)\b(?!host)|/simple/",
        re.I,
    )
    found = []
    for path in tracked():
        name = path.relative_to(ROOT).as_posix()
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            if name == "tests/test_repository.py" or (
                hosts.search(line) and name.startswith(("tests/", "docs/ingest"))
            ):
                continue
            if places.search(line) or (hosts.search(line) and "--no-emit" not in line):
                found.append(f"{name}:{number}: {line.strip()[:100]}")
    assert not found, "\n".join(found)


def test_no_pickle_no_shell_no_eval() -> None:
    """Nothing in the package runs what it reads."""
    imports = re.compile(r"^\s*(?:import|from) (?:pickle|marshal|shelve|dill|subprocess)\b", re.M)
    calls = re.compile(r"\bos\.system\(|(?<![\w.])(?:eval|exec)\(")
    texts = {p: p.read_text(encoding="utf-8") for p in SOURCES}
    assert [str(p) for p, text in texts.items() if imports.search(text) or calls.search(text)] == []


def test_torch_stays_out_of_the_package() -> None:
    """The trained network is run without it."""
    banned = re.compile(r"^\s*(?:import|from) (?:torch|transformers|sklearn|onnx)\b", re.M)
    assert [str(p) for p in SOURCES if banned.search(p.read_text(encoding="utf-8"))] == []


def test_every_dependency_is_explained() -> None:
    """A line each in docs/dependencies.md: run time, extras, the documentation site."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = list(project["dependencies"])
    for extra in project["optional-dependencies"].values():
        wanted += extra
    site = (ROOT / "requirements" / "docs.in").read_text(encoding="utf-8").splitlines()
    wanted += [line for line in site if re.match(r"\w", line)]
    names = {re.split(r"[=<>!~\[ ;]", need, maxsplit=1)[0] for need in wanted}
    explained = set(re.findall(r"^\| `([\w.-]+)`", docs("dependencies.md"), re.M))
    assert names - explained == set(), "without a line"
    assert explained - names - {"hatchling"} == set(), "no longer used"


def commands() -> dict[str, list[str]]:
    """Command to its options."""
    group = get_command(app)
    assert isinstance(group, typer.core.TyperGroup)
    return {
        name: [max(p.opts, key=len) for p in command.params if p.param_type_name == "option"]
        for name, command in group.commands.items()
    }


@pytest.mark.parametrize("name", sorted(commands()))
def test_every_command_is_documented(name: str) -> None:
    """Its section in docs/cli.md names every option it has, and none it has not."""
    sections = dict(re.findall(r"^## `detente (\w+)[^`]*`\n(.*?)(?=^## |\Z)", docs("cli.md"), re.M | re.S))
    assert name in sections
    # what is typed there is run by another test, and may be of several commands
    section = re.sub(r"^```console\n.*?^```$", "", sections[name], flags=re.M | re.S)
    told = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", section))
    options = set(commands()[name])
    assert options - told == set(), "not told"
    assert told - options - {"--help"} == set(), "does not exist"


def test_every_part_of_the_account_is_documented() -> None:
    """Each field of each record stands in docs/account.md."""
    told = set(re.findall(r"`(\w+)`", docs("account.md")))
    for name in (
        "Account",
        "Article",
        "Event",
        "Statement",
        "Agreement",
        "Meeting",
        "Assessment",
        "When",
        "Actor",
    ):
        record = getattr(records, name)
        for field in record.__struct_fields__:
            assert field in told, f"{name}.{field}"


def test_links_in_the_docs_lead_somewhere() -> None:
    """Relative links of Markdown pages name files that are there."""
    lost = []
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "examples").glob("*.md")]:
        for target in re.findall(r"\]\(([^)\s#]+)[^)]*\)", page.read_text(encoding="utf-8")):
            if not re.match(r"[a-z]+:", target) and not (page.parent / target).exists():
                lost.append(f"{page.name}: {target}")
    assert not lost


def test_modules_named_in_the_docs_exist() -> None:
    """A path such as src/detente/coding/status.py in a page is a file."""
    lost = []
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]:
        for name in re.findall(r"\b((?:src|tests|bench|training|examples)/[\w./-]+\.\w+)\b", page.read_text("utf-8")):
            if not (ROOT / name).exists() and "model/" not in name:
                lost.append(f"{page.name}: {name}")
    assert not lost


# the data files


def test_the_trigger_lexicon() -> None:
    """Every type has verbs or nouns, every flag is known, modes are PLOVER's."""
    lexicon = load_lexicon()
    patterns = [p for rows in (*lexicon.verbs.values(), *lexicon.nouns.values()) for p in rows]
    assert {p.type for p in patterns} == set(TYPES)
    header = (ROOT / "src/detente/coding/data/triggers.tsv").read_text("utf-8").split("\nCONSULT", 1)[0]
    flags = set().union(*(p.flags for p in patterns))
    assert all(re.search(rf"\b{flag} \(", header) for flag in flags), flags
    assert all(re.fullmatch(r"[\w’'-]+", p.lemma) for p in patterns)
    assert set(QUAD) == set(SCORE) == set(TYPES)


@pytest.mark.parametrize(
    "row", ["CONSULT\t-\tV\tmutual", "NOTHING\t-\tV\t-\tmeet", "CONSULT\t-\tX\t-\tmeet", "CONSULT - V - meet"]
)
def test_a_broken_trigger_row_is_told(row: str) -> None:
    """With its number."""
    with pytest.raises(KnowledgeError, match="row 2"):
        parse_patterns(["# a comment", row])


def test_the_contexts() -> None:
    """Codes are unique and every pattern matches something of its own."""
    contexts = load_contexts()
    assert len({c.code for c in contexts}) == len(contexts) > 20
    assert all(c.name and c.words.pattern for c in contexts)


def test_the_knowledge() -> None:
    """The shipped files load, and are of the size that reading news needs."""
    known = load(None)
    assert len(known.countries) > 190 and len(known.people) > 1000 and len(known.organisations) > 50
    assert re.fullmatch(r"[0-9a-f]{6,}", known.version)
