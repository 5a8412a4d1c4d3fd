"""Answers squeezed on their way out, by Brotli or gzip, where that saves something.

A page holds a CSRF token beside words that somebody else may have chosen, so the length of its
answer must not tell whether the two are alike (BREACH). Two things see to it: the session's cookie
does not come with what another site asks for (SameSite, and `accounts/enforce.py` on whatever
changes something), and a page's squeezed length is blurred by a random number of octets inside it
that every reader skips: a file name in gzip's header, a block of metadata in Brotli's stream.
"""

import secrets
import struct
import zlib
from collections.abc import Iterable
from itertools import chain
from typing import TYPE_CHECKING, Any
from wsgiref.headers import Headers

import brotli
from werkzeug.wsgi import ClosingIterator

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

SMALLEST = 200  # octets: below it there is nothing to save
LARGEST = 4_000_000  # octets: more is a download, not a page
PAGE_LEVEL = 5
BLUR = 96  # octets, at most
SQUEEZABLE = (
    "text/",
    "application/json",
    "application/javascript",
    "application/manifest+json",
    "image/svg+xml",
)
_HEADER = struct.Struct("<BBBBLBB")
_METADATA = struct.Struct("<H")
_NAMED = 8


class Compression:
    """A WSGI application in front of another: what may be squeezed is; nothing else is touched."""

    def __init__(self, app: "WSGIApplication", *, files: str) -> None:
        self.app = app
        # The addresses below this prefix are files: public, the same for everybody, kept squeezed.
        self.files = files
        self._kept: dict[tuple[str, str], tuple[bytes, bytes]] = {}

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """The answer of the application behind, squeezed where that saves something."""
        began: list[Any] = []

        def begin(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            began[:] = [status, headers, exc_info]
            return lambda _octets: None

        _forgive_weak_tags(environ)
        body = self.app(environ, begin)
        if not began:
            body = _begun(body)
        status, pairs, fault = began
        headers = Headers(pairs)
        if _squeezable(status, headers):
            headers["Vary"] = _with(headers["Vary"], "Accept-Encoding")
            path = environ["PATH_INFO"]
            how = "br" if accepts("br", environ) else "gzip"
            if environ["REQUEST_METHOD"] != "HEAD" and accepts(how, environ):
                # A missing file is answered by a page.
                a_file = path.startswith(self.files) and status[:3] == "200"
                body = [self._squeezed(path if a_file else "", how, headers, _read(body))]
        start_response(status, headers.items(), fault)
        return body

    def _squeezed(self, path: str, how: str, headers: Headers, body: bytes) -> bytes:
        tag = headers["ETag"] or ""
        small = self._file(path, how, body) if path else _page(how, body)
        headers["Content-Encoding"] = how
        headers["Content-Length"] = str(len(small))
        if tag and not tag.startswith("W/"):
            headers["ETag"] = f"W/{tag}"
        return small

    def _file(self, path: str, how: str, body: bytes) -> bytes:
        """A static file is squeezed once, as small as it gets: there is nothing in it to hide."""
        known, small = self._kept.get((path, how), (b"", b""))
        if known != body:
            small = brotlied(body, 11) if how == "br" else gzipped(body, 9)
            self._kept[path, how] = (body, small)
        return small


def _page(how: str, body: bytes) -> bytes:
    squeeze = brotlied if how == "br" else gzipped
    return squeeze(body, PAGE_LEVEL, blur=secrets.randbelow(BLUR) + 1)


def brotlied(body: bytes, level: int, *, blur: int = 0) -> bytes:
    """A body as a Brotli stream (RFC 7932), with `blur` octets of metadata (section 9.2)."""
    squeeze = brotli.Compressor(quality=level)
    small = bytes(squeeze.process(body) + squeeze.flush())
    if blur:
        # Not the last block, no content, one octet of length: then the length less one.
        small += _METADATA.pack(0b010110 | (blur - 1) << 6) + bytes(blur)
    return small + bytes(squeeze.finish())


def gzipped(body: bytes, level: int, *, blur: int = 0) -> bytes:
    """A body as a gzip file (RFC 1952), its header longer by `blur` octets; no time in it."""
    head = _HEADER.pack(0x1F, 0x8B, 8, _NAMED if blur else 0, 0, 0, 255)
    name = b"x" * (blur - 1) + b"\0" if blur else b""
    squeeze = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)
    tail = struct.pack("<LL", zlib.crc32(body), len(body) & 0xFFFFFFFF)
    return head + name + squeeze.compress(body) + squeeze.flush() + tail


def accepts(how: str, environ: "WSGIEnvironment") -> bool:
    """Whether whoever asks reads it: it or `*` is named, and not with a weight of nothing."""
    weights: dict[str, str] = {}
    for part in environ.get("HTTP_ACCEPT_ENCODING", "").split(","):
        name, _, rest = part.strip().lower().partition(";")
        weights[name.strip()] = rest.replace(" ", "").removeprefix("q=") or "1"
    weight = weights.get(how, weights.get("*", "0"))
    try:
        return float(weight) > 0
    except ValueError:
        return False


def _squeezable(status: str, headers: Headers) -> bool:
    """Whole answers of a known, worthwhile length, of words, that nobody has encoded before."""
    kind = (headers["Content-Type"] or "").partition(";")[0].strip().lower()
    length = headers["Content-Length"] or ""
    return (
        status[:3] not in {"204", "206", "304"}
        and "Content-Encoding" not in headers
        and "Content-Range" not in headers
        and "no-transform" not in (headers["Cache-Control"] or "")
        and kind.startswith(SQUEEZABLE)
        and length.isdecimal()
        and SMALLEST <= int(length) <= LARGEST
    )


def _forgive_weak_tags(environ: "WSGIEnvironment") -> None:
    # We made the tag weak; whoever is behind knows the strong one, and compares letter by letter.
    if "HTTP_IF_NONE_MATCH" in environ:
        environ["HTTP_IF_NONE_MATCH"] = environ["HTTP_IF_NONE_MATCH"].replace('W/"', '"')


def _with(named: str | None, name: str) -> str:
    have = [part.strip() for part in (named or "").split(",") if part.strip()]
    if name.lower() not in {part.lower() for part in have} and "*" not in have:
        have.append(name)
    return ", ".join(have)


def _begun(body: Iterable[bytes]) -> Iterable[bytes]:
    """The body of an application that says its status only once it is asked for its first part."""
    rest = iter(body)
    return ClosingIterator(chain([next(rest, b"")], rest), lambda: _close(body))


def _read(body: Iterable[bytes]) -> bytes:
    try:
        return b"".join(body)
    finally:
        _close(body)


def _close(body: Iterable[bytes]) -> None:
    if hasattr(body, "close"):
        body.close()
