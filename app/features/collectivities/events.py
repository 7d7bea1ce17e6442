"""What happened to collectivities."""

from dataclasses import dataclass

from app.features.collectivities.types import PublicText


@dataclass(frozen=True, slots=True)
class CollectivityCreated:
    """A collectivity received its space."""

    collectivity_id: int


@dataclass(frozen=True, slots=True)
class ProfileUpdated:
    """A collectivity's own profile changed."""

    collectivity_id: int


@dataclass(frozen=True, slots=True)
class PublicTextPublished:
    """A new version of the charter or of the legal notice can be read."""

    collectivity_id: int
    kind: PublicText
    number: int


@dataclass(frozen=True, slots=True)
class DeclarationRecorded:
    """The reference of the declaration or authorisation of a collectivity was recorded."""

    collectivity_id: int


@dataclass(frozen=True, slots=True)
class RegisterAuthorisationRecorded:
    """A collectivity recorded under which authorisation it may use its register, or that it has none any more."""

    collectivity_id: int
