"""The ways by which messages leave this installation, as its settings say."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from flask import Flask

from nightsafe.config import Settings
from nightsafe.delivery.kinds import KINDS, SAFETY
from nightsafe.delivery.mail import Folder, Outbox, Server
from nightsafe.delivery.push import Pusher
from nightsafe.delivery.push_keys import read_key
from nightsafe.delivery.sending import Try, Way
from nightsafe.delivery.states import MAIL, PUSH
from nightsafe.delivery.unsubscribing import token_of
from nightsafe.network.queries import network


def open_ways(app: Flask) -> dict[str, Way | None]:
    """Each channel's way; None where nothing is set up for it."""
    settings = app.extensions["settings"]
    assert isinstance(settings, Settings)
    return {MAIL: _mail(settings), PUSH: _push(settings)}


def mail_address(settings: Settings, *, demo: bool) -> str:
    """Where mail goes; the demo city's lies in its own folder."""
    if settings.mail_url or not demo:
        return settings.mail_url
    return (settings.data.resolve() / "mail").as_uri()


def _mail(settings: Settings) -> Way | None:
    here = network()
    address = mail_address(settings, demo=here is not None and here.demo)
    if not address:
        return None
    outbox = Outbox(settings.mail_from, settings.base_url, _leaving(settings.base_url))
    parts = urlsplit(address)
    if parts.scheme == "file":
        return Folder(Path(unquote(parts.path)), outbox)
    return Server(address, outbox)


def _leaving(base_url: str):  # type: ignore[no-untyped-def]
    def address(one: Try) -> str | None:
        group = KINDS[one.about.kind].group
        if group == SAFETY:
            return None
        return f"{base_url}/unsubscribe/{token_of(one.person_id, group)}"

    return address


def _push(settings: Settings) -> Way | None:
    key = read_key(settings.push_key_path)
    return None if key is None else Pusher(key, settings)
