"""Searching a browser's profile on disk for words: every file, and what is packed inside.

It sees words as they are, in UTF-8, UTF-16 and base64, in any file; inside blocks and records of
LevelDB (IndexedDB, local storage; snappy, and records that are cut over block borders); in values
that the browser has packed with snappy; in gzip and zlib streams at any place of a file (kept
answers). It does not see what is encrypted, brotli or zstd (no page that is kept is), nor what
the disk still holds of files that are gone: no program above the file system does.
"""

import base64
import re
import struct
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

TABLE_MAGIC = struct.pack("<Q", 0xDB4775248B80FB57)
BLOCK = 32768  # of a LevelDB log
HEADER = 7  # of each of its records: checksum, length, type
# Blink's mark before a value that it has packed: version 17, "snappy".
PACKED_VALUE = b"\xff\x11\x02"
GZIP = b"\x1f\x8b\x08"
ZLIB = re.compile(rb"\x78[\x01\x5e\x9c\xda]")
MOST = 1 << 24


def search(profile: Path, words: Iterable[str]) -> dict[str, list[str]]:
    """The files that hold each of the words; a word that is nowhere is left out."""
    wanted = {word: forms(word) for word in words}
    found: dict[str, set[str]] = {}
    for path in sorted(profile.rglob("*")):
        if path.is_symlink() or not path.is_file():
            continue
        try:
            raw = path.read_bytes()
        except OSError:
            continue
        for part in unpacked(raw):
            for word, shapes in wanted.items():
                if any(shape in part for shape in shapes):
                    found.setdefault(word, set()).add(str(path.relative_to(profile)))
    return {word: sorted(where) for word, where in found.items()}


def forms(word: str) -> set[bytes]:
    """What a word may look like: UTF-8, UTF-16, and base64 of it at each of three offsets."""
    plain = word.encode()
    shapes = {plain, word.encode("utf-16-le")}
    for text in (plain, word.encode("utf-16-le")):
        for offset in range(3):
            coded = base64.b64encode(b"\0" * offset + text)
            # The first and the last letters depend on what stands around.
            shapes.add(coded[4 if offset else 0 : -4])
    return shapes


def unpacked(raw: bytes) -> Iterator[bytes]:
    """A file's bytes, and all that can be unpacked from them."""
    yield raw
    parts = [raw]
    if raw[-8:] == TABLE_MAGIC:
        blocks = b"\0".join(table_blocks(raw))
        yield blocks
        parts.append(blocks)
    else:
        joined = b"".join(log_records(raw))
        if joined:
            yield joined
            parts.append(joined)
    for part in parts:
        yield from _streams(part)


def _streams(raw: bytes) -> Iterator[bytes]:
    for at in _all(raw, PACKED_VALUE):
        try:
            yield unsnap(raw[at + len(PACKED_VALUE) :])
        except (ValueError, IndexError) as error:
            # What could be read before it broke off counts, too.
            yield error.args[0] if error.args and isinstance(error.args[0], bytes) else b""
    for at in _all(raw, GZIP):
        yield _inflated(raw[at:], 31)
    for match in ZLIB.finditer(raw):
        yield _inflated(raw[match.start() :], 15)


def _all(raw: bytes, mark: bytes) -> Iterator[int]:
    at = raw.find(mark)
    while at >= 0:
        yield at
        at = raw.find(mark, at + 1)


def _inflated(raw: bytes, bits: int) -> bytes:
    machine = zlib.decompressobj(bits)
    try:
        return machine.decompress(raw, MOST)
    except zlib.error:
        return b""


def table_blocks(raw: bytes) -> Iterator[bytes]:
    """The data blocks of a LevelDB table, unpacked; their keys share beginnings, values do not."""
    footer = raw[-48:]
    _, at = _varint(footer, 0)
    _, at = _varint(footer, at)
    offset, at = _varint(footer, at)
    size, _ = _varint(footer, at)
    for handle in _entries(_block(raw, offset, size)):
        start, at = _varint(handle, 0)
        length, _ = _varint(handle, at)
        yield _block(raw, start, length)


def _block(raw: bytes, offset: int, size: int) -> bytes:
    data = raw[offset : offset + size]
    return unsnap(data) if raw[offset + size : offset + size + 1] == b"\x01" else data


def _entries(block: bytes) -> Iterator[bytes]:
    (restarts,) = struct.unpack("<I", block[-4:])
    end, at = len(block) - 4 * (restarts + 1), 0
    while at < end:
        _, at = _varint(block, at)
        own, at = _varint(block, at)
        length, at = _varint(block, at)
        yield block[at + own : at + own + length]
        at += own + length


def log_records(raw: bytes) -> Iterator[bytes]:
    """The contents of a LevelDB log without the headers between; empty for any other file."""
    for start in range(0, len(raw), BLOCK):
        at, end = start, min(start + BLOCK, len(raw))
        while at + HEADER <= end:
            length, kind = struct.unpack("<HB", raw[at + 4 : at + HEADER])
            if kind not in (1, 2, 3, 4) or at + HEADER + length > end:
                break
            yield raw[at + HEADER : at + HEADER + length]
            at += HEADER + length


def unsnap(data: bytes) -> bytes:
    """Unpack snappy's raw format; raises ValueError, with what was had so far, when it is none."""
    size, at = _varint(data, 0)
    out = bytearray()
    while len(out) < size and at < len(data):
        tag = data[at]
        at += 1
        length, kind = (tag >> 2) + 1, tag & 3
        if kind == 0:
            if length > 60:
                more = length - 60
                length = int.from_bytes(data[at : at + more], "little") + 1
                at += more
            out += data[at : at + length]
            at += length
            continue
        if kind == 1:
            length = ((tag >> 2) & 7) + 4
            offset = (tag >> 5) << 8 | data[at]
            at += 1
        else:
            many = 2 if kind == 2 else 4
            offset = int.from_bytes(data[at : at + many], "little")
            at += many
        if not 0 < offset <= len(out):
            raise ValueError(bytes(out))
        for _ in range(length):
            out.append(out[-offset])
    if len(out) != size:
        raise ValueError(bytes(out))
    return bytes(out)


def _varint(data: bytes, at: int) -> tuple[int, int]:
    number = shift = 0
    while True:
        one = data[at]
        at += 1
        number |= (one & 127) << shift
        shift += 7
        if one < 128 or shift > 63:
            return number, at
