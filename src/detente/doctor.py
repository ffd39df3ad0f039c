"""What is installed, which models and knowledge are used, and whether they work."""

from __future__ import annotations

import platform
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from detente import __version__
from detente.errors import DetenteError


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the examination."""

    what: str
    detail: str
    ok: bool = True


def examine(
    knowledge: Path | None = None, endpoint: str | None = None, model_name: str | None = None
) -> Iterator[Finding]:
    """Examine the installation part by part; a part that fails gives a finding, not an error.

    Only with an ``endpoint`` is anything sent: one pair, of invented states.
    """
    yield Finding(
        "detente", f"{__version__} on Python {sys.version.split()[0]}, {platform.system()} {platform.machine()}"
    )
    yield _tried("English pipeline", _pipeline)
    yield _tried("type model", _model if endpoint is None else lambda: _endpoint(endpoint, model_name or ""))
    yield _tried("knowledge", lambda: _knowledge(knowledge))
    yield _tried("own knowledge folder", _own)


def _tried(what: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(what, look())
    except DetenteError as error:
        return Finding(what, " ".join(str(error).split()), ok=False)
    except ImportError as error:
        return Finding(
            what, f"a library is missing ({error.name}); install the package again: pip install detente", ok=False
        )


def _pipeline() -> str:
    from detente.language.pipeline import load_english

    started = time.perf_counter()
    english = load_english()
    return f"{english.name}, loaded in {time.perf_counter() - started:.1f} s"


#: A pair to try a type model with.
_TRIAL = ("Ruritania criticised Freedonia.", (0, 9), (21, 30))


def _model() -> str:
    from detente.coding.typemodel import load_type_model

    started = time.perf_counter()
    model = load_type_model()
    model.predict([_TRIAL])
    return f"built in, {model.name}, loaded and tried in {time.perf_counter() - started:.1f} s"


def _endpoint(endpoint: str, name: str) -> str:
    from detente.coding import address
    from detente.coding.endpoint import EndpointTypeModel
    from detente.errors import ModelError

    started = time.perf_counter()
    # without the record: a kept answer would say nothing of the endpoint
    with closing(EndpointTypeModel(endpoint, name, None, report=lambda line: None)) as model:
        if not model.predict([_TRIAL])[0]:
            raise ModelError(f"endpoint {model.address} replies, but not with the JSON asked for; try another model")
        key = "with" if address.key() else "without"
        return f"endpoint, {model.name}, {key} a key, tried in {time.perf_counter() - started:.1f} s"


def _knowledge(folder: Path | None) -> str:
    from detente.knowledge import load

    known = load(folder)
    return (
        f"version {known.version}: {len(known.countries)} countries, {len(known.people)} persons, "
        f"{len(known.organisations)} organisations, {len(known.groups)} armed groups"
    )


def _own() -> str:
    from detente.knowledge import config_folder

    folder = config_folder()
    return f"{folder} ({'used' if folder.is_dir() else 'not there; make it to add your own knowledge'})"
