"""Lazy words are escaped like any text."""

from flask import Flask, render_template_string
from flask_babel import lazy_gettext as _l


def test_a_lazy_word_with_something_typed_in_it_is_escaped(app: Flask) -> None:
    typed = _l("There is a %(name)s already.", name="<script>1</script>")
    with app.test_request_context():
        shown = render_template_string("{{ typed }} {{ known }}", typed=typed, known=_l("A&E"))
    assert shown == "There is a &lt;script&gt;1&lt;/script&gt; already. A&amp;E"
