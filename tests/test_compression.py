"""Answers are squeezed where that saves something, and nothing else is touched."""

import gzip
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import brotli
import pytest
from werkzeug.test import Client
from werkzeug.wrappers import Response

from nightsafe.compression import Compression, accepts
from tests.page import PageClient

WORDS = ("Nobody is watching this now. " * 100).encode()
PAGE = {"Content-Type": "text/html; charset=utf-8"}


def answering(response: Response, path: str = "/page", **ask: Any) -> Response:
    """What comes out when an application behind answers with this."""
    client = Client(Compression(response, files="/static/"))
    ask.setdefault("headers", {"Accept-Encoding": "gzip, deflate"})
    return client.get(path, **ask)


READ = {"gzip": gzip.decompress, "br": brotli.decompress}
how = pytest.mark.parametrize("how", READ)


@how
@pytest.mark.parametrize("body", [WORDS, WORDS * 700, bytes(range(256)) * 9], ids=len)
def test_a_page_is_squeezed_and_reads_the_same(how: str, body: bytes) -> None:
    found = answering(Response(body, headers=PAGE), headers={"Accept-Encoding": how})
    assert found.headers["Content-Encoding"] == how
    assert found.headers["Vary"] == "Accept-Encoding"
    assert int(found.headers["Content-Length"]) == len(found.data) < len(body) / 3
    assert READ[how](found.data) == body


def test_brotli_goes_before_gzip() -> None:
    asked = {"Accept-Encoding": "gzip, deflate, br"}
    found = answering(Response(WORDS, headers=PAGE), headers=asked)
    assert found.headers["Content-Encoding"] == "br"


@how
def test_the_length_of_a_page_tells_little_about_it(how: str) -> None:
    asked = {"Accept-Encoding": how}
    lengths = {len(answering(Response(WORDS, headers=PAGE), headers=asked).data) for _ in range(40)}
    assert len(lengths) > 10
    assert max(lengths) - min(lengths) < 100


@pytest.mark.parametrize(
    "accepted",
    ["", "identity", "deflate", "gzip;q=0", "gzip; q=0.0, br;q=0, *", "*;q=0", "gzip;q=nonsense"],
)
def test_who_does_not_read_gzip_gets_it_plain(accepted: str) -> None:
    found = answering(Response(WORDS, headers=PAGE), headers={"Accept-Encoding": accepted})
    assert "Content-Encoding" not in found.headers
    assert found.headers["Vary"] == "Accept-Encoding"
    assert found.data == WORDS


@pytest.mark.parametrize("accepted", ["gzip", "GZIP;q=0.5", "deflate, gzip", "*", "br;q=1, *;q=.1"])
def test_who_reads_gzip(accepted: str) -> None:
    assert accepts("gzip", {"HTTP_ACCEPT_ENCODING": accepted})


@pytest.mark.parametrize(
    ("what", "response"),
    [
        ("small", Response(b"ok", headers=PAGE)),
        ("a picture", Response(WORDS, content_type="image/png")),
        ("encoded before", Response(WORDS, headers={**PAGE, "Content-Encoding": "br"})),
        ("a part", Response(WORDS, status=206, headers={**PAGE, "Content-Range": "bytes 0-9/9"})),
        ("not to be changed", Response(WORDS, headers={**PAGE, "Cache-Control": "no-transform"})),
    ],
)
def test_what_is_left_alone(what: str, response: Response) -> None:
    before = dict(response.headers)
    found = answering(response)
    assert found.data == response.data, what
    assert {name: found.headers[name] for name in before} == before
    assert "Vary" not in found.headers


def test_what_comes_bit_by_bit_is_neither_held_nor_squeezed() -> None:
    closed: list[bool] = []

    def parts() -> Iterator[bytes]:
        yield WORDS
        yield WORDS

    streamed = Response(parts(), headers=PAGE)
    streamed.call_on_close(lambda: closed.append(True))
    found = answering(streamed)
    assert found.data == WORDS * 2
    assert "Content-Encoding" not in found.headers
    found.close()
    assert closed


def test_the_application_behind_is_let_go() -> None:
    closed: list[bool] = []
    response = Response(WORDS, headers=PAGE)
    response.call_on_close(lambda: closed.append(True))
    answering(response)
    assert closed == [True]


def test_an_application_that_begins_late_is_served_too() -> None:
    def late(_environ: Any, start: Callable[..., Any]) -> Iterable[bytes]:
        start("200 OK", [*PAGE.items(), ("Content-Length", str(len(WORDS)))])
        yield WORDS

    found = Client(Compression(late, files="/static/")).get(
        "/", headers={"Accept-Encoding": "gzip"}
    )
    assert gzip.decompress(found.data) == WORDS


def test_asking_for_the_head_alone_gets_no_body() -> None:
    client = Client(Compression(Response(WORDS, headers=PAGE), files="/static/"))
    found = client.head("/", headers={"Accept-Encoding": "gzip"})
    assert found.data == b""
    assert "Content-Encoding" not in found.headers


@how
def test_a_static_file_is_squeezed_and_known_again(client: PageClient, how: str) -> None:
    asked = {"Accept-Encoding": how}
    first = client.get("/static/css/phone.css", headers=asked)
    second = client.get("/static/css/phone.css", headers=asked)
    assert first.headers["Content-Encoding"] == how
    assert first.data == second.data
    plain = client.get("/static/css/phone.css")
    assert READ[how](first.data) == plain.data
    tag = first.headers["ETag"]
    assert tag.startswith('W/"')
    again = client.get("/static/css/phone.css", headers={**asked, "If-None-Match": tag})
    assert again.status_code == 304
    assert not again.data


def test_a_missing_file_is_a_page_and_is_not_kept() -> None:
    squeezed = Compression(Response(WORDS, status=404, headers=PAGE), files="/static/")
    client = Client(squeezed)
    asked = {"Accept-Encoding": "br"}
    lengths = {len(client.get(f"/static/x{n}", headers=asked).data) for n in range(20)}
    assert len(lengths) > 5
    assert squeezed._kept == {}
