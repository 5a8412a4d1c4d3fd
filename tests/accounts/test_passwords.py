"""What may be a password, and what checking one costs."""

import pytest
from argon2 import PasswordHasher, extract_parameters
from flask import Flask

from nightsafe.accounts.passwords import hash_password, matches, problem_with
from tests.accounts.ways import counted_hashes


@pytest.mark.parametrize(
    "password",
    [
        "short",
        "x" * 201,
        "dora@example.org",
        "doradoorman",
        "Dora Doorman1",
        "Password123",
        "PASSWORD-123",
        "1234567890",
        "aaaaaaaaaaaa",
        "ababababab",
    ],
)
def test_r11_what_many_would_guess_is_refused(app: Flask, password: str) -> None:
    assert problem_with(password, "dora@example.org", "Dora Doorman") is not None


@pytest.mark.parametrize("password", ["a lamp in the window", "ten letter", "x" * 100 + "yzw" * 20])
def test_words_in_a_row_are_fine(app: Flask, password: str) -> None:
    assert problem_with(password, "dora@example.org", "Dora Doorman") is None


def test_r53_passwords_are_kept_as_argon2id() -> None:
    stored = hash_password("a lamp in the window")
    assert stored.startswith("$argon2id$")
    assert matches(stored, "a lamp in the window")
    assert not matches(stored, "a lamp in the windows")


def test_r13_nobody_costs_one_hash_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    with counted_hashes(monkeypatch) as hashes:
        assert not matches(None, "a lamp in the window")
    assert len(hashes) == 1


def test_r53_each_guess_costs_what_is_advised_whether_there_is_an_account_or_not(
    full_price: tuple[PasswordHasher, str],
) -> None:
    hasher, nobody = full_price
    paid = extract_parameters(hasher.hash("a lamp in the window"))
    assert (paid.type.name, paid.time_cost, paid.memory_cost) == ("ID", 2, 19_456)
    assert extract_parameters(nobody) == paid
