"""What somebody wrote lies under a key of its own record, and that under the installation's."""

import stat
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask

from nightsafe.database import db
from nightsafe.ledger import keys
from nightsafe.ledger.crypto import canonical, open_for, record_key, seal_for
from nightsafe.ledger.keys import InstallationKey, KeyProblem, Unreadable, make_key, read_key
from nightsafe.ledger.models import RecordKey

ONE, OTHER = InstallationKey(b"1" * 32), InstallationKey(b"2" * 32)


def test_a_wrapped_key_comes_back() -> None:
    record, key = uuid4(), keys.new_key()
    wrapped = ONE.wrap(record, key)
    assert key not in wrapped
    assert ONE.unwrap(record, wrapped) == key


def test_a_wrapped_key_moved_to_another_record_is_refused() -> None:
    wrapped = ONE.wrap(uuid4(), keys.new_key())
    with pytest.raises(Unreadable):
        ONE.unwrap(uuid4(), wrapped)


def test_a_wrapped_key_is_refused_by_another_installation() -> None:
    record = uuid4()
    with pytest.raises(Unreadable):
        OTHER.unwrap(record, ONE.wrap(record, keys.new_key()))


@pytest.mark.parametrize("sealed", [b"", b"\x00" * 11, b"\x00" * 12, b"\x00" * 60])
def test_what_was_never_sealed_is_refused(sealed: bytes) -> None:
    with pytest.raises(Unreadable):
        keys.unseal(keys.new_key(), sealed, b"")


def test_sealing_twice_gives_two_ciphertexts() -> None:
    key = keys.new_key()
    assert keys.seal(key, b"same", b"") != keys.seal(key, b"same", b"")


def test_derived_keys_differ_by_purpose_and_installation() -> None:
    made = {key.derive(purpose) for key in (ONE, OTHER) for purpose in ("a", "b", "key id")}
    assert len(made) == 6
    assert {len(each) for each in made} == {32}
    assert ONE.key_id not in ONE.secret.hex()
    assert ONE.keyed_hash("a", b"x") != OTHER.keyed_hash("a", b"x")
    assert ONE.keyed_hash("a", b"x") != ONE.keyed_hash("b", b"x")


def test_derivation_is_pinned() -> None:
    """A change here would leave every database unreadable."""
    zero = InstallationKey(bytes(32))
    assert zero.key_id == "22fb7f1760d00728"
    assert zero.derive("wrap record keys").hex()[:16] == "c174f75fd913f485"
    assert zero.keyed_hash("submission body", b"{}").hex()[:16] == "7a0ff88c6f148715"


def test_a_key_file_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "installation.key"
    made = make_key(path)
    assert read_key(path) == made
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(FileExistsError):
        make_key(path)
    assert read_key(path) == made


def test_a_missing_key_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(KeyProblem, match=r"is missing.*Put the key file back"):
        read_key(tmp_path / "installation.key")


@pytest.mark.parametrize("content", ["", "zz" * 32, "ab" * 31, "ab" * 33, "é"])
def test_a_key_that_is_none_says_what_it_should_be(tmp_path: Path, content: str) -> None:
    path = tmp_path / "installation.key"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(KeyProblem, match="64 hexadecimal figures"):
        read_key(path)


def test_a_text_is_bound_to_its_record_and_version(app: Flask) -> None:
    mine, yours = uuid4(), uuid4()
    sealed = seal_for(mine, 1, {"text": "a torn coat"})
    seal_for(yours, 1, {})
    assert open_for(mine, 1, sealed) == {"text": "a torn coat"}
    for record, version in ((mine, 2), (mine, "1 "), (yours, 1)):
        with pytest.raises(Unreadable, match=str(record)):
            open_for(record, version, sealed)


def test_keys_exchanged_between_two_records_open_neither(app: Flask) -> None:
    mine, yours = uuid4(), uuid4()
    sealed = seal_for(mine, 1, "mine")
    seal_for(yours, 1, "yours")
    db.session.commit()
    one, two = db.session.get_one(RecordKey, mine), db.session.get_one(RecordKey, yours)
    one.wrapped, two.wrapped = two.wrapped, one.wrapped
    db.session.commit()
    with pytest.raises(Unreadable):
        open_for(mine, 1, sealed)


def test_a_record_without_a_key_is_not_given_one_by_reading(app: Flask) -> None:
    with pytest.raises(Unreadable, match="no key"):
        record_key(uuid4())
    assert db.session.query(RecordKey).count() == 0


def test_unwrapped_keys_are_forgotten_with_their_transaction(app: Flask) -> None:
    record = uuid4()
    seal_for(record, 1, "x")
    assert record in db.session().info["record_keys"]
    db.session.commit()
    assert "record_keys" not in db.session().info
    record_key(record)
    db.session.rollback()
    assert "record_keys" not in db.session().info


def test_canonical_json_is_pinned() -> None:
    assert (
        canonical({"b": [1, True, None], "a": "é\n"}) == '{"a":"é\\n","b":[1,true,null]}'.encode()
    )
    assert canonical({"a": 1, "b": 2}) == canonical({"b": 2, "a": 1})
    with pytest.raises(ValueError, match="float"):
        canonical(float("nan"))
