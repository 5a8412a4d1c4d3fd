"""A first start that is interrupted leaves nothing that the next one would take for finished."""

from pathlib import Path

import pytest
from flask import Flask

from nightsafe.cli import up
from nightsafe.cli.first_database import make_first_database
from nightsafe.cli.first_start import has_network, make_network, network_of
from nightsafe.cli.progress import Progress
from nightsafe.config import Settings


class Unplugged(Exception):
    """Somebody pulled the plug."""


def test_an_interrupted_start_is_begun_anew(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)

    def unplug(app: Flask) -> None:
        make_network(app, "Half a city", "Europe/London")
        raise Unplugged

    with pytest.raises(Unplugged):
        make_first_database(settings, unplug)
    assert not (tmp_path / "nightsafe.db").exists()
    key = (tmp_path / "installation.key").read_bytes()

    app = make_first_database(
        settings, lambda new: make_network(new, "A whole city", "Europe/London")
    )
    assert has_network(app)
    assert network_of(app).name == "A whole city"
    assert (tmp_path / "installation.key").read_bytes() == key
    assert not list(tmp_path.glob("first-start*"))


def test_the_demo_is_loaded_into_the_new_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def load(progress: Progress) -> None:
        for done in range(11):
            progress(done, 10)

    monkeypatch.setattr("nightsafe.demo.load.load_demo", load)
    make_first_database(Settings(data=tmp_path), up.fill_with_demo)
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "Making the demo city: 0 %"
    assert said[-2] == "Making the demo city: 100 %"
    assert said[-1].startswith("Making the demo city: done in")
    assert len(said) <= 6
