"""A photo's bytes: known by content, counted before they are decoded, written anew (R23)."""

import hashlib
import threading
from dataclasses import dataclass
from io import BytesIO

from flask_babel import lazy_gettext as _l
from PIL import Image

from nightsafe.errors import ProductError
from nightsafe.incidents.picture_sizes import size_of

MOST_PIXELS = 40_000_000
LONGEST_SIDE = 1600
SMALL_SIDE = 240

# Pillow's own guard counts too: it refuses at twice this.
Image.MAX_IMAGE_PIXELS = MOST_PIXELS

_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# One picture at a time in a process: however many arrive, memory holds the pixels of one.
_one_at_a_time = threading.Lock()


class NotAPhoto(ProductError):
    """Bytes that are no picture we take, or not all of one."""

    def __init__(self) -> None:
        super().__init__(
            _l("This cannot be read as a photo. Take a JPEG, PNG or WebP picture and send it."),
            "photos",
        )


class TooManyPixels(ProductError):
    """A picture that would need too much memory to look at."""

    def __init__(self) -> None:
        super().__init__(
            _l("This photo has too many pixels. Take one with the phone's usual setting."),
            "photos",
        )


@dataclass(frozen=True)
class Picture:
    """A photo as it arrived, and as it is shown: JPEG without anything but its pixels."""

    original: bytes
    shown: bytes
    small: bytes
    width: int
    height: int

    @property
    def sha256(self) -> str:
        """The SHA-256 of the original, in hexadecimal."""
        return hashlib.sha256(self.original).hexdigest()


def picture(data: bytes) -> Picture:
    """The picture in some bytes, upright, at most 1600 pixels long; width and height as shown.

    Raises NotAPhoto or TooManyPixels (422), both before a pixel of such a file is decoded.
    """
    found = size_of(data)
    if found is None:
        raise NotAPhoto
    kind, width, height = found
    if width < 1 or height < 1:
        raise NotAPhoto
    if width * height > MOST_PIXELS:
        raise TooManyPixels
    with _one_at_a_time:
        try:
            shown = _decoded(data, kind, (width, height))
            small = shown.copy()
            small.thumbnail((SMALL_SIDE, SMALL_SIDE))
            return Picture(data, _jpeg(shown, 82), _jpeg(small, 70), shown.width, shown.height)
        except ProductError:
            raise
        except Image.DecompressionBombError as error:
            raise TooManyPixels from error
        except Exception as error:
            # A decoder fed with anything may raise anything; whatever it is, it is no photo.
            raise NotAPhoto from error


def _decoded(data: bytes, kind: str, size: tuple[int, int]) -> Image.Image:
    """The pixels in RGB, upright, shrunk; the file has to be what its header said it was."""
    with Image.open(BytesIO(data), formats=[kind]) as file:
        if file.size != size:
            raise NotAPhoto
        turn = _TURNS.get(_orientation(file))
        # A JPEG is decoded at a fraction of its size where that is enough.
        file.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        file.load()
        image = _rgb(file)
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return image.transpose(turn) if turn is not None else image


def _orientation(file: Image.Image) -> int:
    try:
        return int(file.getexif().get(_ORIENTATION, 1))
    except Exception:
        return 1  # What a camera wrote wrongly beside the pixels is no reason to refuse them.


def _rgb(image: Image.Image) -> Image.Image:
    """The same pixels in RGB, on white where they were clear."""
    if image.mode.startswith("I"):  # sixteen bits of grey
        image = image.point(lambda value: value / 256).convert("L")
    if image.has_transparency_data:
        clear = image.convert("RGBA")
        image = Image.new("RGB", clear.size, "white")
        image.paste(clear, mask=clear)
    return image.convert("RGB")


def _jpeg(image: Image.Image, quality: int) -> bytes:
    # Pillow would carry comments and profiles over from what it read: only pixels go on.
    bare = Image.new("RGB", image.size)
    bare.paste(image)
    out = BytesIO()
    bare.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()
