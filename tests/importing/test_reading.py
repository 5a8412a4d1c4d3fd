"""Text files of records are read as they come: delimiters, quotes, lines, encodings, gzip."""

import gzip
import hashlib
import os
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import pytest

from nightsafe.importing.files.reading import open_source
from nightsafe.importing.mapping import File
from nightsafe.importing.problems import CannotImport

PLAIN = "id,what,where\n1,Fight,High Row\n2,Theft,Low Row\n"


def written(folder: Path, data: str | bytes, name: str = "records.csv") -> Path:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def cells(path: Path, file: File | None = None) -> list[list[str]]:
    with open_source(path, file or File()) as source:
        return [[row.cell(one) for one in source.columns] for row in source.rows()]


def lines(path: Path) -> list[int]:
    with open_source(path, File()) as source:
        return [row.line for row in source.rows()]


def test_a_source_has_columns_rows_and_a_digest(tmp_path: Path) -> None:
    path = written(tmp_path, PLAIN)
    with open_source(path, File()) as source:
        assert source.name == "records.csv"
        assert source.columns == ("id", "what", "where")
        assert source.digest == hashlib.sha256(PLAIN.encode()).hexdigest()
        first = [dict(row.cells) for row in source.rows()]
        assert first == [dict(row.cells) for row in source.rows()], "it can be read again"
        assert first[0] == {"id": "1", "what": "Fight", "where": "High Row"}
        assert not source.of_rejects


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_what_separates_the_cells_is_found_out_and_said(tmp_path: Path, delimiter: str) -> None:
    others = ",;|".replace(delimiter, "")
    rows = [["id", "what", "note"], *([str(n), "Fight", f"a {others} b"] for n in range(9))]
    path = written(tmp_path, "".join(delimiter.join(row) + "\n" for row in rows))
    with open_source(path, File()) as source:
        assert source.used.delimiter == delimiter
        assert len(list(source.rows())) == 9
        assert source.spoken.startswith("CSV in UTF-8, its cells separated by ")


def test_commas_within_the_cells_do_not_win_over_what_separates_them(tmp_path: Path) -> None:
    rows = "".join(f"{n};{n},5;at, about, near\n" for n in range(20))
    with open_source(written(tmp_path, "id;metres;where, about\n" + rows), File()) as source:
        assert source.columns == ("id", "metres", "where, about")


def test_what_the_mapping_says_separates_them(tmp_path: Path) -> None:
    path = written(tmp_path, "a;b,c;d\n1;2,3;4\n")
    assert cells(path, File(delimiter=";")) == [["1", "2,3", "4"]]


def test_two_ways_that_fit_alike_are_asked_about(tmp_path: Path) -> None:
    with pytest.raises(CannotImport, match=r"commas or semicolons.*delimiter ="):
        open_source(written(tmp_path, "a,b;c\n1,2;3\n4,5;6\n"), File())


def test_one_column_is_a_table_too(tmp_path: Path) -> None:
    assert cells(written(tmp_path, "what\nFight\nTheft\n")) == [["Fight"], ["Theft"]]


def test_quoted_cells_hold_delimiters_quotes_and_lines(tmp_path: Path) -> None:
    path = written(tmp_path, 'id,note\r\n1,"said ""no"",\r\nthen left"\r\n2,plain\r\n')
    assert cells(path) == [["1", 'said "no",\nthen left'], ["2", "plain"]]
    assert lines(path) == [2, 4], "a row stands where it begins"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_may_end_in_any_way(tmp_path: Path, end: str) -> None:
    path = written(tmp_path, PLAIN.replace("\n", end))
    assert (cells(path)[1], lines(path)) == (["2", "Theft", "Low Row"], [2, 3])


def test_empty_rows_are_left_out_and_counted(tmp_path: Path) -> None:
    assert lines(written(tmp_path, "id,what\n\n1,Fight\n , \n,\n\n2,Theft\n")) == [3, 7]


def test_cells_are_trimmed_and_missing_last_ones_are_empty(tmp_path: Path) -> None:
    assert cells(written(tmp_path, "id,what,where\n 1 ,\tFight\n")) == [["1", "Fight", ""]]


def test_empty_columns_after_the_last_name_are_none(tmp_path: Path) -> None:
    path = written(tmp_path, " id , What\tkind,,\n1,Fight,,\n")
    with open_source(path, File()) as source:
        assert source.columns == ("id", "What kind")


def test_the_header_may_stand_lower(tmp_path: Path) -> None:
    path = written(tmp_path, 'Log of the "Lantern\n\n' + PLAIN)
    assert cells(path, File(header_line=3))[0] == ["1", "Fight", "High Row"]
    with open_source(path, File(header_line=3)) as source:
        assert [row.line for row in source.rows()] == [4, 5]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_an_encoding_that_the_file_itself_tells_needs_no_mapping(
    tmp_path: Path, encoding: str
) -> None:
    path = written(tmp_path, "id,what\n1,Zażółć 夜\n".encode(encoding))
    assert cells(path) == [["1", "Zażółć 夜"]]
    assert cells(path, File(encoding="cp1252") if "-sig" in encoding else None)


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16-le", "utf-16", "mac_roman", "latin-1"])
def test_an_encoding_that_the_mapping_tells(tmp_path: Path, encoding: str) -> None:
    written_in = "utf-16-le" if encoding == "utf-16" else encoding
    path = written(tmp_path, "id,what\n1,Café\n".encode(written_in))
    assert cells(path, File(encoding=encoding)) == [["1", "Café"]]


def test_gzip_is_known_by_its_content(tmp_path: Path) -> None:
    packed = gzip.compress(PLAIN.encode())
    path = written(tmp_path, packed, "records.csv")
    with open_source(path, File()) as source:
        assert len(list(source.rows())) == 2
        assert source.digest == hashlib.sha256(PLAIN.encode()).hexdigest(), "packed or not"
    assert cells(written(tmp_path, PLAIN, "plain.gz"))[0][0] == "1"


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_progress_tells_how_far_it_is(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    data = pack(b"id,note\n" + b"".join(b"%d,%d\n" % (n, n**9) for n in range(3000)))
    told: list[tuple[int, int]] = []
    with open_source(written(tmp_path, data), File()) as source:
        rows = list(source.rows(lambda done, total: told.append((done, total))))
    assert len(rows) == 3000
    assert told[-1] == (len(data), len(data))
    assert told == sorted(told)


def test_characters_and_line_ends_may_lie_across_two_blocks(tmp_path: Path) -> None:
    for shift in range(3):
        text = "id,note\r\n" + "x" * shift + "".join(f"{n},ż夜\r\n" for n in range(9_000))
        found = cells(written(tmp_path, text))
        assert len(found) == 9_000
        assert {note for _, note in found} == {"ż夜"}


def test_a_large_file_is_never_in_memory(tmp_path: Path) -> None:
    import tracemalloc

    path = written(tmp_path, "id,note\n" + "".join(f"{n},{'x' * 999}\n" for n in range(6_000)))
    with open_source(path, File()) as source:
        tracemalloc.start()
        try:
            count = sum(1 for _ in source.rows())
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert count == 6_000
    assert peak < 1_000_000, f"{peak} bytes for a file of {path.stat().st_size}"


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
@pytest.mark.parametrize("at", [1, 300, 2999])
def test_a_file_cut_while_it_is_read_loses_no_row_in_silence(
    tmp_path: Path, pack: Callable[[bytes], bytes], at: int
) -> None:
    data = pack(b"id,note\n" + b"".join(b"%d,%d\n" % (n, n**9) for n in range(3000)))
    path = written(tmp_path, data)
    with open_source(path, File()) as source:
        rows = source.rows()
        assert len(list(islice(rows, at))) == at
        os.truncate(path, len(data) // 2)
        with pytest.raises(CannotImport, match=r"has changed since.*nothing is brought in twice"):
            list(rows)


def test_another_file_put_in_its_place_is_noticed(tmp_path: Path) -> None:
    path = written(tmp_path, PLAIN)
    when = path.stat()
    with open_source(path, File()) as source:
        other = written(tmp_path, PLAIN.replace("Fight", "Theft"), "other.csv")
        os.utime(other, ns=(when.st_atime_ns, when.st_mtime_ns))
        other.replace(path)
        with pytest.raises(CannotImport, match="has changed since"):
            list(source.rows())


def test_a_last_line_that_nothing_ends_is_doubted_and_read(tmp_path: Path) -> None:
    path = written(tmp_path, PLAIN + "3,Fight,Hi")
    with open_source(path, File()) as source:
        assert len(list(source.rows())) == 3
        assert source.doubts == (
            'Nothing ends the last line of the file, line 4: "3,Fight,Hi". Was it cut off there? '
            "If that line is whole, all is well.",
        )
    with open_source(written(tmp_path, PLAIN), File()) as source:
        assert len(list(source.rows())) == 2
        assert source.doubts == ()


def test_a_name_that_is_no_text_can_be_kept_and_shown(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/p\xff\x1b[31m.csv"))
    path.write_text(PLAIN)
    with open_source(path, File()) as source:
        assert len(list(source.rows())) == 2
        assert source.name == "p\\udcff\\x1b[31m.csv"
    path.write_text("id,what\n")
    with pytest.raises(CannotImport, match=r"p\\udcff\\x1b\[31m.csv has the names"):
        open_source(path, File())


def test_a_file_that_changes_meanwhile_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, PLAIN)
    with open_source(path, File()) as source:
        written(tmp_path, PLAIN + "3,Fight,High Row\n")
        with pytest.raises(CannotImport, match="has changed since"):
            list(source.rows())
