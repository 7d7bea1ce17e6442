"""The map of addresses, on one page."""

from collections.abc import Mapping
from typing import Any

from flask import Flask

from app.web import accents, demo_sign_in, mails, requests
from app.web.accounts import devices, factors, own_passkeys, passwords, proofs, security
from app.web.accounts import public as accounts
from app.web.ballots import identifying, receipts
from app.web.ballots import participants_pages as ballots
from app.web.ballots import staff_pages as manage_ballots
from app.web.collectivities import manage as manage_collectivity
from app.web.collectivities import public as collectivities
from app.web.consultations import public as consultations
from app.web.consultations import staff_pages as manage_consultations
from app.web.council import manage as manage_council
from app.web.council import manage_adoption
from app.web.council import public as council
from app.web.discussion import public as discussion
from app.web.help_desk import manage as manage_help
from app.web.help_desk import public as help_desk
from app.web.home import public as home
from app.web.media import public as files
from app.web.moderation import manage as manage_moderation
from app.web.moderation import manage_appeals
from app.web.moderation import network as network_appeals
from app.web.moderation import public as moderation
from app.web.moderation import public_log as moderation_log
from app.web.moderation import public_own as own_moderation
from app.web.moderation import redactions as manage_redactions
from app.web.notifications import notices, unsubscribing
from app.web.notifications import public as notifications
from app.web.pages import public as pages
from app.web.participation import addresses as own_addresses
from app.web.participation import public as participation
from app.web.plans import public as plans
from app.web.plans import staff_pages as manage_plans
from app.web.practice import manage as manage_practice
from app.web.privacy import notices as notice_acceptance
from app.web.privacy import public as own_data
from app.web.privacy import reading as own_data_page
from app.web.projects import manage as manage_projects
from app.web.projects import public as projects
from app.web.proposals import manage as manage_proposals
from app.web.proposals import taking_part as proposals
from app.web.queue import manage as queue
from app.web.supports import public as supports
from app.web.synthesis import manage as manage_synthesis
from app.web.synthesis import manage_report
from app.web.synthesis import public as synthesis
from app.web.team import invitations
from app.web.team import manage as manage_team
from app.web.team import network as network_team
from app.web.transparency import machine as ledger
from app.web.transparency import public as transparency
from app.web.transparency import receipts as ledger_receipts
from app.web.voters import answers as identity_answers
from app.web.voters import identity
from app.web.voters import staff_pages as manage_voters
from app.web.workshops import manage as manage_workshops
from app.web.workshops import public as workshops
from config import Config

NETWORK = "/<lang>"
COLLECTIVITY = "/<lang>/c/<slug>"
STAFF = "/<lang>/c/<slug>/manage"


ADDRESSES: Mapping[str, tuple[Any, ...]] = {
    "": (requests, accents, home, unsubscribing, files, ledger, identity_answers),
    f"{NETWORK}/account": (accounts, passwords, proofs, factors, own_passkeys, devices),
    NETWORK: (
        participation, own_moderation, own_addresses, invitations, network_team, network_appeals, pages,
        notices, own_data, help_desk, collectivities, ledger_receipts,
    ),
    COLLECTIVITY: (
        plans, consultations, workshops, proposals, supports, discussion, moderation, moderation_log, synthesis,
        council, projects, notifications, ballots, identifying, identity, receipts, transparency,
        notice_acceptance,
    ),
    STAFF: (
        queue, manage_team, manage_collectivity, manage_plans, manage_consultations, manage_workshops,
        manage_proposals, manage_moderation, manage_synthesis, manage_report, manage_council, manage_adoption,
        manage_appeals, manage_projects, manage_ballots, manage_voters, manage_practice, manage_redactions, manage_help,
    ),
}  # fmt: skip


def register(app: Flask, settings: Config) -> None:
    """Put every group of pages at its address."""
    security.init_app(app, settings)
    mails.init_app(app, settings)
    notifications.init_app(app)
    receipts.init_app(app)
    transparency.init_app(app)
    own_data_page.init_app(app)
    notice_acceptance.init_app(app)
    for prefix, groups in ADDRESSES.items():
        for group in groups:
            app.register_blueprint(group.blueprint, url_prefix=prefix or None)
    if settings.demo:
        demo_sign_in.init_app(app)
