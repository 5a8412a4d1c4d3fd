"""The security headers of every answer, each set explicitly (R9)."""

import secrets
from collections.abc import Callable
from wsgiref.headers import Headers

from flask import Flask, Response, current_app, g, request

from nightsafe.config import Settings

CSP = (
    "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self'; "
    "img-src 'self' data:{images}; font-src 'self'; connect-src 'self'; "
    "manifest-src 'self'; worker-src 'self'; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'"
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
# A file is no page: what pages may use or open is not said of it some twenty times on a phone's
# first visit. Only one that a browser could open by itself is told to ask for nothing.
STATIC = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}
STATIC_CSP = "default-src 'none'; frame-ancestors 'none'"
PART_OF_A_PAGE = ("text/css", "text/javascript")
FILES = "/static/"


def nonce() -> str:
    """This answer's nonce."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(16)
    found: str = g.nonce
    return found


def allow_images(source: str) -> None:
    """Let this answer's page fetch pictures from one more source, such as `https://host`."""
    g.image_source = f" {source}"


def policy(images: str = "") -> str:
    """What a page may load and do, its scripts by this answer's nonce alone."""
    return CSP.format(nonce=nonce(), images=images)


def init_app(app: Flask) -> None:
    """Set the headers on every answer."""
    app.after_request(_set)


def _set(response: Response) -> Response:
    settings: Settings = current_app.extensions["settings"]
    a_file = request.path.startswith(FILES) and response.mimetype != "text/html"
    response.headers.update(fixed(tls=settings.tls, a_file=a_file))
    if not a_file:
        # A view may say less is allowed: what it serves is no page.
        allowed = policy(images=g.get("image_source", ""))
        response.headers.setdefault("Content-Security-Policy", allowed)
    elif response.mimetype not in PART_OF_A_PAGE:
        response.headers["Content-Security-Policy"] = STATIC_CSP
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers.pop("Server", None)
    return response


def fixed(*, tls: bool, a_file: bool = False) -> dict[str, str]:
    """The headers that are the same on every page, or file; `tls` where people come over https."""
    always = STATIC if a_file else HEADERS
    return {**always, "Strict-Transport-Security": HSTS} if tls else always


def for_static(settings: Settings) -> Callable[[Headers, str, str], None]:
    """What WhiteNoise, which answers before the app does, has to set on a file."""

    def add(headers: Headers, _path: str, _url: str) -> None:
        for name, value in fixed(tls=settings.tls, a_file=True).items():
            headers[name] = value
        if not (headers["Content-Type"] or "").startswith(PART_OF_A_PAGE):
            headers["Content-Security-Policy"] = STATIC_CSP

    return add
