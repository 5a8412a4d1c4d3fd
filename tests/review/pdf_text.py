"""The words of each page of a PDF that we set: its streams inflated, its letters looked up."""

import re
import zlib
from collections.abc import Mapping

_OBJECT = re.compile(rb"(?<=\n)(\d+) 0 obj\b(.*?)\bendobj", re.DOTALL)
_SHOWN = re.compile(rb"/(f\d+) [\d.]+ Tf|<([0-9A-Fa-f]+)>|\(")


def pages(data: bytes) -> list[str]:
    """What stands on each page, without any blanks between words or lines."""
    objects = {int(one[1]): one[2] for one in _OBJECT.finditer(data)}
    found = []
    for number in _numbers(objects, rb"/Kids\[([^]]*)\]"):
        page = objects[number]
        resources = objects[_number(page, rb"/Resources (\d+)")]
        fonts = {
            name.decode(): _letters(objects, int(font))
            for name, font in re.findall(rb"/(f\d+) (\d+) 0 R", resources)
        }
        found.append(_words(_stream(objects[_number(page, rb"/Contents (\d+)")]), fonts))
    return found


def _words(content: bytes, fonts: Mapping[str, Mapping[int, str]]) -> str:
    text, letters, at = "", dict[int, str](), 0
    while one := _SHOWN.search(content, at):
        at = one.end()
        if one[1]:
            letters = dict(fonts[one[1].decode()])
            continue
        if one[2]:
            codes = bytes.fromhex(one[2].decode())
        else:
            end = _end(content, at)
            codes, at = _unescaped(content[at:end]), end + 1
        pairs = (codes[each : each + 2] for each in range(0, len(codes), 2))
        text += "".join(letters.get(int.from_bytes(pair), "") for pair in pairs)
    return "".join(text.split())


def _end(content: bytes, at: int) -> int:
    """Where a string ends: brackets that are a pair stand in it as they are."""
    depth = 0
    while depth or content[at : at + 1] != b")":
        depth += {b"(": 1, b")": -1}.get(content[at : at + 1], 0)
        at += 2 if content[at : at + 1] == b"\\" else 1
    return at


def _unescaped(text: bytes) -> bytes:
    plain = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}

    def meant(one: re.Match[bytes]) -> bytes:
        if one[1].isdigit():
            return bytes([int(one[1], 8)])
        return plain.get(one[1], one[1])

    return re.sub(rb"\\([0-7]{1,3}|.)", meant, text, flags=re.DOTALL)


def _letters(objects: Mapping[int, bytes], font: int) -> dict[int, str]:
    table = _stream(objects[_number(objects[font], rb"/ToUnicode (\d+)")]).decode("ascii")
    found = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        for code, letter in re.findall(r"<(\w+)>\s*<(\w+)>", block):
            found[int(code, 16)] = bytes.fromhex(letter).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", table, re.DOTALL):
        for first, last, letter in re.findall(r"<(\w+)>\s*<(\w+)>\s*<(\w+)>", block):
            for step, code in enumerate(range(int(first, 16), int(last, 16) + 1)):
                found[code] = chr(int(letter, 16) + step)
    return found


def _stream(item: bytes) -> bytes:
    inside = item.split(b"stream\n", 1)[1].rsplit(b"\nendstream", 1)[0]
    return zlib.decompress(inside)


def _number(item: bytes, pattern: bytes) -> int:
    found = re.search(pattern, item)
    assert found is not None
    return int(found[1])


def _numbers(objects: Mapping[int, bytes], pattern: bytes) -> list[int]:
    kids = next(found for one in objects.values() if (found := re.search(pattern, one)))
    return [int(one) for one in re.findall(rb"(\d+) 0 R", kids[1])]
