"""The photos of an entry: its author's page of them, and each file for whom the entry is."""

import base64
from uuid import UUID

from flask import Response, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from nightsafe import clock, errors
from nightsafe.accounts import stepping_up
from nightsafe.database import db
from nightsafe.errors import ProductError
from nightsafe.gate import Actor, Can, me, reads, requires
from nightsafe.incidents import lifecycle, photos, queries
from nightsafe.incidents.categories import CATEGORIES
from nightsafe.incidents.models import Entry, Photo
from nightsafe.incidents.photo_files import Size, open_file
from nightsafe.incidents.photo_forms import BACK, PhotosForm
from nightsafe.incidents.photo_pages import photos_on
from nightsafe.incidents.photo_queries import photo_of
from nightsafe.incidents.photo_rules import (
    MOST,
    MOST_BYTES,
    may_add_photo,
    may_open_original,
)
from nightsafe.incidents.picture_sizes import size_of
from nightsafe.incidents.pixels import picture
from nightsafe.ledger.actions import stage

# A picture asks for nothing and runs nothing, whatever else is in its file.
NOTHING = "default-src 'none'; frame-ancestors 'none'; sandbox"
# A browser fits a picture that it shows alone to its screen, by a style of its own; what is
# served so was written by us, as JPEG.
ALONE = f"{NOTHING}; style-src 'unsafe-inline'"
ENDINGS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}


@requires(Can.LOG)
def index(entry_id: UUID) -> str:
    """The photos of one's own entry, to add to or to take away."""
    return _page(_own(me(), entry_id), PhotosForm.fresh())


@requires(Can.LOG, max_body=MOST_BYTES)
def add_photos(entry_id: UUID) -> ResponseReturnValue:
    """Add photos of a thing, from a plain form."""
    actor = me()
    if not may_add_photo(_own(actor, entry_id), actor):
        abort(403)
    form = PhotosForm()
    if not form.validate():
        return _page(_own(actor, entry_id), form), form.status
    # Pixels take a second or two: nobody waits for the database meanwhile.
    db.session.rollback()
    try:
        pictures = [picture(file.read()) for file in form.files]
        entry, now = _own(actor, entry_id), clock.now()
        for number, one in enumerate(pictures):
            photos.add_photo(actor, entry, form.photo_id(number), one, now=now)
        db.session.commit()
    except ProductError as error:
        db.session.rollback()
        status = errors.show(form, error)
        return _page(_own(actor, entry_id), form), status
    back = BACK.get(form.back.data or "", "incidents.photos")
    return redirect(url_for(back, entry_id=entry_id, done="photo-added"))


@requires(Can.LOG)
def remove_photo(entry_id: UUID, photo_id: UUID) -> ResponseReturnValue:
    """Take a photo off every screen."""
    actor = me()
    entry = _own(actor, entry_id)
    photo = db.session.get(Photo, photo_id)
    if photo is None or photo.entry_id != entry.id:
        abort(404)
    photos.remove_photo(actor, entry, photo, now=clock.now())
    db.session.commit()
    return redirect(url_for("incidents.photos", entry_id=entry_id, done="photo-removed"))


@reads
def photo(entry_id: UUID, photo_id: UUID) -> Response:
    """A photo as it is shown, for whoever may open its entry; each opening is a ledger row."""
    photo, _entry, octets = _opened(entry_id, photo_id, Size.SHOWN)
    response = Response(octets, mimetype="image/jpeg")
    response.headers["Content-Disposition"] = f'inline; filename="photo-{photo.number}.jpg"'
    response.headers["Content-Security-Policy"] = ALONE
    return response


@reads
def photo_original(entry_id: UUID, photo_id: UUID) -> Response:
    """The file as it arrived, as evidence: to be kept, never to be shown by a browser."""
    photo, entry, octets = _opened(entry_id, photo_id, Size.ORIGINAL)
    found = size_of(octets)
    name = f"{entry.reference}-{photo.number}.{ENDINGS[found[0]] if found else 'bin'}"
    response = Response(octets, mimetype="application/octet-stream")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Content-Security-Policy"] = NOTHING
    # RFC 9530.
    digest = base64.b64encode(photo.digest).decode()
    response.headers["Repr-Digest"] = f"sha-256=:{digest}:"
    return response


def _opened(entry_id: UUID, photo_id: UUID, size: Size) -> tuple[Photo, Entry, bytes]:
    actor = me()
    found = photo_of(actor, entry_id, photo_id)
    if found is None or (size is Size.ORIGINAL and not may_open_original(found[1], actor)):
        abort(404)
    photo, entry = found
    if entry.restricted and not lifecycle.is_author(entry, actor):
        stepping_up.require(actor)
    octets = open_file(photo, size)
    if not lifecycle.is_author(entry, actor):
        what = {"as": actor.role, "only": size, "photo": str(photo.id)}
        stage("read", entry.id, actor.person_id, what, now=clock.now())
    db.session.commit()
    return photo, entry, octets


def _page(entry: Entry, form: PhotosForm) -> str:
    actor = me()
    shown = photos_on(entry, actor)
    # What was sent wrongly is shown with its error; where nothing can be added there is no form.
    offered = form if shown["photos_form"] is not None or form.errors else None
    return render_template(
        "incidents/photos.html",
        entry=entry,
        category=CATEGORIES[entry.code],
        photos=shown["photos"],
        form=offered,
        may_remove=lifecycle.may_amend(entry, actor),
        most=MOST,
    )


def _own(actor: Actor, entry_id: UUID) -> Entry:
    entry = queries.own_entry(actor, entry_id)
    if entry is None:
        abort(404)
    return entry
