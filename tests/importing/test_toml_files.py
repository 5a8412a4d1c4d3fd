"""A mapping is read from an ordinary file of a mapping's size, and from nothing else."""

import os
from pathlib import Path

import pytest

from nightsafe.importing.mapped.files import MOST_BYTES, text_of
from nightsafe.importing.mapped.toml import check_columns, read_mapping
from nightsafe.importing.problems import CannotImport
from tests.importing.test_toml import LEAST


def refused(path: Path) -> str:
    with pytest.raises(CannotImport) as caught:
        read_mapping(path)
    return str(caught.value)


@pytest.mark.parametrize("device", ["/dev/null", "/dev/zero"])
def test_a_device_is_no_mapping(device: str) -> None:
    assert f"{device} is no ordinary file" in refused(Path(device))


def test_a_pipe_is_no_mapping_and_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert "is no ordinary file" in refused(tmp_path / "pipe")


def test_no_more_is_read_than_a_mapping_can_have(tmp_path: Path) -> None:
    path = tmp_path / "mapping.toml"
    path.write_bytes(b"#" * (MOST_BYTES + 1))
    assert "larger than 1 MB" in refused(path)
    path.write_bytes(b"#" * MOST_BYTES)
    assert len(text_of(path)) == MOST_BYTES


def test_a_name_that_no_file_can_have(tmp_path: Path) -> None:
    assert "cannot be read: File name too long" in refused(tmp_path / ("x" * 300))


@pytest.mark.parametrize("encoding", ["utf-7", "hex", "idna", "unicode_escape", "utf\\u0000"])
def test_what_makes_no_text_of_a_file_is_no_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "mapping.toml"
    path.write_text(f'[file]\nencoding = "{encoding}"\n{LEAST}')
    assert "file.encoding: " in refused(path)


def test_what_stands_in_a_mapping_cannot_steer_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "map\x1b[2Jping.toml"
    path.write_text('[file]\n"\u202e\x9b31m" = 1 = 2\n')
    said = refused(path)
    assert "\\x1b" in said and "\\u202e" in said
    assert not any(each in said for each in "\x1b\x9b\u202e")


def test_columns_that_are_named_cannot_steer_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "mapping.toml"
    path.write_text(LEAST)
    with pytest.raises(CannotImport) as caught:
        check_columns(read_mapping(path), ("\x1b[31mNo", "When\u202e", "What"))
    said = str(caught.value)
    assert "The columns of the file are" in said
    assert "\x1b" not in said and "\u202e" not in said
