"""Every public page of proposals, put together: reading, writing and changing them."""

from app.web.proposals import authoring, changing, public
from app.web.proposals.group import blueprint

__all__ = ["authoring", "blueprint", "changing", "public"]
