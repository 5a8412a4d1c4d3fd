"""Where pytest finds the fixtures: databases, the app and its clients, browsers."""

pytest_plugins = ["tests.engines", "tests.fixtures", "tests.browser", "tests.routes"]
