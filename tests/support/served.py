"""The application as a web server's workers run it in a drill: on a given database, its clock started at an instant."""

import json
import os
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from app import create_app
from app.foundation import clock
from config import Config

SETTINGS = "TACHAWOR_DRILL"

_settings = json.loads(os.environ[SETTINGS])
_ahead = datetime.fromisoformat(_settings["now"]) - clock.now()
_stack = ExitStack()
_stack.enter_context(clock.use(lambda: datetime.now(UTC) + _ahead))
application = create_app(
    Config.for_tests(database_url=_settings["url"], data_folder=Path(_settings["folder"]))
)
