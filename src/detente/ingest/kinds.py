"""What kind of input some bytes are, decided from the bytes alone.

Names of files and declared content types lie; the first bytes seldom do. Kinds that hold no prose that
we can read are refused with one line that says what they are and what to hand over instead.
"""

from __future__ import annotations

import re
from typing import Literal

from detente.errors import EmptyInput, InputTooLarge, UnsupportedInput

MAX_INPUT = 64 * 1024 * 1024
SUPPORTED = "an HTML page, plain text or its address"

# (offset, signature, what it is)
_SIGNATURES: tuple[tuple[int, bytes, str], ...] = (
    (0, b"%PDF-", "a PDF"),
    (0, b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (0, b"\xff\xd8\xff", "a JPEG image"),
    (0, b"GIF87a", "a GIF image"),
    (0, b"GIF89a", "a GIF image"),
    (8, b"WEBP", "a WebP image"),
    (8, b"WAVE", "a sound file"),
    (0, b"II*\x00", "a TIFF image"),
    (0, b"MM\x00*", "a TIFF image"),
    (4, b"ftyp", "a video or HEIF image"),
    (0, b"\x1aE\xdf\xa3", "a video"),
    (0, b"OggS", "a sound file"),
    (0, b"ID3", "a sound file"),
    (0, b"fLaC", "a sound file"),
    (0, b"PK\x03\x04", "a zip archive or office document (.docx, .xlsx, .epub)"),
    (0, b"PK\x05\x06", "an empty zip archive"),
    (0, b"\x1f\x8b", "gzip-compressed"),
    (0, b"BZh", "bzip2-compressed"),
    (0, b"\xfd7zXZ\x00", "xz-compressed"),
    (0, b"\x28\xb5\x2f\xfd", "zstd-compressed"),
    (0, b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (0, b"Rar!\x1a\x07", "a RAR archive"),
    (257, b"ustar", "a tar archive"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document (.doc, .xls)"),
    (0, b"{\\rtf", "an RTF document"),
    (0, b"%!PS", "a PostScript document"),
    (0, b"PAR1", "a Parquet file"),
    (0, b"SQLite format 3\x00", "an SQLite database"),
    (0, b"\x7fELF", "a program"),
    (0, b"MZ\x90\x00", "a program"),
    (0, b"WARC/", "a WARC file"),
)
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_FEED = re.compile(rb"<(?:rss|feed|rdf:RDF|urlset|sitemapindex)[\s>]", re.IGNORECASE)
_HTML_START = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--(?:(?!-->).){0,4000}-->\s*)*"
    r"<(?:!doctype\s+html|html|head|body|meta|title|article|main|section|header|div|p|h1|table|center)\b",
    re.IGNORECASE | re.DOTALL,
)
_HTML_TAG = re.compile(r"</(?:p|div|span|body|html|td|li|h[1-6]|article)\s*>|<br\s*/?>", re.IGNORECASE)

TextKind = Literal["html", "text"]


def check_bytes(data: bytes, source: str) -> None:
    """Refuse bytes that hold no readable prose.

    Raises ``EmptyInput`` (nothing there), ``InputTooLarge`` (more than ``MAX_INPUT`` bytes) or
    ``UnsupportedInput`` (a binary format, a feed); ``source`` names the input in the message.
    """
    source = shown(source)
    if len(data) > MAX_INPUT:
        raise too_large(source, len(data))
    head = data[:1024]
    if not head.strip() and not data.strip():
        raise EmptyInput(f"{source} is empty; hand over {SUPPORTED}")
    for offset, signature, name in _SIGNATURES:
        if head[offset : offset + len(signature)] == signature:
            raise UnsupportedInput(f"{source} is {name}, which cannot be read; hand over {SUPPORTED}")
    if not head.startswith(_BOMS) and _is_binary(data[:8192]):
        raise UnsupportedInput(f"{source} is binary data, which cannot be read; hand over {SUPPORTED}")
    if _FEED.search(head) and b"<html" not in head.lower():
        raise UnsupportedInput(f"{source} is a feed or sitemap, not an article; hand over one of its pages")


def shown(name: str) -> str:
    """A file's name or an address as messages show it: one line without control or direction characters."""
    return "".join(c if c.isprintable() else "\ufffd" for c in name[:1000])


def too_large(source: str, size: int) -> InputTooLarge:
    """The error for ``size`` bytes from ``source``."""
    return InputTooLarge(
        f"{shown(source)} has {size / 1_048_576:.0f} MiB, more than the {MAX_INPUT // 1_048_576} MiB "
        "that one article may have; split it or hand over the page alone"
    )


def _is_binary(sample: bytes) -> bool:
    """Many control bytes, and no UTF-16 or UTF-32 text, whose zero bytes stand in a pattern."""
    controls = sum(b < 32 and b not in (9, 10, 12, 13, 27) for b in sample)
    if controls * 10 <= len(sample):
        return False
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = max(1, len(sample) // 2)
    wide = max(even, odd) > 0.7 * half and min(even, odd) < 0.1 * half
    return not wide


def text_kind(text: str) -> TextKind:
    """Whether decoded ``text`` is HTML or plain text."""
    if _HTML_START.match(text, 0, 8192):
        return "html"
    tags = _HTML_TAG.findall(text[:65536])
    return "html" if len(tags) >= 3 else "text"


def check_text(text: str, source: str) -> None:
    """Refuse plain text that is data: raises ``UnsupportedInput`` for JSON and JSON Lines."""
    start = text[:2000].lstrip("\ufeff \t\r\n")
    if re.match(r'\{\s*"[^"\n]{0,80}"\s*:|\[\s*\{\s*"', start):
        raise UnsupportedInput(f"{shown(source)} is JSON, not prose; JSON Lines of texts are read by `detente code`")
