"""A photo is known by content, counted before it is decoded, and written anew (R23)."""

import tracemalloc
from io import BytesIO

import pytest
from PIL import Image

from nightsafe.incidents.picture_sizes import size_of
from nightsafe.incidents.pixels import LONGEST_SIDE, NotAPhoto, TooManyPixels, picture
from tests.incidents.pictures import SECRET, jpeg, jpeg_of, png_of, saved, webp_of

SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'


def opened(data: bytes) -> Image.Image:
    image = Image.open(BytesIO(data))
    image.load()
    return image


@pytest.mark.parametrize(
    ("kind", "mode", "more"),
    [
        ("JPEG", "RGB", {}),
        ("JPEG", "L", {"progressive": True}),
        ("JPEG", "CMYK", {}),
        ("PNG", "RGBA", {}),
        ("PNG", "P", {}),
        ("PNG", "I;16", {}),
        ("PNG", "1", {}),
        ("WEBP", "RGB", {}),
        ("WEBP", "RGBA", {"lossless": True}),
    ],
)
def test_jpeg_png_and_webp_are_taken_in_every_mode(
    kind: str, mode: str, more: dict[str, bool]
) -> None:
    data = saved(Image.new(mode, (90, 60)), kind, **more)
    assert size_of(data) == (kind, 90, 60)
    found = picture(data)
    assert (found.width, found.height, found.original) == (90, 60, data)
    shown = opened(found.shown)
    assert (shown.format, shown.mode, shown.size) == ("JPEG", "RGB", (90, 60))


def test_clear_pixels_become_white() -> None:
    data = saved(Image.new("RGBA", (20, 20), (0, 0, 0, 0)), "PNG")
    assert opened(picture(data).shown).getpixel((10, 10)) == (255, 255, 255)


def test_a_large_photo_is_shrunk_and_a_small_one_kept() -> None:
    found = picture(jpeg(4000, 3000))
    assert (found.width, found.height) == (LONGEST_SIDE, 1200)
    assert max(opened(found.small).size) == 240
    assert (picture(jpeg(50, 40)).width, picture(jpeg(50, 40)).height) == (50, 40)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_it_is_turned_upright(orientation: int) -> None:
    """The left half of the file is blue: each orientation says where that belongs."""
    shown = opened(picture(jpeg(320, 200, orientation=orientation)).shown)
    assert shown.size == ((320, 200) if orientation < 5 else (200, 320))
    spots = {"left": (10, 100), "right": (-10, 100), "top": (100, 10), "bottom": (100, -10)}
    wide, high = shown.size
    blue = {
        name
        for name, (x, y) in spots.items()
        if is_blue(shown.getpixel((x % wide, y % high)))  # type: ignore[arg-type]
    }
    expected = {1: "left", 2: "right", 3: "right", 4: "left", 5: "top", 6: "top", 7: "bottom"}
    assert expected.get(orientation, "bottom") in blue
    assert len(blue & {"left", "right", "top", "bottom"}) <= 3


def is_blue(pixel: tuple[int, int, int]) -> bool:
    return pixel[2] > 128 > pixel[0]


def test_who_took_it_and_where_is_gone() -> None:
    comment = b"taken by Kim"
    data = jpeg(orientation=6, comment=comment, icc_profile=b"profile" * 30)
    assert SECRET.encode() in data and comment in data and b"profile" in data
    found = picture(data)
    for octets in (found.shown, found.small):
        shown = opened(octets)
        assert dict(shown.getexif()) == {}
        assert not {"exif", "comment", "icc_profile", "xmp"} & shown.info.keys()
        for secret in (SECRET.encode(), comment, b"profile", b"Exif"):
            assert secret not in octets


@pytest.mark.parametrize(
    "bomb",
    [
        png_of(60_000, 60_000),
        png_of(2**31 - 1, 2**31 - 1),
        jpeg_of(65_500, 65_500),
        webp_of(16_383, 16_383),
        webp_of(2**24, 2**24),
    ],
    ids=["png", "largest png", "jpeg", "webp", "largest webp"],
)
def test_a_bomb_is_refused_before_a_pixel_is_decoded(bomb: bytes) -> None:
    assert len(bomb) < 20_000
    tracemalloc.start()
    with pytest.raises(TooManyPixels):
        picture(bomb)
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 1_000_000


@pytest.mark.parametrize(
    "lie",
    [png_of(5000, 5000), webp_of(6000, 6000), png_of(0, 5)],
    ids=["png", "webp", "none"],
)
def test_a_header_that_lies_is_refused(lie: bytes) -> None:
    with pytest.raises((NotAPhoto, TooManyPixels)):
        picture(lie)


@pytest.mark.parametrize(
    "other",
    [
        b"",
        b"\xff\xd8\xff",
        SVG,
        b"GIF89a" + bytes(100),
        b"BM" + bytes(100),
        b"%PDF-1.7\n" + bytes(100),
        b"<html><script>alert(1)</script>",
        b"\0\0\0\x18ftypheic" + bytes(100),
        b"II*\0" + bytes(100),
        b"RIFF\xff\xff\xff\x7fWEBPVP8 " + bytes(100),
        b"\x89PNG\r\n\x1a\n" + bytes(100),
        SVG + jpeg(),
    ],
)
def test_anything_else_is_refused(other: bytes) -> None:
    with pytest.raises(NotAPhoto):
        picture(other)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("part", [0.1, 0.5, 0.9, 0.99])
def test_a_file_that_was_cut_off_is_refused(kind: str, part: float) -> None:
    noise = Image.effect_noise((400, 300), 60).convert("RGB")
    data = saved(noise, kind)
    assert picture(data).width == 400
    with pytest.raises(NotAPhoto):
        picture(data[: int(len(data) * part)])


def test_of_a_file_that_is_two_things_only_the_pixels_are_shown() -> None:
    script = b"<script>alert(1)</script>"
    found = picture(jpeg(comment=script) + b"PK\x03\x04" + script)
    assert script not in found.shown and b"PK\x03\x04" not in found.shown
    assert found.original.endswith(script)
