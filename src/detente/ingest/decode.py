"""Bytes to characters: byte order mark, declared charset, strict UTF-8, then charset-normalizer.

Nothing here raises on bad bytes: what cannot be decoded becomes U+FFFD.
"""

from __future__ import annotations

import codecs
import re

_BOMS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(
    rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{2,40})|<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})",
    re.IGNORECASE,
)
# The charsets of the web that pages name wrongly: the WHATWG Encoding Standard reads these labels so.
_WEB_LABELS = {"iso-8859-1": "cp1252", "latin-1": "cp1252", "ascii": "cp1252", "us-ascii": "cp1252"}
_WEB_LABELS |= {"iso8859-1": "cp1252", "latin1": "cp1252", "gb2312": "gb18030", "gbk": "gb18030"}
_WEB_LABELS |= {"shift_jis": "cp932", "iso-8859-9": "cp1254", "utf8": "utf-8"}
# Python's codecs that are no charsets: "undefined" raises on anything.
_NO_CHARSETS = (
    "utf-16",
    "utf-32",
    "idna",
    "punycode",
    "undefined",
    "unicode_escape",
    "raw_unicode_escape",
    "mbcs",
    "oem",
)
_SAMPLE = 64 * 1024


def decode(data: bytes, charset: str | None = None) -> str:
    """``data`` as characters; ``charset`` is the one that a transport declared, if any.

    Order: byte order mark; ``charset``; the page's own declaration; UTF-8; what charset-normalizer
    finds in the first 64 KiB; UTF-8 with replacement. A declared charset is dropped when UTF-8 fits
    bytes beyond ASCII, because pages in UTF-8 often carry an old label.
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            return data.decode(name, "replace")
    wide = _wide(data)
    if wide:
        return data.decode(wide, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    for label in (charset, _declared(data)):
        known = _python_name(label)
        if known and known != "utf-8":
            return data.decode(known, "replace")
    if _nearly_utf8(data[:_SAMPLE]):
        return data.decode("utf-8", "replace")
    return data.decode(_guessed(data[:_SAMPLE]), "replace")


def _declared(data: bytes) -> str | None:
    found = _DECLARED.search(data[:4096])
    return (found[1] or found[2]).decode("ascii", "replace") if found else None


def _python_name(label: str | None) -> str | None:
    if not label:
        return None
    label = label.strip().strip("\"'").lower()
    label = _WEB_LABELS.get(label, label)
    try:
        info = codecs.lookup(label)
    except (LookupError, ValueError):
        return None
    # codecs such as rot13 or base64 are no character sets; a declared UTF-16 without a mark is a lie
    # when the declaration itself could be read as ASCII
    text_codec = getattr(info, "_is_text_encoding", True)
    return info.name if text_codec and not info.name.startswith(_NO_CHARSETS) else None


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark, told by the zero bytes of Latin text."""
    sample = data[:2048]
    half = len(sample) // 2
    if half < 4:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > 0.7 * half and even < 0.1 * half:
        return "utf-16-le"
    if even > 0.7 * half and odd < 0.1 * half:
        return "utf-16-be"
    return None


def _nearly_utf8(sample: bytes) -> bool:
    """Whether many bytes beyond ASCII form UTF-8 letters, which other charsets do by chance alone."""
    text = sample.decode("utf-8", "replace")
    good = sum(1 for c in text if c > "\x7f" and c != "\ufffd")
    return good > 0 and good >= text.count("\ufffd")


def _guessed(sample: bytes) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(sample).best()
    return best.encoding if best is not None else "cp1252"
