"""What gunicorn writes about requests, wherever it is started from this folder: never who sent them, never what."""

from logging import LogRecord
from typing import Any

# The platform logs each request itself, without address (app/web/requests.py). Whoever turns gunicorn's own log on
# (--access-logfile) gets lines without address, cookie, query, page of origin or browser.
accesslog = None
access_log_format = '%(t)s "%(m)s %(U)s" %(s)s %(B)s %(M)s'


def on_starting(server: Any) -> None:
    """Say of a request that could not be read only that there was one: gunicorn names who sent it, and what."""
    server.log.error_log.addFilter(without_visitor)


def without_visitor(record: LogRecord) -> bool:
    """Take the sender's address and words out of a line about an unreadable request; keep every line."""
    if str(record.msg).startswith("Invalid request from ip="):
        record.msg, record.args = "Invalid request", ()
    return True
