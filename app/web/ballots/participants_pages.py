"""Every page on which people vote and read results: two files, one blueprint."""

from app.web.ballots import public, results

__all__ = ["blueprint", "results"]

blueprint = public.blueprint
