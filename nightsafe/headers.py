"""The security headers of every answer, each set explicitly (R9)."""

import secrets

from flask import Flask, Response, g, request

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
    response.headers.update(HEADERS)
    response.headers["Content-Security-Policy"] = CSP.format(nonce=nonce())
    if request.endpoint != "health.healthz":
        response.headers.setdefault("Cache-Control", "no-store")
    if request.is_secure or response.headers.get("Strict-Transport-Security"):
        response.headers["Strict-Transport-Security"] = HSTS
    response.headers.pop("Server", None)
    return response
