"""The pages of a web archive (ISO 28500), one at a time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from detente.errors import UnsupportedInput

#: Bytes of a page that are read; what is longer is passed over.
_LARGEST = 16 * 1024 * 1024
#: Characters of an address.
_LONGEST = 8192


def pages_of(path: Path) -> Iterator[tuple[str, bytes]]:
    """Address and bytes of each HTML page that was answered with 200.

    The day of the crawl is not handed on: it only bounds the day of publication, which the page tells better.

    Raises:
        UnsupportedInput: the file is no web archive.
    """
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    seen = False
    try:
        with path.open("rb") as file:
            # a record that says it is longer is passed over before its headers are looked at
            for record in ArchiveIterator(
                file, record_types=WarcRecordType.response, parse_http=True, max_content_length=_LARGEST
            ):
                seen = True
                headers = record.http_headers
                if headers is None or headers.status_code != 200 or record.content_length > _LARGEST:
                    continue
                kind = (record.http_content_type or "").lower()
                if kind not in ("text/html", "application/xhtml+xml"):
                    continue
                yield _address(record.headers.get("WARC-Target-URI") or ""), record.reader.read(_LARGEST)
    except (OSError, ValueError, RuntimeError) as error:
        raise UnsupportedInput(f"{path} breaks off ({error}); what came before it was read") from None
    if not seen:
        raise UnsupportedInput(f"{path} holds no page; hand over a WARC file of a crawl")


def _address(told: str) -> str:
    """An address as an archive tells it, if it can be one: a header may hold anything."""
    return told if told.isprintable() and len(told) <= _LONGEST else ""
