"""Each setting is one environment variable; a bad one says which, and what to write."""

from dataclasses import fields
from pathlib import Path

import pytest

from nightsafe.config import PREFIX, SettingError, Settings, from_environment, variable


def test_defaults_serve_this_machine_from_sqlite() -> None:
    settings = from_environment({})
    assert settings == Settings()
    assert settings.url == f"sqlite:///{Path('data/nightsafe.db').resolve()}"
    assert settings.key_path == Path("data/installation.key")
    assert settings.erasures_path == Path("data/erasures.jsonl")
    assert settings.tls is False


def test_variables_are_read_and_what_is_given_wins() -> None:
    environ = {
        "NIGHTSAFE_DATA": "/srv/night",
        "NIGHTSAFE_OPEN_DEMO": "yes",
        "NIGHTSAFE_MAX_BODY": "2000",
        "NIGHTSAFE_BASE_URL": "https://night.example.org/",
        "NIGHTSAFE_KEY_FILE": "/etc/night.key",
        "OTHER_MAX_BODY": "1",
    }
    settings = from_environment(environ, max_body=None, data=Path("/tmp/x"))
    assert settings.data == Path("/tmp/x")
    assert settings.open_demo is True
    assert settings.max_body == 2000
    assert settings.base_url == "https://night.example.org"
    assert settings.tls is True
    assert settings.key_path == Path("/etc/night.key")


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_postgresql_is_reached_by_our_driver(scheme: str) -> None:
    settings = Settings(database_url=f"{scheme}://night@db.example.org/night")
    assert settings.url == "postgresql+psycopg://night@db.example.org/night"


def test_another_address_is_left_as_it_is() -> None:
    assert Settings(database_url="sqlite:////tmp/x.db").url == "sqlite:////tmp/x.db"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("max_body", "lots"),
        ("max_body", ""),
        ("max_body", "-1"),
        ("max_body", "²"),
        ("open_demo", "perhaps"),
        ("police_reference", "[A-Z"),
        ("base_url", "night.example.org"),
        ("base_url", "https://"),
        ("base_url", "javascript:alert(1)"),
        ("map_tiles", "tiles"),
        ("map_tiles", "http://tiles.example.org/{z}/{x}/{y}.png"),
        ("map_tiles", "https://tiles.example.org/{z}/{x}.png"),
        ("map_tiles", "https://{s}.example.org/{z}/{x}/{y}.png"),
        ("map_tiles", "https://tiles.example.org/{z}/{x}/{y}{r}.png"),
        ("map_tiles", "https://me:secret@tiles.example.org/{z}/{x}/{y}.png"),
        ("map_tiles", "https://tiles.example.org; script-src *//{z}/{x}/{y}.png"),
        ("map_tiles", "https://tiles.example.org:port/{z}/{x}/{y}.png"),
        ("map_tiles", "https://*/{z}/{x}/{y}.png"),
        ("map_file", "/nowhere/city.pmtiles"),
        ("map_file", __file__),
    ],
)
def test_a_bad_value_names_its_variable(name: str, value: str) -> None:
    with pytest.raises(SettingError, match=PREFIX + name.upper()):
        from_environment({variable(name): value})


@pytest.mark.parametrize(
    ("tiles", "host"),
    [
        ("", ""),
        ("https://tiles.example.org/{z}/{x}/{y}.png?key=a1", "https://tiles.example.org"),
        ("https://tiles.example.org:8443/{z}/{y}/{x}", "https://tiles.example.org:8443"),
    ],
)
def test_a_tile_server_is_known_by_its_host(tiles: str, host: str) -> None:
    assert from_environment({"NIGHTSAFE_MAP_TILES": tiles}).tile_host == host


def test_a_map_comes_from_a_server_or_a_file_and_not_from_both(tmp_path: Path) -> None:
    file = tmp_path / "city.pmtiles"
    file.write_bytes(b"PMTiles\x03")
    environ = {"NIGHTSAFE_MAP_FILE": str(file)}
    assert from_environment(environ).map_file == str(file)
    environ["NIGHTSAFE_MAP_TILES"] = "https://tiles.example.org/{z}/{x}/{y}.png"
    with pytest.raises(SettingError, match="NIGHTSAFE_MAP_FILE are both set"):
        from_environment(environ)


@pytest.mark.parametrize(
    ("value", "means"), [("", False), ("0", False), ("No", False), ("1", True), ("TRUE", True)]
)
def test_yes_and_no_are_read(value: str, means: bool) -> None:
    assert from_environment({"NIGHTSAFE_OPEN_DEMO": value}).open_demo is means


def test_every_setting_says_what_it_is() -> None:
    assert all(one.metadata["about"] for one in fields(Settings))
