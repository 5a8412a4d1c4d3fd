"""The addresses of accounts; the views behind them are split by subject."""

from flask import Blueprint

from nightsafe import clock
from nightsafe.accounts import (
    granting,
    queries,
    recipients,
    stepping_up,
    views_account,
    views_break_glass,
    views_confirm,
    views_devices,
    views_door,
    views_entry,
    views_grants,
    views_people,
    views_pin,
)

_GET, _POST, _FORM = ["GET"], ["POST"], ["GET", "POST"]

ADDRESSES = (
    ("/sign-in", _FORM, views_entry.sign_in),
    ("/sign-out", _POST, views_entry.sign_out),
    ("/break-glass", _FORM, views_break_glass.break_glass),
    ("/break-glass/end", _POST, views_break_glass.end_glass),
    ("/confirm", _FORM, views_confirm.confirm),
    ("/door", _GET, views_door.door),
    ("/door/<int(max=2147483647):person_id>", _FORM, views_door.enter),
    ("/hand-over", _POST, views_door.hand_over),
    ("/link/<token>", _FORM, views_entry.invitation),
    ("/account", _GET, views_account.account),
    ("/account/place", _POST, views_account.switch_place),
    ("/account/duty", _POST, views_account.switch_duty),
    ("/account/name", _FORM, views_account.name),
    ("/account/password", _FORM, views_account.password),
    ("/account/pin", _FORM, views_pin.pin),
    ("/account/pin/remove", _POST, views_pin.remove_pin),
    ("/account/phones/<uuid:device_id>/remove", _POST, views_pin.remove_phone),
    ("/account/sessions/<int(max=2147483647):session_id>/end", _POST, views_account.end_session),
    ("/account/sessions/end-others", _POST, views_account.end_other_sessions),
    ("/language", _POST, views_account.speak),
    ("/devices", _GET, views_devices.devices),
    ("/devices/enrol", _FORM, views_devices.enrol),
    ("/devices/<uuid:device_id>/remove", _POST, views_devices.remove_device),
    ("/devices/<uuid:device_id>/unlock", _POST, views_devices.unlock),
    ("/people", _GET, views_people.people),
    ("/people/<int(max=2147483647):person_id>", _GET, views_people.person),
    ("/people/invite", _FORM, views_people.invite),
    (
        "/people/invitations/<int(max=2147483647):invitation_id>/withdraw",
        _POST,
        views_people.withdraw_invitation,
    ),
    ("/people/<int(max=2147483647):person_id>/suspend", _POST, views_people.suspend),
    ("/people/<int(max=2147483647):person_id>/restore", _POST, views_people.restore),
    ("/people/<int(max=2147483647):person_id>/password-link", _POST, views_people.password_link),
    ("/people/roles/<int(max=2147483647):membership_id>/end", _POST, views_people.end_membership),
    ("/grants", _GET, views_grants.grants),
    ("/grants/new", _FORM, views_grants.propose_grant),
    ("/grants/<int(max=2147483647):grant_id>/confirm", _POST, views_grants.confirm_grant),
    ("/grants/<int(max=2147483647):grant_id>/end", _POST, views_grants.end_grant),
)

views = Blueprint("accounts", __name__)
views.app_errorhandler(stepping_up.StepUp)(views_confirm.asked)
for _rule, _methods, _view in ADDRESSES:
    views.add_url_rule(_rule, view_func=_view, methods=_methods)
# The set-up counts people and who holds a grant, though it stands below them on the ladder.
views.add_app_template_global(queries.people_count, "people_count")
views.add_app_template_global(lambda: granting.holders(clock.now()), "grant_holders")
# Messages know people by their id only.
views.add_app_template_global(lambda ids: recipients.recipients(ids, clock.now()), "recipients_of")
