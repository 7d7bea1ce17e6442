"""The map of addresses, on one page."""

from flask import Flask

from app.web import accents, demo_sign_in, mails, requests
from app.web.accounts import passwords, security
from app.web.accounts import public as accounts
from app.web.collectivities import manage as manage_collectivity
from app.web.collectivities import public as collectivities
from app.web.consultations import public as consultations
from app.web.consultations import staff_pages as manage_consultations
from app.web.council import manage as manage_council
from app.web.council import manage_adoption
from app.web.council import public as council
from app.web.discussion import public as discussion
from app.web.home import public as home
from app.web.media import public as files
from app.web.moderation import manage as manage_moderation
from app.web.moderation import public as moderation
from app.web.notifications import public as notifications
from app.web.notifications import unsubscribing
from app.web.pages import public as pages
from app.web.participation import public as participation
from app.web.plans import public as plans
from app.web.plans import staff_pages as manage_plans
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
from app.web.workshops import manage as manage_workshops
from app.web.workshops import public as workshops
from config import Config

NETWORK = "/<lang>"
COLLECTIVITY = "/<lang>/c/<slug>"
STAFF = "/<lang>/c/<slug>/manage"


def register(app: Flask, settings: Config) -> None:
    """Put every group of pages at its address."""
    app.register_blueprint(requests.blueprint)
    app.register_blueprint(accents.blueprint)
    app.register_blueprint(home.blueprint)
    security.init_app(app, settings)
    mails.init_app(app, settings)
    for account_pages in (accounts, passwords):
        app.register_blueprint(account_pages.blueprint, url_prefix=f"{NETWORK}/account")
    app.register_blueprint(participation.blueprint, url_prefix=NETWORK)
    app.register_blueprint(invitations.blueprint, url_prefix=NETWORK)
    app.register_blueprint(network_team.blueprint, url_prefix=NETWORK)
    app.register_blueprint(manage_team.blueprint, url_prefix=STAFF)
    for group in (synthesis, council, projects):
        app.register_blueprint(group.blueprint, url_prefix=COLLECTIVITY)
    for group in (manage_synthesis, manage_report, manage_council, manage_adoption, manage_projects):
        app.register_blueprint(group.blueprint, url_prefix=STAFF)
    for group in (consultations, workshops, proposals, supports, discussion):
        app.register_blueprint(group.blueprint, url_prefix=COLLECTIVITY)
    for staff_group in (manage_consultations, manage_workshops, manage_proposals):
        app.register_blueprint(staff_group.blueprint, url_prefix=STAFF)
    notifications.init_app(app)
    app.register_blueprint(unsubscribing.blueprint)
    app.register_blueprint(pages.blueprint, url_prefix=NETWORK)
    app.register_blueprint(notifications.own_pages, url_prefix=NETWORK)
    for told in (notifications, moderation):
        app.register_blueprint(told.blueprint, url_prefix=COLLECTIVITY)
    for desk in (queue, manage_moderation):
        app.register_blueprint(desk.blueprint, url_prefix=STAFF)
    app.register_blueprint(files.blueprint)
    app.register_blueprint(collectivities.blueprint, url_prefix=NETWORK)
    app.register_blueprint(plans.blueprint, url_prefix=COLLECTIVITY)
    for staff_group in (manage_collectivity, manage_plans):
        app.register_blueprint(staff_group.blueprint, url_prefix=STAFF)
    if settings.demo:
        demo_sign_in.init_app(app)
