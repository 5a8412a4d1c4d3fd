"""What a WSGI server loads."""

from nightsafe.app import create_app

app = create_app()
