"""The security headers of every answer, each set explicitly (R9)."""

import secrets
from collections.abc import Callable
from wsgiref.headers import Headers

from flask import Flask, Response, current_app, g

from nightsafe.config import Settings

CSP = (
    "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
# Our own pages may ask where the phone is and for a photo; nothing else, nobody else.
PERMISSIONS = (
    "geolocation=(self), camera=(self), microphone=(), payment=(), usb=(), "
    "accelerometer=(), gyroscope=(), magnetometer=(), browsing-topics=()"
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": PERMISSIONS,
}
HSTS = "max-age=63072000; includeSubDomains"
# A static file asks for nothing and runs nothing by itself.
STATIC_CSP = "default-src 'none'; frame-ancestors 'none'"


def nonce() -> str:
    """This answer's nonce."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(16)
    found: str = g.nonce
    return found


def init_app(app: Flask) -> None:
    """Set the headers on every answer."""
    app.after_request(_set)


def _set(response: Response) -> Response:
    settings: Settings = current_app.extensions["settings"]
    response.headers.update(fixed(tls=settings.tls))
    # A view may say less is allowed: what it serves is no page.
    response.headers.setdefault("Content-Security-Policy", CSP.format(nonce=nonce()))
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers.pop("Server", None)
    return response


def fixed(*, tls: bool) -> dict[str, str]:
    """The headers that are the same on every answer; `tls` where people come over https."""
    return {**HEADERS, "Strict-Transport-Security": HSTS} if tls else HEADERS


def for_static(settings: Settings) -> Callable[[Headers, str, str], None]:
    """What WhiteNoise, which answers before the app does, has to set on a file."""

    def add(headers: Headers, _path: str, _url: str) -> None:
        for name, value in fixed(tls=settings.tls).items():
            headers[name] = value
        headers["Content-Security-Policy"] = STATIC_CSP

    return add
