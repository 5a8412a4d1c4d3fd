"""The lines of a text file, decoded strictly, and what to write where that cannot be done."""

import codecs
import io
from collections.abc import Callable, Iterator

from nightsafe.importing.files.charsets import UTF_8, charset_of, foreign_word, offers
from nightsafe.importing.files.header import shown
from nightsafe.importing.files.looks import looks_like_utf_16
from nightsafe.importing.problems import CannotImport

LONGEST_LINE = 1_000_000  # characters
SAMPLE = 1 << 17  # bytes from a fault on that an encoding has to read well in
SAVE_AS_UTF_8 = ' Open it again and save it as "CSV UTF-8" (in LibreOffice: Unicode (UTF-8)).'
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WIDE = ("utf-16", "utf-32")


def encoding_of(head: bytes, said: str, name: str) -> str:
    """The encoding to read a text in: what it begins with tells, else what was said, else UTF-8.

    Raises CannotImport where what was said is no encoding, or is plainly not this file's.
    """
    marked = next((encoding for mark, encoding in _MARKS if head.startswith(mark)), "")
    if marked:
        return marked
    encoding = charset_of(said or UTF_8)
    if not encoding:
        raise CannotImport(
            f'There is no encoding "{shown(said)}" for texts. Write, for instance, '
            'encoding = "utf-8" or "cp1252" under [file] of the mapping.'
        )
    wide = looks_like_utf_16(head)
    if wide and encoding == "utf-16":
        return wide  # the order of its bytes, which "utf-16" leaves to a mark that is not there
    if wide and not encoding.startswith(_WIDE):
        raise CannotImport(
            f"{name} is not {_spoken(encoding)}: every second byte of it is a zero. It reads well "
            f'as UTF-16: write encoding = "{wide}" under [file] of the mapping.'
        )
    if encoding.startswith(_WIDE) and b"\0" not in head:
        raise CannotImport(
            f"{name} is not {_spoken(encoding)}: it has no zero byte.{_offered(head)}"
        )
    return "utf-8-sig" if encoding == UTF_8 else encoding


def lines(
    again: Callable[[], Iterator[bytes]], encoding: str, name: str, *, may_be_said: bool = True
) -> Iterator[str]:
    """The lines of a text, each with one line feed at its end, whatever ended it there.

    `again()` gives the bytes from their start; they are read in one pass, and from the start again
    only to say where a fault lies. Raises CannotImport for bytes that are no text in this encoding,
    a zero byte, a line that never ends, and for UTF-8 that was said to be something else.
    """
    made = codecs.getincrementaldecoder(encoding)()
    decoder = io.IncrementalNewlineDecoder(made, translate=True)
    watch = None if encoding.startswith("utf") else _Watch()
    number, rest = 0, ""
    for chunk in _and_an_end(again()):
        try:
            text = decoder.decode(chunk, final=not chunk)
        except UnicodeError:
            raise _cannot_decode(again, encoding, name, may_be_said) from None
        if watch is not None:
            watch.see(chunk)
        *whole, rest = (rest + text).split("\n")
        if "\0" in text:
            upto = ("\n".join([*whole, rest])).split("\0")[0].count("\n")
            raise CannotImport(
                f"{name}, line {number + upto + 1}: there is a zero byte, which no text has. "
                "Export the records again as CSV UTF-8."
            )
        if len(rest) > LONGEST_LINE or any(len(line) > LONGEST_LINE for line in whole):
            raise CannotImport(
                f"{name}, line {number + 1} or shortly after: the line does not end within "
                f"{LONGEST_LINE:,} characters. Is this a CSV file? Export the records again."
            )
        number += len(whole)
        for line in whole:
            yield line + "\n"
    if watch is not None and watch.is_utf_8:
        raise CannotImport(
            f"{name} was said to be {_spoken(encoding)} but is UTF-8"
            f'{watch.example(encoding)}. Write encoding = "utf-8" under [file] of the mapping.'
        )
    if rest:
        yield rest


class _Watch:
    """Whether bytes said to be in another encoding are UTF-8: no other text is that by chance."""

    def __init__(self) -> None:
        self._decoder: codecs.IncrementalDecoder | None = codecs.getincrementaldecoder(UTF_8)()
        self._word = ""

    def see(self, chunk: bytes) -> None:
        """Look at the next bytes; b"" is the end."""
        if self._decoder is None:
            return
        try:
            text = self._decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError:
            self._decoder = None
            return
        if not self._word and not text.isascii():
            self._word = foreign_word(text)

    @property
    def is_utf_8(self) -> bool:
        """Whether all of it was, with something in it that is more than ASCII."""
        return self._decoder is not None and bool(self._word)

    def example(self, encoding: str) -> str:
        """A word both ways."""
        word = self._word
        return f' ("{word}" would be read as "{word.encode().decode(encoding, "replace")}")'


def _and_an_end(found: Iterator[bytes]) -> Iterator[bytes]:
    yield from found
    yield b""


def _cannot_decode(
    again: Callable[[], Iterator[bytes]], encoding: str, name: str, may_be_said: bool
) -> CannotImport:
    """Why a text cannot be read: line, byte, and the encoding that it reads well in."""
    made = codecs.getincrementaldecoder(encoding)()
    decoder = io.IncrementalNewlineDecoder(None, translate=True)
    at, line, foreign, before = 0, 1, False, b""
    found = _and_an_end(again())
    for chunk in found:
        try:
            text = made.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            at += len(chunk) - len(error.object) + error.start
            good = error.object[: error.start].decode(encoding, "ignore")
            line += decoder.decode(good, final=True).count("\n")
            foreign = foreign or not good.isascii()
            around = _around(before + chunk, found)
            wrong = error.object[error.start : error.start + 1]
            return CannotImport(
                f"{name} is not {_spoken(encoding)}: line {line} has a byte (0x{wrong.hex()}, "
                f"byte {at + 1:,} of the text) that cannot be read so."
                + (_mended(around, encoding, foreign) if may_be_said else SAVE_AS_UTF_8)
            )
        except UnicodeError:
            break
        foreign = foreign or not text.isascii()
        line += decoder.decode(text).count("\n")
        at += len(chunk)
        before = chunk[chunk.rfind(b"\n") + 1 :]
    return CannotImport(f"{name} is not {_spoken(encoding)}. Export it again as CSV UTF-8.")


def _around(read: bytes, following: Iterator[bytes]) -> bytes:
    """Whole lines from the one with the fault on."""
    for chunk in following:
        read += chunk
        if len(read) > SAMPLE:
            return read[: read.rfind(b"\n") + 1] or read
    return read


def _mended(around: bytes, encoding: str, foreign: bool) -> str:
    if encoding.startswith("utf-8") and foreign:
        return (
            " What stands before it is UTF-8, so two files in different encodings may have been "
            "put together: mend that line, or export the records again as CSV UTF-8."
        )
    return _offered(around)


def _offered(around: bytes) -> str:
    """The encodings that whole lines with more than ASCII in them read well in, as advice."""
    telling = [line for line in around.splitlines() if not line.isascii()]
    found = offers(b"\n".join(telling or around.splitlines()[:20]))
    if not found:
        return " Export the records again as CSV UTF-8, or ask whoever made the file what it is in."
    if len(found) == 1:
        [(encoding, called, word)] = found
        return (
            f' It reads well as {called} ("{word}"): write encoding = "{encoding}" under [file] '
            "of the mapping."
        )
    ways = ", or ".join(f'encoding = "{code}" ({called}: "{word}")' for code, called, word in found)
    return f" Write under [file] of the mapping whichever reads right: {ways}."


def _spoken(encoding: str) -> str:
    return "UTF-8" if encoding in {UTF_8, "utf-8-sig"} else encoding
