"""The map of addresses, on one page."""

from flask import Flask

from app.web import accents, demo_sign_in, mails, requests
from app.web.accounts import passwords, security
from app.web.consultations import public as consultations
from app.web.consultations import staff_pages as manage_consultations
from app.web.council import manage as manage_council
from app.web.council import manage_adoption
from app.web.council import public as council
from app.web.home import public as home
from app.web.participation import public as participation
from app.web.projects import manage as manage_projects
from app.web.projects import public as projects
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
    app.register_blueprint(passwords.blueprint, url_prefix=f"{NETWORK}/account")
    app.register_blueprint(participation.blueprint, url_prefix=NETWORK)
    app.register_blueprint(invitations.blueprint, url_prefix=NETWORK)
    app.register_blueprint(network_team.blueprint, url_prefix=NETWORK)
    app.register_blueprint(manage_team.blueprint, url_prefix=STAFF)
    for group in (synthesis, council, projects):
        app.register_blueprint(group.blueprint, url_prefix=COLLECTIVITY)
    for group in (manage_synthesis, manage_report, manage_council, manage_adoption, manage_projects):
        app.register_blueprint(group.blueprint, url_prefix=STAFF)
    for group in (consultations, workshops):
        app.register_blueprint(group.blueprint, url_prefix=COLLECTIVITY)
    for staff_group in (manage_consultations, manage_workshops):
        app.register_blueprint(staff_group.blueprint, url_prefix=STAFF)
    if settings.demo:
        demo_sign_in.init_app(app)
