"""The application factory: what is wired to what, and nothing else."""

import hashlib
from functools import lru_cache
from importlib import import_module
from pathlib import Path

from flask import Flask
from flask_wtf import CSRFProtect
from whitenoise import WhiteNoise

from nightsafe import database, errors, escaping, forms, gate, headers, language, scripts
from nightsafe.accounts import enforce, sessions
from nightsafe.compression import Compression
from nightsafe.config import Settings, from_environment
from nightsafe.delivery.views_unsubscribe import BY_ADDRESS
from nightsafe.home import context
from nightsafe.ledger.keys import read_key
from nightsafe.offline import door

TOP = Path(__file__).resolve().parent.parent

# Every feature with screens; each has a `views` module whose blueprint is `views`.
FEATURES = (
    "home",
    "accounts",
    "delivery",
    "network",
    "incidents",
    "visits",
    "shifts",
    "review",
    "referrals",
    "aggregates",
    "calendar",
    "briefings",
    "alerts",
    "offline",
    "importing",
    "api",
    "demo",
)


def create_app(settings: Settings | None = None) -> Flask:
    """The application, ready to serve.

    Raises KeyProblem when the installation's key is missing, RuntimeError when a view
    declares no permission.
    """
    settings = settings or from_environment()
    app = Flask("nightsafe", root_path=str(TOP), template_folder="templates", static_folder=None)
    key = read_key(settings.key_path)
    app.extensions["installation_key"] = key
    app.extensions["settings"] = settings
    app.config.update(
        SECRET_KEY=key.derive("cookie").hex(),
        SQLALCHEMY_DATABASE_URI=settings.url,
        MIGRATIONS=str(TOP / "nightsafe" / "migrations"),
        MAX_CONTENT_LENGTH=settings.max_body,
        MAX_FORM_MEMORY_SIZE=settings.max_body,
        SESSION_COOKIE_NAME="__Host-nightsafe" if settings.tls else "nightsafe",
        SESSION_COOKIE_SECURE=settings.tls,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        # A token lives as long as its session: a shift is longer than an hour.
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
        BABEL_TRANSLATION_DIRECTORIES=str(TOP / "nightsafe" / "translations"),
    )
    database.init_app(app)
    headers.init_app(app)
    forms.init_app(app)
    language.init_app(app)
    escaping.init_app()
    enforce.init_app(app)
    csrf = CSRFProtect(app)
    sessions.init_app(app)
    errors.init_app(app)
    app.extensions["build"] = build()
    context.init_app(app, static_address, build())
    scripts.init_app(app, TOP / "static")
    for feature in FEATURES:
        app.register_blueprint(import_module(f"nightsafe.{feature}.views").views)
    for view in (*door.TOKEN_ONLY, *BY_ADDRESS):
        csrf.exempt(view)
    gate.check_every_view(app)
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=TOP / "static",
        prefix="static/",
        max_age=31_536_000,
        allow_all_origins=False,
        add_headers_function=headers.for_static(settings),
    )
    app.wsgi_app = Compression(app.wsgi_app, files="/static/")  # type: ignore[method-assign]
    return app


@lru_cache(maxsize=1)
def build() -> str:
    """A name for the pages and scripts as they are now: another one when any of them changes."""
    digest = hashlib.sha256()
    for folder in ("templates", "static", "nightsafe/translations"):
        for path in sorted((TOP / folder).rglob("*")):
            if path.is_file():
                digest.update(path.relative_to(TOP).as_posix().encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


@lru_cache(maxsize=256)
def static_address(path: str) -> str:
    """The address of a static file, with a hash of its content, so that it can be kept for good."""
    digest = hashlib.sha256((TOP / "static" / path).read_bytes()).hexdigest()[:12]
    return f"/static/{path}?v={digest}"
