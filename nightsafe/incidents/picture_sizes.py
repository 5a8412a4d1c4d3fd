"""How many pixels a file says it has, read from its first bytes without decoding any (pure).

Sources: JPEG, ITU-T T.81 Annex B; PNG, W3C PNG 11.2.2; WebP, RFC 9649 sections 2.4 to 2.7.
"""

PNG = b"\x89PNG\r\n\x1a\n"
PNG_END = b"\0\0\0\0IEND\xaeB`\x82"
# Frame headers of JPEG: all of SOF0 to SOF15 but DHT, JPG and DAC, which lie among them.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_WITHOUT_LENGTH = frozenset({0x01, *range(0xD0, 0xD9)})


def size_of(data: bytes) -> tuple[str, int, int] | None:
    """The format ("JPEG", "PNG", "WEBP"), width and height; None for anything else."""
    if data.startswith(b"\xff\xd8\xff"):
        return _named("JPEG", _jpeg(data))
    if data.startswith(PNG):
        return _named("PNG", _png(data))
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return _named("WEBP", _webp(data))
    return None


def _named(name: str, size: tuple[int, int] | None) -> tuple[str, int, int] | None:
    return None if size is None else (name, *size)


def _jpeg(data: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 4 <= len(data):
        if data[at] != 0xFF:
            return None
        marker = data[at + 1]
        if marker == 0xFF:  # padding
            at += 1
        elif marker in _WITHOUT_LENGTH:
            at += 2
        elif marker in _FRAMES:
            if at + 9 > len(data):
                return None
            return _big(data, at + 7, 2), _big(data, at + 5, 2)
        elif marker in {0xD9, 0xDA}:  # the end, or pixels, before any frame
            return None
        else:
            at += 2 + max(_big(data, at + 2, 2), 2)
    return None


def _png(data: bytes) -> tuple[int, int] | None:
    # Without its last chunk the file was cut off.
    if len(data) < 45 or data[12:16] != b"IHDR" or PNG_END not in data:
        return None
    return _big(data, 16, 4), _big(data, 20, 4)


def _webp(data: bytes) -> tuple[int, int] | None:
    # What it says of its own length has to be there: the rest of the file was cut off.
    if len(data) < 30 or _little(data, 4, 4) + 8 > len(data):
        return None
    chunk = data[12:16]
    if chunk == b"VP8X":
        return _little(data, 24, 3) + 1, _little(data, 27, 3) + 1
    if chunk == b"VP8L" and data[20] == 0x2F:
        bits = _little(data, 21, 4)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if chunk == b"VP8 " and data[23:26] == b"\x9d\x01\x2a":
        return _little(data, 26, 2) & 0x3FFF, _little(data, 28, 2) & 0x3FFF
    return None


def _big(data: bytes, at: int, length: int) -> int:
    return int.from_bytes(data[at : at + length], "big")


def _little(data: bytes, at: int, length: int) -> int:
    return int.from_bytes(data[at : at + length], "little")
