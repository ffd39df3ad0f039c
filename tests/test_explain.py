"""`--explain`: for each event what led to it, and what was considered and not counted, with the reason."""

from __future__ import annotations

import datetime as dt
import io
import json
import math
import re
from pathlib import Path
from typing import Any, get_args

import jsonschema
import msgspec
import pytest
from hypothesis import given, settings
from rich.console import Console

from brief_hostile import ATTACKS, hostile_text
from command_line import apart, invoke, use_session_coder
from conftest import ROOT, accountant, needs_model
from detente import api, explanation
from detente.account import Accountant
from detente.brief import account_schema, render_html, render_markdown, to_json
from detente.brief.terminal import render_terminal
from detente.brief.why import whys
from detente.coding.explain import pattern_text
from detente.coding.lexicon import parse_patterns
from detente.explanation import Explained, Reason
from detente.ingest import article_from_text
from explain_sample import STORY, hostile_explained

ARTICLES = sorted((ROOT / "examples").glob("*.txt"))
DATE = dt.date(2023, 12, 9)


@pytest.fixture(autouse=True)
def _coder(monkeypatch: pytest.MonkeyPatch) -> None:
    use_session_coder(monkeypatch)


def explained(text: str, coder: Accountant | None = None) -> Explained:
    return (coder or accountant()).explained(article_from_text(text, id="x", date=DATE, keep=True))


def lines(*rows: Any) -> bytes:
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


@pytest.fixture(scope="module", params=ARTICLES, ids=lambda p: p.stem)
def account(request: pytest.FixtureRequest) -> Explained:
    """A whole article, explained."""
    return explained(request.param.read_text(encoding="utf-8"))


def test_every_event_has_its_explanation_in_order(account: Explained) -> None:
    why = [e for e in account.explanations if e.outcome == "event"]
    assert [e.event for e in why] == list(range(len(account.events)))
    for e, event in zip(why, account.events, strict=True):
        assert (e.sentence, e.start, e.end, e.trigger.text) == (event.sentence, event.start, event.end, event.trigger)
        assert (e.type, e.mode, e.status, e.when, e.confidence) == (
            event.type, event.mode, event.status, event.when, event.confidence,
        )  # fmt: skip
        assert e.rule and e.reason is None
        assert e.actor.country == event.actor.country
        assert (e.recipient.country if e.recipient else None) == (event.recipient.country if event.recipient else None)


def test_all_offsets_give_the_words_to_the_letter(account: Explained) -> None:
    body = account.article.body
    assert account.explanations
    for e in account.explanations:
        for words in (e.trigger, e.actor, e.recipient):
            if words is not None:
                assert body[words.start : words.end] == words.text != ""
        first, last = account.sentences[e.sentence]
        assert first <= e.start <= e.trigger.start < e.trigger.end <= e.end <= last


@needs_model
def test_probabilities_sum_to_one_with_no_act_among_them(account: Explained) -> None:
    for e in account.explanations:
        shares = [c.probability for c in e.probabilities]
        assert shares == sorted(shares, reverse=True)
        assert sum(c.type == "NONE" for c in e.probabilities) == 1
        # at most fifteen types lie below the hundredth that is shown
        assert 0.85 <= sum(shares) <= 1.001
        assert all(c.probability >= 0.01 for c in e.probabilities if c.type != "NONE")


def test_the_type_follows_from_the_probabilities_and_the_weight(account: Explained) -> None:
    """The figures shown are those that decided: no other shown type would score higher."""
    for e in account.explanations:
        if e.outcome == "rejected" or not e.probabilities:
            continue
        read = {r.type for r in e.readings}
        assert read or e.weight is None
        if read and e.weight is None:  # an act in words that follows from another: by the model alone
            assert e.type not in read
        scores = {c.type: math.log(c.probability) + (e.weight or 0) * (c.type in read) for c in e.probabilities}
        scores.pop("NONE")
        best = max(scores.values(), default=-math.inf)
        mine = scores.get(e.type, math.log(0.01) + (e.weight or 0) * (e.type in read))
        assert mine >= best - 0.02, e


def test_the_rejected_have_a_reason_of_the_list_and_are_no_event(account: Explained) -> None:
    why_not = [e for e in account.explanations if e.outcome == "rejected"]
    assert why_not
    for e in why_not:
        assert e.reason in get_args(Reason)
        assert (e.type is not None) is (e.reason in explanation.LEFT_OUT)
        assert (e.reached is None) is (e.needed is None)
        assert e.event is None or 0 <= e.event < len(account.events)
    asked = [(e.trigger, e.actor, e.recipient, e.readings) for e in account.explanations]
    rejected = [(e.trigger, e.actor, e.recipient, e.readings) for e in why_not]
    assert all(asked.count(one) == 1 for one in rejected)


def test_an_act_told_twice_points_to_the_telling_that_counts() -> None:
    account = explained("Norway condemned Peru on Tuesday. On Tuesday Norway condemned Peru.")
    assert len(account.events) == 1
    (again,) = [e for e in account.explanations if e.reason == "the same act is told elsewhere and counted once"]
    assert again.event == 0 and again.type == account.events[0].type
    assert {again.sentence, account.events[0].sentence} == {0, 1}


def test_what_is_below_the_confidence_asked_for_is_told_with_both_figures() -> None:
    whole = accountant()
    picky = Accountant(whole.knowledge, whole.english, whole.model, 0.9999)
    account = explained("On Tuesday Norway condemned Peru.", picky)
    assert account.events == ()
    (e,) = [e for e in account.explanations if e.reason == "below the confidence asked for"]
    assert e.reached == e.confidence and e.needed == 0.9999 and e.reached < e.needed


def test_without_a_model_the_lexicon_explains_itself() -> None:
    whole = accountant()
    account = explained("On Tuesday Norway condemned Peru.", Accountant(whole.knowledge, whole.english, None))
    (e,) = [e for e in account.explanations if e.outcome == "event"]
    assert e.probabilities == () and e.weight is None
    assert [(r.pattern, r.type) for r in e.readings] == [("condemn", "ACCUSE")]


def test_explaining_changes_nothing_else(account: Explained) -> None:
    plain = accountant().account(account.article)
    assert {n: getattr(account, n) for n in plain.__struct_fields__} == {
        n: getattr(plain, n) for n in plain.__struct_fields__
    }


@pytest.mark.parametrize("pattern", ["condemn", "call+on", "sign>accord|treaty", "withdraw+from>treaty", "back~down"])
def test_patterns_are_written_as_in_the_lexicon(pattern: str) -> None:
    (parsed,) = parse_patterns([f"ACCUSE\t-\tV\t-\t{pattern}"])
    assert pattern_text(parsed) == pattern


@pytest.mark.parametrize("pattern", ["missile test", "test", "round of talk"])
def test_noun_patterns_are_written_as_in_the_lexicon(pattern: str) -> None:
    (parsed,) = parse_patterns([f"ACCUSE\t-\tN\t-\t{pattern}"])
    assert pattern_text(parsed) == pattern


def test_code_without_explain_writes_the_same_but_for_the_explanations() -> None:
    rows = lines({"id": "a", "text": STORY, "date": "2023-12-09"}, {"id": "b", "text": " "})
    plain = invoke("code", data=rows).stdout.splitlines()
    told = invoke("code", "--explain", data=rows).stdout.splitlines()
    assert len(plain) == len(told) == 2
    for one, other in zip(plain, told, strict=True):
        assert "explanations" not in json.loads(one)
        assert other.startswith(one[:-1] + ',"explanations":[')
    assert json.loads(told[1])["explanations"] == []


def test_the_program_itself_explains() -> None:
    """In a process of its own: every field is there, offsets count in the caller's text."""
    text = "Ünrelated words first.\n\nOn Tuesday Norway condemned Peru."
    row = json.dumps({"id": "a", "text": text, "date": "2023-12-09"}).encode()
    done = apart(["code", "--explain"], row)
    assert done.returncode == 0 and done.stderr == b""
    record = json.loads(done.stdout)
    (why,) = [e for e in record["explanations"] if e["outcome"] == "event"]
    assert set(why) == {f.encode_name for f in msgspec.structs.fields(explanation.Explanation)}
    assert text[why["trigger"]["start"] : why["trigger"]["end"]] == "condemned"
    assert text[why["actor"]["start"] : why["actor"]["end"]] == "Norway"
    assert why["when"]["basis"].startswith('"On Tuesday"') or "Tuesday" in why["when"]["basis"]


def test_read_json_keeps_to_the_schema(tmp_path: Path) -> None:
    page = tmp_path / "a.txt"
    page.write_text(STORY)
    tree = json.loads(invoke("read", str(page), "--date", "2023-12-09", "-f", "json", "--explain").stdout)
    assert {e["outcome"] for e in tree["explanations"]} == {"event", "rejected"}
    assert all(e["evidence"] == STORY[e["start"] : e["end"]] for e in tree["explanations"])
    schema = account_schema()
    for part in schema["$defs"].values():
        part["additionalProperties"] = False
    jsonschema.validate(tree, schema, cls=jsonschema.Draft202012Validator)
    broken = json.loads(json.dumps(tree))
    broken["explanations"][-1]["reason"] = "for no reason"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(broken, schema, cls=jsonschema.Draft202012Validator)


def terminal(account: Explained, width: int = 100) -> str:
    out = io.StringIO()
    render_terminal(account, Console(file=out, width=width, no_color=True))
    return out.getvalue()


RENDERERS = {"terminal": terminal, "markdown": render_markdown, "html": render_html}


def plain_words(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text)).replace("\\", "")


@pytest.mark.parametrize("format", RENDERERS)
def test_every_readable_form_tells_all_of_it(format: str, account: Explained) -> None:
    """The reason, the sentence and the trigger of each rejected candidate, and the rule of each event."""
    from html import unescape

    render = RENDERERS[format]
    shown = render(account, 4000) if render is terminal else render(account)  # type: ignore[operator]
    shown = unescape(plain_words(shown))
    told = whys(account)
    assert told is not None and len(told.events) == len(account.events)
    assert sum(len(p.whys) for p in told.rejected) == sum(e.outcome == "rejected" for e in account.explanations)
    for passed in told.rejected:
        assert passed.text in shown
        for why in passed.whys:
            assert why.title in shown and why.reason in shown and why.reason
    for why in told.events.values():
        assert all(text in shown for _, text in why.facts), why


@pytest.mark.parametrize("format", ["terminal", "markdown", "html", "json"])
def test_without_explain_no_form_says_a_word_of_it(format: str) -> None:
    words = ("read", str(ARTICLES[0]), "-f", format)
    plain, told = invoke(*words).stdout, invoke(*words, "--explain").stdout
    assert told != plain
    for word in ("CONSIDERED AND NOT COUNTED", "Considered and not counted", "explanations", "details", ".why"):
        assert word not in plain
    if format == "html":
        assert "<details" in told and "Considered and not counted" in told


@settings(max_examples=40, deadline=None)
@given(hostile_text())
def test_hostile_words_stay_words(text: str) -> None:
    account = hostile_explained(text)
    page = render_html(account)
    assert page.count("<details") == 2 and page.count("<script>") == 1
    assert not re.search(r"<(img|a href=.javascript|script>alert|div>)", page.split("<body>")[1])
    for shown in (page, render_markdown(account), terminal(account)):
        assert not re.search("[\x00-\x08\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]", shown)
    assert json.loads(to_json(account))["explanations"][0]["actor"]["kind"]


def test_attacks_are_escaped_in_the_explanations() -> None:
    page = render_html(hostile_explained("".join(ATTACKS)))
    inside = page[page.index("<details") : page.index("</details>")]
    assert "&lt;script&gt;alert(1)" in inside and "<script" not in inside and "<img" not in inside


def test_the_python_functions_explain_too() -> None:
    [(_, account)] = api.code([("a", STORY, DATE)], explain=True)
    assert isinstance(account, Explained) and account.explanations
    [(_, plain)] = api.code([("a", STORY, DATE)])
    assert not isinstance(plain, Explained)


def test_every_field_is_explained_in_the_docs() -> None:
    page = (ROOT / "docs" / "coding.md").read_text(encoding="utf-8")
    section = page.split("## Why this event")[1].split("\n## ")[0]
    fields = {f.encode_name for f in msgspec.structs.fields(explanation.Explanation)}
    assert sorted(name for name in fields if f"`{name}`" not in section) == []
    assert all(reason in section for reason in get_args(Reason))
