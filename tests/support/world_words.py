"""The words of the world that are in no page of everybody, and the instants it stands on."""

from datetime import UTC, datetime, timedelta

NOW = datetime(2026, 10, 12, 10, 0, tzinfo=UTC)
BEGAN = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


def days(count: float) -> timedelta:
    """Return a number of days."""
    return timedelta(days=count)


# What a commune keeps to itself, to a moderator or to one author: one word for each, whole letters, found nowhere else.
SECRETS = {
    "a draft of a proposal": "xilobrouillon",
    "a proposal waiting for a moderator": "xiloattente",
    "a proposal returned to its author": "xiloretour",
    "a hidden proposal": "xilocache",
    "a removed proposal": "xiloretire",
    "a refused proposal": "xilorefus",
    "a withdrawn proposal": "xiloretrait",
    "a change waiting to be read": "xilochangement",
    "a comment waiting for a moderator": "xilocommentaire",
    "a hidden comment": "xilomasque",
    "a removed comment": "xiloefface",
    "a refused comment": "xilorejet",
    "a withdrawn comment": "xilorepris",
    "a file of a hidden proposal": "xilofichier",
    "a plan that is not public": "xiloprogramme",
    "a version being written": "xiloversion",
    "a consultation in preparation": "xiloconsultation",
    "an answer being prepared": "xilomotif",
    "a synthesis being written": "xilosynthese",
    "a point being written": "xilopoint",
    "what a reader reported": "xilosignalement",
    "a vote in preparation": "xilovote",
    "an address that was invited": "xiloinvitee",
}
# What a name of somebody who only ever supports, judges and reads would look like on a page.
UNSEEN_NAME = "Xilosoutien Inconnue"
UNSEEN_EMAIL = "xilosoutien@example.org"
