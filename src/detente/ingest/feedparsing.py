"""feedparser within bounds: three of its habits take time in proportion to the square of a hostile feed.

It looks for an address of mail in every author with a pattern that starts anew at each letter (80 KB of ``a.a.a.``
take a minute), reads the first line for the encoding with one that tries three places at once (20 KB: 22 seconds), and
compares each category of an item with all before it. Each gets no more than a real feed holds.
What is cut is used by nobody here; the rest of the library is as it was.
"""

from __future__ import annotations

import functools
import io
from typing import Any

from detente.errors import InputTooLarge, UnsupportedInput

#: Bytes of a feed; the largest of newspapers have two million.
MAX_FEED = 8 * 1024 * 1024
#: Bytes of the XML declaration.
_DECLARATION = 400
#: Characters of an author, and categories of an item.
_AUTHOR, _TAGS = 300, 100


def parsed(data: bytes) -> Any:
    """What feedparser makes of a feed; of a malformed one what can be read.

    Raises:
        UnsupportedInput: it is malformed beyond that.
        InputTooLarge: it has more than :data:`MAX_FEED` bytes.
    """
    if len(data) > MAX_FEED:
        raise InputTooLarge(f"a feed of more than {MAX_FEED >> 20} MiB; hand over its pages")
    data = data.removeprefix(b"\xef\xbb\xbf").lstrip()
    if data[:4].count(0) or data.startswith((b"\xff\xfe", b"\xfe\xff", b"\x4c\x6f\xa7\x94")):
        raise UnsupportedInput("the feed is in UTF-16, UTF-32 or EBCDIC; save it as UTF-8")
    if data.startswith(b"<?"):
        end = data.find(b"?>", 0, _DECLARATION) + 2
        if end == 1:
            raise UnsupportedInput("the feed is malformed (its declaration does not end); hand over its pages")
        data = data[:end] + b"\n" + data[end:]
    feedparser = _bounded()
    try:
        # as a stream: bytes themselves might be taken for a path. Its fall-back for malformed XML raises many errors
        # of Python's own: wrong character references, encodings, assertions.
        return feedparser.parse(io.BytesIO(data), sanitize_html=True, resolve_relative_uris=False)
    except Exception as error:
        raise UnsupportedInput(f"the feed is malformed ({type(error).__name__}); hand over its pages") from None


@functools.cache
def _bounded() -> Any:
    import feedparser
    from feedparser.mixin import _FeedParserMixin as Mixin

    sync, add = Mixin._sync_author_detail, Mixin._add_tag

    def sync_bounded(self: Any, key: str = "author") -> None:
        context = self._get_context()
        if isinstance(context.get(key), str):
            context[key] = context[key][:_AUTHOR]
        sync(self, key)

    def add_bounded(self: Any, term: Any, scheme: Any, label: Any) -> None:
        if len(self._get_context().get("tags", ())) < _TAGS:
            add(self, term, scheme, label)

    Mixin._sync_author_detail, Mixin._add_tag = sync_bounded, add_bounded
    return feedparser
