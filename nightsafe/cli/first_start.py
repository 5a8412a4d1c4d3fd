"""What happens once: the network's row, and a link for the person who will set it up."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flask import Flask, url_for
from sqlalchemy import exists, select

from nightsafe import clock
from nightsafe.accounts.inviting import first_coordinator
from nightsafe.accounts.models import Person
from nightsafe.accounts.rules import is_email
from nightsafe.cli.problems import CannotRun
from nightsafe.database import db
from nightsafe.network.actions import set_up_network
from nightsafe.network.models import Network


def check_time_zone(name: str) -> str:
    """The name of a time zone as it was given; raises CannotRun for one that does not exist."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as why:
        raise CannotRun(
            f"There is no time zone {name!r}. Write it as area and city, such as Europe/London "
            "or Europe/Dublin."
        ) from why
    return name


def check_email(email: str) -> str:
    """The e-mail address as it was given; raises CannotRun for what has not its shape."""
    if not is_email(email.strip()):
        raise CannotRun(f"{email!r} is no e-mail address: write it as name@place.")
    return email


def has_network(app: Flask) -> bool:
    """Whether the app's database has its network yet."""
    with app.app_context():
        return db.session.get(Network, 1) is not None


def network_of(app: Flask) -> Network:
    """The network of the app's database; raises NoResultFound before it is set up."""
    with app.app_context():
        return db.session.get_one(Network, 1)


def make_network(app: Flask, name: str, time_zone: str) -> None:
    """Make the network; commits."""
    with app.app_context():
        set_up_network(name, time_zone, actor_id=None, now=clock.now())
        db.session.commit()


def has_people(app: Flask) -> bool:
    """Whether anybody can sign in yet: whoever only brought records along never does."""
    with app.app_context():
        return bool(db.session.scalar(select(exists().where(Person.email.is_not(None)))))


def coordinator_link(app: Flask, address: str, email: str) -> str:
    """A fresh one-time link with which the first coordinator signs in; commits.

    `address` is where the server is reached. A link made earlier for this e-mail address stops
    working.
    """
    with app.test_request_context(base_url=address):
        token = first_coordinator("", email, now=clock.now())
        db.session.commit()
        link: str = url_for("accounts.invitation", token=token, _external=True)
        return link
