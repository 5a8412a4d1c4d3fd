"""What a browser needs to install the app: manifest, worker, the page without signal."""

import hashlib
import json
from functools import lru_cache
from pathlib import Path

from flask import Response, abort, current_app, g, render_template, request
from flask_babel import get_locale
from flask_babel import gettext as _

from nightsafe.gate import public
from nightsafe.network.queries import network
from nightsafe.offline.pack import NO_SIGNAL
from nightsafe.scripts import Script

# A worker's script and a manifest are asked for at every start of the app; an hour old will do.
KEPT_FOR = "max-age=3600"
NIGHT = "#0d1220"
WORKER = Path(__file__).resolve().parents[2] / "static" / "js" / "worker"
# A worker runs under the policy of its own script: it asks our own server, and nobody else.
WORKER_CSP = "default-src 'none'; connect-src 'self'; script-src 'self'"


@public
def manifest() -> Response:
    """Name, icons and colours of the installed app."""
    here = network()
    name = f"nightsafe {here.name}" if here and here.name else "nightsafe"
    static = current_app.jinja_env.globals["static_url"]
    icons = [
        {
            "src": static(f"icons/{kind}-{side}.png"),  # type: ignore[operator]
            "sizes": f"{side}x{side}",
            "type": "image/png",
            "purpose": purpose,
        }
        for kind, purpose in (("icon", "any"), ("maskable", "maskable"))
        for side in (192, 512)
    ]
    content = {
        "id": "/",
        "name": name,
        "short_name": "nightsafe",
        "description": _("Log what happens tonight, also without signal."),
        "lang": str(get_locale() or "en"),
        "dir": "ltr",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": NIGHT,
        "theme_color": NIGHT,
        "icons": icons,
    }
    response = Response(json.dumps(content), mimetype="application/manifest+json")
    response.headers["Cache-Control"] = f"private, {KEPT_FOR}"
    return response


@public
def worker() -> Response:
    """The service worker: what it has to know of this installation, then what it does."""
    here = network()
    about = repr((here.name, here.control_room_number, here.demo) if here else None)
    shell = {
        "build": current_app.extensions["build"],
        "network": hashlib.sha256(about.encode()).hexdigest()[:12],
        "offline": NO_SIGNAL,
    }
    response = Response(f"const SHELL = {json.dumps(shell)};\n{_script()}")
    response.mimetype = "text/javascript"
    response.headers["Cache-Control"] = f"private, {KEPT_FOR}"
    response.headers["Content-Security-Policy"] = WORKER_CSP
    return response


@public
def script(name: str) -> Response:
    """One module of a page."""
    found: Script | None = current_app.extensions["scripts"].get(name)
    if found is None:
        abort(404)
    response = Response(found.text, mimetype="text/javascript")
    # Kept for good under its hash; an address of another time must not keep this one.
    right = found.address.endswith(f"?v={request.args.get('v')}")
    response.headers["Cache-Control"] = "public, max-age=31536000" if right else "no-cache"
    return response


@lru_cache(maxsize=1)
def _script() -> str:
    return "".join(path.read_text(encoding="utf-8") for path in sorted(WORKER.glob("*.js")))


@public
def offline() -> str:
    """What is shown when a page cannot be had: as kept for a person, or as for nobody."""
    if g.get("kept"):
        return render_template("offline/no_signal.html")
    # The page for nobody lies beside other people's: it says nothing of who fetched it.
    return render_template(
        "offline/no_signal.html", me=None, tabs=[], notice_count=0, phone=None, kept=True, theme=""
    )
