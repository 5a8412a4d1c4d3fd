"""Who may reach the demo's page of people: whoever sits at this machine, unless it was opened."""

from ipaddress import IPv6Address, ip_address
from urllib.parse import urlsplit

from flask import current_app, request

from nightsafe.config import Settings
from nightsafe.network.queries import network

# With any of these somebody else's request was passed on, and where from is only hearsay.
_PASSED_ON = (
    "Forwarded",
    "Via",
    "X-Forwarded-For",
    "X-Forwarded-Host",
    "X-Forwarded-Proto",
    "X-Real-IP",
)


# A page elsewhere can have its own name lead to this machine: only these names are our own.
_OUR_NAMES = {"localhost", "127.0.0.1", "::1"}


def is_open() -> bool:
    """Whether this network is a demo, and this client may sign in as its people."""
    here = network()
    if here is None or not here.demo:
        return False
    settings: Settings = current_app.extensions["settings"]
    return settings.open_demo or is_this_machine()


def is_this_machine() -> bool:
    """Whether the request came straight from this machine, and was meant for it."""
    if any(name in request.headers for name in _PASSED_ON) or not _asked_for_by_our_name():
        return False
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return False
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped.is_loopback
    return address.is_loopback


def _asked_for_by_our_name() -> bool:
    try:
        return urlsplit(f"//{request.headers.get('Host', '')}").hostname in _OUR_NAMES
    except ValueError:
        return False
