"""When X happened, do Y: every subscription of the product, on one page."""


def connect() -> None:
    """Subscribe every handler; doing it twice changes nothing."""
