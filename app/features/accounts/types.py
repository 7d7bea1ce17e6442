"""Roles and the ways of showing a name."""

from enum import StrEnum

from app.foundation.i18n import LazyText, _l


class Role(StrEnum):
    """A role held in one collectivity, or in the network for the last two."""

    FACILITATOR = "facilitator"
    MODERATOR = "moderator"
    FOCAL_POINT = "focal_point"
    COMMITTEE_MEMBER = "committee_member"
    COUNCIL_MEMBER = "council_member"
    PROJECT_OWNER = "project_owner"
    MONITORING_BODY = "monitoring_body"
    NETWORK_COORDINATOR = "network_coordinator"
    MENTOR = "mentor"

    @property
    def label(self) -> LazyText:
        return ROLE_LABELS[self]

    @property
    def is_of_network(self) -> bool:
        return self in NETWORK_ROLES


ROLE_LABELS = {
    Role.FACILITATOR: _l("Facilitator"),
    Role.MODERATOR: _l("Moderator"),
    Role.FOCAL_POINT: _l("Focal point"),
    Role.COMMITTEE_MEMBER: _l("Follow-up committee member"),
    Role.COUNCIL_MEMBER: _l("Council member"),
    Role.PROJECT_OWNER: _l("Project owner"),
    Role.MONITORING_BODY: _l("Monitoring body"),
    Role.NETWORK_COORDINATOR: _l("Network coordinator"),
    Role.MENTOR: _l("Mentor"),
}
NETWORK_ROLES = frozenset({Role.NETWORK_COORDINATOR, Role.MENTOR})
STAFF_ROLES = frozenset(Role) - NETWORK_ROLES


class NameShown(StrEnum):
    """How the author of one contribution appears."""

    PUBLIC_NAME = "public_name"
    PSEUDONYM = "pseudonym"
    HIDDEN = "hidden"

    @property
    def label(self) -> LazyText:
        return NAME_LABELS[self]


NAME_LABELS = {
    NameShown.PUBLIC_NAME: _l("My public name"),
    NameShown.PSEUDONYM: _l("My pseudonym"),
    NameShown.HIDDEN: _l("No name"),
}
