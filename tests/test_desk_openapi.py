"""The desk's interface against its own description: whatever is asked, it never breaks and answers as documented."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
import schemathesis
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import openapi
from schemathesis.checks import CheckFunction
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from starlette.types import ASGIApp, Receive, Scope, Send

from desk_server import WRITE, make_record
from detente.account import Accountant
from detente.desk import api, words_api, writing
from detente.desk.app import create_app
from detente.desk.state import Settings

HEADERS = WRITE | {"Host": "localhost"}
CHECKS: list[CheckFunction] = [
    schemathesis.checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


#: "GET /api/relation" and so on.
OPERATIONS = sorted(
    f"{method} {route.path_format}"
    for router in (api.router, words_api.router, writing.router)
    for route in router.routes
    if isinstance(route, APIRoute) and route.include_in_schema
    for method in route.methods
)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory, coder: Accountant) -> Iterator[ASGIApp]:
    place: Path = make_record(tmp_path_factory.mktemp("desk"), coder)
    whole = create_app(Settings(record=place, hosts=("localhost",)), coder)
    callers = itertools.count()

    async def asked(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            # each from elsewhere, so that the limit of calls a minute does not end the trial
            await whole(scope | {"client": (f"10.0.0.{next(callers)}", 1)}, receive, send)

    yield asked
    whole.state.jobs.close()
    whole.state.desk.close()


@pytest.fixture(scope="module")
def described(app: ASGIApp) -> BaseSchema:
    return openapi.from_asgi("/api/openapi.json", app, headers=HEADERS)


@pytest.fixture(scope="module")
def client(app: ASGIApp) -> TestClient:
    return TestClient(app, base_url="http://localhost", headers=HEADERS)


def test_every_operation_is_described(described: BaseSchema) -> None:
    assert {o.ok().label for o in described.get_all_operations()} == set(OPERATIONS)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_whatever_is_asked(described: BaseSchema, operation: str) -> None:
    method, _, path = operation.partition(" ")

    @given(case=described[path][method].as_strategy())
    @settings(max_examples=12, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    def ask(case: schemathesis.Case) -> None:
        case.call_and_validate(headers=HEADERS, checks=CHECKS)

    ask()


#: What is near to sensible, and what is at the edges: strategies from the description alone seldom ask for two states
#: that are held.
VALUES = {
    "one": ("GRC", "TUR", "grc", "ZZ", "CHN", "A" * 20, "A" * 21, "", "É", "G\0"),
    "other": ("TUR", "GRC", "PHL", "EU", "12", "--"),
    "third": ("CYP", "TUR", "ZZZ"),
    "code": ("TUR", "zz"),
    "since": ("2015-01-01", "2019-02-28", "0001-01-01", "9999-12-31", "2015-02-30", "1", "99999999999999999999"),
    "until": ("2020-01-01", "2014-01-01", "9999-12-31", "0001-01-01"),
    "as_of": ("2020-01-01", "0001-01-01", "9999-12-31", "1677-09-20", "2262-04-13"),
    "by": ("day", "week", "month", "quarter", "year"),
    "format": ("json", "arrow", "xml"),
    "context": ("military", "nothing", "\0", "' or 1=1 --"),
    "source": ("sea", "coded", "nothing", ""),
    "type": ("ACCUSE", "none", "'"),
    "words": ("minister", "%", "\0", "'; drop table articles", "\u202e", "*" * 200, "a" * 201, "\\", '"'),
    "speaker": ("CHN", "%", "\0"),
    "about": ("CHN", "eu"),
    "after": ("2019-01-01~sea:5", "9999-12-31~", "2019-01-01", "~", "5", "-1", "9" * 30, "\0"),
    "limit": ("1", "200", "201", "0", "-1", "9" * 30, "1.5"),
    "min_reports": ("1", "100000", "0"),
    "horizon": ("3m", "1w", "6m", "0m", "-1m", "999999999m", "m", "99999y", "1d"),
}
PATHS = [o.partition(" ")[2].replace("{format}", "csv") for o in OPERATIONS if o.startswith("GET ") and "{id}" not in o]


@given(
    path=st.sampled_from([path for path in PATHS if "{" not in path and "outlook" not in path]),
    query=st.fixed_dictionaries({}, optional={name: st.sampled_from(values) for name, values in VALUES.items()}),
)
@settings(max_examples=150, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
def test_the_edges_of_what_is_asked(client: TestClient, path: str, query: dict[str, str]) -> None:
    answer = client.get(path, params=query)
    assert answer.status_code in (200, 400, 404, 422), (answer.text, path, query)


@pytest.mark.parametrize("asked", [{"horizon": h} for h in VALUES["horizon"]] + [{"as_of": d} for d in VALUES["as_of"]])
def test_the_edges_of_an_outlook(client: TestClient, asked: dict[str, str]) -> None:
    answer = client.get("/api/outlook", params={"one": "GRC", "other": "TUR", **asked})
    assert answer.status_code in (200, 400, 422), answer.text
