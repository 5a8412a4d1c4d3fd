"""The search finds what was hidden from it, or its finding nothing would mean nothing."""

import gzip
import zlib
from pathlib import Path

import pytest

from tests.proofs.disk import forms, search, unsnap
from tests.proofs.phones import Phone, processes, stores

HIDE = """async ([idb, large, cache, local]) => {
  const open = indexedDB.open("hiding", 1);
  await new Promise((done) => {
    open.onupgradeneeded = () => open.result.createObjectStore("s");
    open.onsuccess = done;
  });
  const change = open.result.transaction("s", "readwrite", { durability: "strict" });
  change.objectStore("s").put({ words: idb }, 1);
  change.objectStore("s").put({ words: `${"lorem ipsum ".repeat(4000)}${large}` }, 2);
  await new Promise((done) => { change.oncomplete = done; });
  await (await caches.open("hiding")).put("/hidden", new Response(cache));
  localStorage.setItem("hidden", local);
}"""


def test_it_finds_what_a_page_hid(a_phone: Phone) -> None:
    hidden = [f"Zebrafish-{where}-Kumquat" for where in ("idb", "large", "cache", "local")]
    page = a_phone.start()
    page.goto("/sign-in")
    page.evaluate(HIDE, hidden)
    shown = str(stores(page))
    a_phone.kill()
    assert processes(a_phone.folder) == set()
    assert all(one in shown for one in hidden)
    found = search(a_phone.folder, [*hidden[:3], "nowhere-at-all"])
    assert sorted(found) == sorted(hidden[:3])
    a_phone.start().goto("/sign-in")
    assert "Zebrafish-idb-Kumquat" in str(stores(a_phone.page))
    a_phone.page.evaluate(HIDE, hidden)
    a_phone.close()
    assert sorted(search(a_phone.folder, hidden)) == sorted(hidden)


@pytest.mark.parametrize(
    "packed",
    [
        b"before" + gzip.compress(b"of Zebrafish-Kumquat" * 3, mtime=0),
        b"before" + zlib.compress(b"of Zebrafish-Kumquat" * 3),
        b"before" + "Zebrafish-Kumquat".encode("utf-16-le"),
        b"before" + sorted(forms("Zebrafish-Kumquat"))[0],
        b"before\xff\x11\x02" + b"\x1a\x14Zebra\x00fish-" + b"\x18Kumquat",
    ],
)
def test_it_looks_into_what_is_packed(tmp_path: Path, packed: bytes) -> None:
    (tmp_path / "file").write_bytes(packed)
    words = ["Zebrafish-Kumquat", "Kumquat"]
    assert "Kumquat" in search(tmp_path, words) or words[0] in search(tmp_path, words)


def test_snappy_is_unpacked() -> None:
    # A literal of four bytes, then a copy of eight from four back.
    assert unsnap(b"\x0c\x0cabcd\x11\x04") == b"abcdabcdabcd"
    with pytest.raises(ValueError):
        unsnap(b"\x0c\x0cabcd\x11\x09")
