"""A briefing as a mail, plain and HTML, from the same source as its page."""

from flask import render_template, url_for
from flask_babel import gettext as _

from nightsafe.briefings.approving import NUDGE
from nightsafe.briefings.document import Document, document_of
from nightsafe.briefings.models import Briefing
from nightsafe.briefings.states import State
from nightsafe.database import db
from nightsafe.delivery.letters import About, Letter, Recipient, plain


def compose(about: About, recipient: Recipient, base_url: str) -> Letter | None:
    """The letter of a briefing that was published, or of the nudge to read it."""
    briefing = db.session.get(Briefing, about.record_id)
    if briefing is None or briefing.state != State.PUBLISHED:
        return None
    document = document_of(briefing)
    path = url_for("briefings.read", briefing_id=briefing.id)
    if about.kind == NUDGE:
        subject = _("Not read yet: %(title)s", title=document.title)
        line = _("One screen: what happened, what to expect, the one thing to do.")
        return Letter(subject, line, plain(recipient, [subject + ".", line], base_url, path), path)
    subject = _("Briefing: %(title)s", title=document.title)
    if document.corrected:
        subject = _("Corrected briefing: %(title)s", title=document.title)
    html = render_template(
        "briefings/mail.html",
        document=document,
        recipient=recipient,
        address=base_url + path,
        subject=subject,
    )
    lines = in_plain(document)
    return Letter(
        subject, document.ask or document.title, plain(recipient, lines, base_url, path), path, html
    )


def in_plain(document: Document) -> list[str]:
    """A briefing as paragraphs of plain words, in the order of the page."""
    found = [document.title]
    if document.corrected:
        found.append(_("Corrected: %(words)s", words=document.corrected))
    found += [f"{one.label}: {one.shown}" for one in document.lead]
    if document.ask:
        found.append(_("THE ONE THING TO DO: %(ask)s", ask=document.ask))
    for section in document.sections:
        parts = [section.title.upper(), *section.paragraphs]
        if section.lines:
            parts.append("\n".join(f"- {one.label}: {one.shown}" for one in section.lines))
        if section.points:
            parts.append("\n".join(f"- {one}" for one in section.points))
        found.append("\n\n".join(parts))
    return [*found, "\n".join(document.rule)]
