"""A small object store on loopback, which speaks as much of S3 as Arrow asks of one.

Objects appear whole and at once, and are read in ranges; who asks is not checked.
"""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from typing import BinaryIO, cast
from urllib.parse import parse_qs, unquote, urlsplit
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape


class Store(ThreadingHTTPServer):
    """Buckets of objects in memory; ``refused`` are the bucket and key beginnings that nobody may write."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Asked)
        self.buckets: dict[str, dict[str, bytes]] = {}
        self.uploads: dict[str, dict[int, bytes]] = {}
        self.refused: set[str] = set()
        self.lock = threading.Lock()

    def refuses(self, bucket: str, key: str) -> bool:
        """Whether nobody may write there."""
        return f"{bucket}/{key}".startswith(tuple(self.refused))

    def address(self, place: str) -> str:
        """The address of ``place`` ("bucket/key") as it is given to the command line."""
        return f"s3://{place}?endpoint_override=127.0.0.1:{self.server_port}&scheme=http&region=us-east-1"


class _Asked(BaseHTTPRequestHandler):
    server: Store
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is told."""

    def _place(self) -> tuple[str, str, dict[str, str]]:
        parts = urlsplit(self.path)
        bucket, _, key = unquote(parts.path).lstrip("/").partition("/")
        return bucket, key, {k: v[0] for k, v in parse_qs(parts.query, keep_blank_values=True).items()}

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding") == "chunked":
            data = _joined(cast(BinaryIO, self.rfile))
        else:
            data = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        signed = "aws-chunked" in self.headers.get("Content-Encoding", "")  # the same again, with a checksum behind
        return _joined(BytesIO(data)) if signed else data

    def _answer(self, status: int, body: bytes | str = b"", headers: dict[str, str] | None = None) -> None:
        data = body.encode() if isinstance(body, str) else body
        self.send_response(status)
        for name, value in {"Content-Length": str(len(data)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def _fault(self, status: int, code: str) -> None:
        self._answer(status, f"<Error><Code>{code}</Code><Message>{code}</Message></Error>")

    def do_HEAD(self) -> None:
        """Whether a bucket or an object is there, and how large."""
        bucket, key, _ = self._place()
        held = self.server.buckets.get(bucket)
        if held is None or (key and key not in held):
            self._answer(404)
        else:
            self._answer(200, held[key] if key else b"", {"Last-Modified": "Wed, 01 Jan 2020 00:00:00 GMT"})

    def do_GET(self) -> None:
        """An object, whole or in part, or the list of a bucket."""
        bucket, key, query = self._place()
        held = self.server.buckets.get(bucket)
        if held is None:
            return self._fault(404, "NoSuchBucket")
        if not key:
            return self._answer(200, _listed(bucket, held, query))
        if key not in held:
            return self._fault(404, "NoSuchKey")
        data, asked = held[key], self.headers.get("Range", "")
        if not asked:
            return self._answer(200, data)
        first, _, last = asked.removeprefix("bytes=").partition("-")
        end = min(int(last) + 1 if last else len(data), len(data))
        told = {"Content-Range": f"bytes {first}-{end - 1}/{len(data)}"}
        return self._answer(206, data[int(first) : end], told)

    def do_PUT(self) -> None:
        """A bucket, an object, or a part of one."""
        bucket, key, query = self._place()
        data = self._body()
        with self.server.lock:
            if self.server.refuses(bucket, key):
                return self._fault(403, "AccessDenied")
            if not key:
                self.server.buckets.setdefault(bucket, {})
            elif "uploadId" in query:
                self.server.uploads[query["uploadId"]][int(query["partNumber"])] = data
            elif bucket in self.server.buckets:
                self.server.buckets[bucket][key] = data
            else:
                return self._fault(404, "NoSuchBucket")
        return self._answer(200, headers={"ETag": '"made"'})

    def do_POST(self) -> None:
        """The beginning or the end of an object in parts, or several to be let go of."""
        bucket, key, query = self._place()
        data = self._body()
        with self.server.lock:
            if self.server.refuses(bucket, key):
                return self._fault(403, "AccessDenied")
            if bucket not in self.server.buckets:
                return self._fault(404, "NoSuchBucket")
            if "uploads" in query:
                number = uuid.uuid4().hex
                self.server.uploads[number] = {}
                told = f"<UploadId>{number}</UploadId>"
                return self._answer(200, f"<InitiateMultipartUploadResult>{told}</InitiateMultipartUploadResult>")
            if "uploadId" in query:
                parts = self.server.uploads.pop(query["uploadId"])
                self.server.buckets[bucket][key] = b"".join(parts[n] for n in sorted(parts))
                told = '<ETag>"made"</ETag>'
                return self._answer(200, f"<CompleteMultipartUploadResult>{told}</CompleteMultipartUploadResult>")
            for found in ET.fromstring(data).iter():
                if found.tag.endswith("Key"):
                    self.server.buckets[bucket].pop(found.text or "", None)
        return self._answer(200, "<DeleteResult></DeleteResult>")

    def do_DELETE(self) -> None:
        """Let go of an object."""
        bucket, key, _ = self._place()
        self.server.buckets.get(bucket, {}).pop(key, None)
        self._answer(204)


def _joined(stream: BinaryIO) -> bytes:
    """Pieces, each behind its length in hexadecimal, up to one of no length and the fields after it."""
    found = []
    while length := int(stream.readline().partition(b";")[0], 16):
        found.append(stream.read(length))
        stream.readline()
    while stream.readline().strip():
        pass
    return b"".join(found)


def _listed(bucket: str, held: dict[str, bytes], query: dict[str, str]) -> str:
    """The list of a bucket's objects under a beginning, those further down told by their folder alone."""
    prefix, delimiter = query.get("prefix", ""), query.get("delimiter", "")
    folders, rows = set(), []
    for key in sorted(k for k in held if k.startswith(prefix)):
        deeper = key[len(prefix) :].partition(delimiter) if delimiter else (key, "", "")
        if deeper[1]:
            folders.add(prefix + deeper[0] + delimiter)
            continue
        day = "<LastModified>2020-01-01T00:00:00.000Z</LastModified>"
        rows.append(f"<Contents><Key>{escape(key)}</Key>{day}<Size>{len(held[key])}</Size></Contents>")
    found = "".join(f"<CommonPrefixes><Prefix>{escape(f)}</Prefix></CommonPrefixes>" for f in sorted(folders))
    head = f"<Name>{bucket}</Name><Prefix>{escape(prefix)}</Prefix><IsTruncated>false</IsTruncated>"
    return f"<ListBucketResult>{head}<KeyCount>{len(rows)}</KeyCount>{''.join(rows)}{found}</ListBucketResult>"


@contextmanager
def serving() -> Iterator[Store]:
    """A store that answers until the block ends."""
    store = Store()
    thread = threading.Thread(target=store.serve_forever, daemon=True)
    thread.start()
    try:
        yield store
    finally:
        store.shutdown()
        thread.join()
        store.server_close()
