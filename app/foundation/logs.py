"""Structured logs: one JSON line an event, with the id of the request it belongs to."""

import logging
import re
import sys

import structlog

# Mail addresses, phone numbers as they are kept, and the values of a row that PostgreSQL refused.
_ADDRESSES = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\+\d{8,15}|(?<=DETAIL:)[^\n]*")


def configure(*, as_json: bool, level: str = "INFO") -> None:
    """Send every log line to standard error, as JSON in production and readable elsewhere."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
    ]
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if as_json
        else structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    )
    structlog.configure(
        processors=[*shared, structlog.processors.format_exc_info, _without_people, renderer]
        if as_json
        else [*shared, _without_people, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=_on_standard_error,
        cache_logger_on_first_use=False,
    )


def _on_standard_error(*_arguments: object) -> structlog.PrintLogger:
    """Return what writes to standard error as it is now: it may be another one than at the start."""
    return structlog.PrintLogger(file=sys.stderr)


def _without_people(
    _logger: object, _name: str, line: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    """Take addresses, numbers and rows quoted by the database out of a line: faults may be about anybody."""
    for name, value in line.items():
        if isinstance(value, str):
            line[name] = _ADDRESSES.sub("[…]", value)
    return line


def logger() -> structlog.typing.FilteringBoundLogger:
    """Return the logger that every part of the product uses."""
    bound: structlog.typing.FilteringBoundLogger = structlog.get_logger()
    return bound
