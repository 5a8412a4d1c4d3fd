"""Pictures for tests: whole, turned, cut, hostile."""

import struct
import zlib
from io import BytesIO
from typing import Any

from PIL import Image

# What a phone writes beside the pixels: which way up, by whom, and where.
ORIENTATION, MAKE, GPS = 0x0112, 0x010F, 0x8825
SECRET = "Zanzibar Phones"


def jpeg(
    width: int = 320,
    height: int = 200,
    colour: str = "red",
    orientation: int | None = None,
    **more: Any,
) -> bytes:
    """A JPEG; with `orientation`, one that also says who took it and where."""
    image = Image.new("RGB", (width, height), colour)
    # Its left half is another colour, so that which way up it is can be seen.
    image.paste("blue", (0, 0, width // 2, height))
    if orientation is not None:
        exif = Image.Exif()
        exif[ORIENTATION], exif[MAKE] = orientation, SECRET
        exif.get_ifd(GPS)[1], exif.get_ifd(GPS)[2] = "N", (51.0, 45.0, 9.0)
        more["exif"] = exif
    return saved(image, "JPEG", quality=90, **more)


def saved(image: Image.Image, kind: str, **more: Any) -> bytes:
    """An image as a file."""
    out = BytesIO()
    image.save(out, kind, **more)
    return out.getvalue()


def png_of(width: int, height: int) -> bytes:
    """A small file that says it is a PNG of any size."""

    def chunk(name: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(name + data))
        return struct.pack(">I", len(data)) + name + data + check

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * 10_000)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def jpeg_of(width: int, height: int) -> bytes:
    """A small JPEG whose frame header says it is of any size."""
    data = bytearray(jpeg(64, 64))
    frame = data.index(b"\xff\xc0")
    data[frame + 5 : frame + 9] = struct.pack(">HH", height, width)
    return bytes(data)


def webp_of(width: int, height: int) -> bytes:
    """A WebP whose canvas is of any size up to 16 million pixels a side."""
    inner = saved(Image.new("RGB", (8, 8)), "WEBP", lossless=True)[12:]
    canvas = b"\0\0\0\0" + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"WEBP" + b"VP8X" + struct.pack("<I", 10) + canvas + inner
    return b"RIFF" + struct.pack("<I", len(body)) + body
