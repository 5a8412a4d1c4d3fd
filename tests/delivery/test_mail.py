"""What a mail server may answer, and what that means for a letter and for those behind it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID

import pytest

from nightsafe.delivery.letters import About, Letter, Recipient
from nightsafe.delivery.mail import Outbox, Server
from nightsafe.delivery.sending import Broken, Refused, Try
from tests.delivery.catchers import BREAK, Catcher, mail_server

NOON = datetime(2026, 11, 16, 13, 0, tzinfo=UTC)
DORA = Recipient(1, "Dora Doorman", "dora@example.org", None, stands=True)
LETTER = Letter("Something waits", "Open it.", "Hello Dora,")


@pytest.fixture
def mail() -> Iterator[Catcher]:
    """A mail server on this machine."""
    with mail_server() as catcher:
        yield catcher


def server(mail: Catcher, name: str = "") -> Server:
    outbox = Outbox("nightsafe <night@example.org>", "https://night.example.org", lambda _one: None)
    return Server(f"smtp://{name}127.0.0.1:{mail.port}", outbox)


def a_try(number: int) -> Try:
    about = About(number, "urgent", UUID(int=number), "")
    return Try(number, about, 1, "mail", None, safety=True, created_at=NOON, tries=1, at=NOON)


def refusal(way: Server, number: int) -> tuple[str, bool]:
    with pytest.raises(Refused) as caught:
        way.send(a_try(number), DORA, LETTER)
    return caught.value.problem, caught.value.lasting


def otherwise(mail: Catcher, step: str, answer: str) -> None:
    mail.happens = lambda at, _number: answer if at == step else None


@pytest.mark.parametrize("answer", ["535 wrong", "454 not now"])
def test_nothing_leaves_on_a_connection_that_was_not_signed_in(mail: Catcher, answer: str) -> None:
    """Else a server that takes mail of members alone would say that addresses do not exist."""
    otherwise(mail, "auth", answer)
    way = server(mail, "night:secret@")
    expected = ("sign-in" if answer.startswith("535") else "busy", False)
    assert [refusal(way, number) for number in (1, 2)] == [expected, expected]
    assert mail.taken == []


def test_nothing_leaves_on_a_connection_that_was_to_be_sealed_and_is_not(mail: Catcher) -> None:
    mail.offers = "STARTTLS"
    otherwise(mail, "starttls", "454 no keys")
    way = server(mail)
    assert [refusal(way, number) for number in (1, 2)] == [("busy", False)] * 2
    assert mail.taken == []


def test_no_name_and_password_go_unsealed_to_another_machine(mail: Catcher) -> None:
    """127.1 is this machine by a name that does not say so."""
    outbox = Outbox("nightsafe <night@example.org>", "https://night.example.org", lambda _one: None)
    seen: list[str] = []

    def happens(step: str, _number: int) -> None:
        seen.append(step)

    mail.happens = happens
    way = Server(f"smtp://night:secret@127.1:{mail.port}", outbox)
    assert refusal(way, 1) == ("open", False)
    assert "connect" in seen and "auth" not in seen
    assert mail.taken == []


@pytest.mark.parametrize(
    ("step", "answer"),
    [("connect", "554 go away"), ("connect", "421 full"), ("from", "553 not you")],
)
def test_a_server_that_does_not_want_us_is_no_fault_of_the_letter(
    mail: Catcher, step: str, answer: str
) -> None:
    otherwise(mail, step, answer)
    assert refusal(server(mail), 1)[1] is False


@pytest.mark.parametrize("answer", ["who knows", "251 perhaps"])
def test_an_answer_that_is_not_understood_may_have_been_a_yes(mail: Catcher, answer: str) -> None:
    otherwise(mail, "dot", answer)
    with pytest.raises(Broken) as caught:
        server(mail).send(a_try(1), DORA, LETTER)
    assert caught.value.handed_over


def test_a_server_that_is_away_is_called_once_and_not_for_each_letter(mail: Catcher) -> None:
    """A warning's push must not wait behind a minute of silence for each of its letters."""
    calls: list[int] = []

    def happens(step: str, number: int) -> str | None:
        if step == "connect":
            calls.append(number)
            return BREAK
        return None

    mail.happens = happens
    way = server(mail)
    assert [refusal(way, number) for number in (1, 2, 3)] == [("away", False)] * 3
    assert calls == [1]


def test_a_letter_after_one_that_was_refused_goes_by_the_same_line(mail: Catcher) -> None:
    mail.happens = lambda step, n: "550 nobody" if (step, n) == ("rcpt", 1) else None
    way = server(mail)
    assert refusal(way, 1) == ("address", True)
    way.send(a_try(2), DORA, LETTER)
    way.close()
    (only,) = mail.ids()
    assert only.startswith("<message.2.")
