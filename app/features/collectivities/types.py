"""Kinds of public texts a collectivity publishes."""

from enum import StrEnum


class PublicText(StrEnum):
    """A versioned text of a collectivity that everybody can read."""

    LEGAL_NOTICE = "legal_notice"
    CHARTER = "charter"
