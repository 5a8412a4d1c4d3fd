"""The addresses of messages: how they come to oneself, and how all of them get on."""

from flask import Blueprint

from nightsafe.delivery import views_deliveries, views_messages, views_unsubscribe

_GET, _POST, _FORM = ["GET"], ["POST"], ["GET", "POST"]

ADDRESSES = (
    ("/account/messages", _FORM, views_messages.messages),
    ("/account/messages/test", _POST, views_messages.test),
    ("/account/push", _POST, views_messages.subscribe),
    (
        "/account/push/<int(max=2147483647):browser_id>/remove",
        _POST,
        views_messages.remove_browser,
    ),
    ("/unsubscribe/<leaving>", _FORM, views_unsubscribe.unsubscribe),
    ("/deliveries", _GET, views_deliveries.deliveries),
    (
        "/deliveries/<int(max=2147483647):sending_id>/again",
        _POST,
        views_deliveries.again,
    ),
    (
        "/deliveries/<int(max=2147483647):sending_id>/arrived",
        _POST,
        views_deliveries.arrived,
    ),
)

views = Blueprint("delivery", __name__)
for _rule, _methods, _view in ADDRESSES:
    views.add_url_rule(_rule, view_func=_view, methods=_methods)
