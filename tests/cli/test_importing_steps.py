"""What a command says while it opens a workbook that is large."""

from pathlib import Path

import pytest
from openpyxl import Workbook

from nightsafe.cli import importing_steps
from nightsafe.importing.mapping import File
from nightsafe.importing.problems import CannotImport


def test_a_large_workbook_is_not_opened_in_silence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    book = Workbook()
    for row in (["id", "what"], [1, "Fight"]):
        book.worksheets[0].append(row)
    book.save(tmp_path / "records.xlsx")
    importing_steps.opened(tmp_path / "records.xlsx", File()).close()
    assert capsys.readouterr().out == "", "a small one is open at once"
    monkeypatch.setattr(importing_steps, "LARGE", 100)
    importing_steps.opened(tmp_path / "records.xlsx", File()).close()
    assert capsys.readouterr().out.splitlines()[-2:] == ["Opening: 100 %", "Opening: done in 0 s"]
    book.worksheets[0].merge_cells("A1:B2")
    book.save(tmp_path / "records.xlsx")
    with pytest.raises(CannotImport):
        importing_steps.opened(tmp_path / "records.xlsx", File())
    assert "done" not in capsys.readouterr().out
