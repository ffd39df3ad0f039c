"""The pages of a web archive (ISO 28500), one at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from detente.errors import UnsupportedInput

#: Bytes of a page that are read; what is longer is passed over.
_LARGEST = 16 * 1024 * 1024
_HTML, _TEXT = frozenset({"text/html", "application/xhtml+xml"}), frozenset({"text/plain"})
#: Characters of an address.
_LONGEST = 8192


def pages_of(file: BinaryIO, name: str) -> Iterator[tuple[str, bytes]]:
    """Address and bytes of each HTML page that was answered with 200, and of each text that was made of one (WET).

    The day of the crawl is not handed on: it only bounds the day of publication, which the page tells better.

    Raises:
        UnsupportedInput: the file is no web archive.
    """
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    kinds = WarcRecordType.response | WarcRecordType.conversion
    seen = False
    try:
        # a record that says it is longer is passed over before its headers are looked at
        for record in ArchiveIterator(file, record_types=kinds, parse_http=True, max_content_length=_LARGEST):
            seen = True
            if record.record_type == WarcRecordType.conversion:
                kind, wanted = record.headers.get("Content-Type") or "", _TEXT
            else:
                headers = record.http_headers
                if headers is None or headers.status_code != 200:
                    continue
                kind, wanted = record.http_content_type or "", _HTML
            if kind.split(";")[0].strip().lower() in wanted:
                yield _address(record.headers.get("WARC-Target-URI") or ""), record.reader.read(_LARGEST)
    except (OSError, ValueError, RuntimeError) as error:
        raise UnsupportedInput(f"{name} breaks off ({error}); what came before it was read") from None
    if not seen:
        raise UnsupportedInput(f"{name} holds no page; hand over a WARC file of a crawl")


def _address(told: str) -> str:
    """An address as an archive tells it, if it can be one: a header may hold anything."""
    return told if told.isprintable() and len(told) <= _LONGEST else ""
