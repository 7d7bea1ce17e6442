"""`flask doctor`: says what this installation lacks, and what to do about it."""

import os
import platform
import smtplib
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import click
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from babel.messages.pofile import read_po
from flask import current_app
from flask.cli import with_appcontext

from app.features.authenticators import sealing
from app.features.privacy import finishing
from app.features.proposals.indexing import count_not_indexed
from app.foundation import clock, identity_provider
from app.foundation.database import SQLITE_MODULE, db
from app.foundation.errors import DomainError
from app.foundation.ledger import checkpoints, pseudonyms, signing
from config import ROOT, Config

LANGUAGES = ("ar", "fr")
WEAK_SECRETS = {"", "secret", "changeme", "change-me", "dev", "only-for-tests"}
SHORTEST_SECRET = 32
MAIL_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report; `advice` says what to do when it is not well."""

    subject: str
    is_well: bool
    detail: str = ""
    advice: str = ""

    def __str__(self) -> str:
        line = f"{'✓' if self.is_well else '✗'} {self.subject}: {self.detail}"
        return line if self.is_well else f"{line}\n    {self.advice}"


@click.command("doctor", help="Check this installation; end with an error when something must be done.")
@click.option("--ask-identity-service", is_flag=True, help="Ask the identity service whether it answers.")
@with_appcontext
def doctor(ask_identity_service: bool) -> None:
    """Print one line for each check."""
    findings = list(examine(current_app.extensions["settings"], asks_provider=ask_identity_service))
    for finding in findings:
        click.echo(str(finding))
    ill = sum(not finding.is_well for finding in findings)
    if ill:
        raise click.ClickException(f"{ill} of {len(findings)} checks ask for something to be done.")
    click.echo(f"All {len(findings)} checks passed.")


def examine(settings: Config, *, asks_provider: bool = False) -> Iterator[Finding]:
    """Yield what every check finds; a check that itself fails is a finding too."""
    about_provider = check_identity_service_by_asking if asks_provider else check_identity_service
    is_migrated = False
    for check in (*CHECKS, about_provider) if settings.oidc_issuer else CHECKS:
        if check in OF_TABLES and not is_migrated:
            continue  # one line says what to do; the others would only repeat it in worse words
        try:
            finding = check(settings)
            is_migrated |= check is check_migrations and finding.is_well
            yield finding
        except Exception as error:  # whatever a check meets is what the operator needs to read
            name = check.__name__.removeprefix("check_").replace("_", " ")
            yield Finding(name, False, f"{type(error).__name__}: {error}".strip(), "See docs/operations.md.")


def check_python(settings: Config) -> Finding:
    """Python 3.11 or later."""
    return Finding(
        "Python", sys.version_info >= (3, 11), platform.python_version(), "Install Python 3.11 or later."
    )


def check_sqlite_library(settings: Config) -> Finding:
    """A library without the fault that corrupts a write-ahead log under several writers."""
    version = SQLITE_MODULE.sqlite_version
    advice = "Install the pysqlite3 package (0.6.1 or later): SQLite 3.7.0 to 3.51.2 can corrupt a database in use."
    return Finding("SQLite library", is_safe_sqlite(version), f"{version} ({SQLITE_MODULE.__name__})", advice)


def is_safe_sqlite(version: str) -> bool:
    """Say whether a SQLite version has the correction of 3.51.3, which 3.50.7 received too."""
    numbers = tuple(int(part) for part in version.split("."))
    return numbers >= (3, 51, 3) or (3, 50, 7) <= numbers < (3, 51)


def check_database(settings: Config) -> Finding:
    """The database answers, and is one that is supported."""
    dialect = db.engine.dialect.name
    version = db.session.scalar(
        sa.text("SELECT sqlite_version()" if dialect == "sqlite" else "SHOW server_version")
    )
    supported = dialect == "sqlite" or int(str(version).split(".", maxsplit=1)[0]) >= 15
    return Finding("Database", supported, f"{dialect} {version} answers", "Use PostgreSQL 15 or later.")


def check_migrations(settings: Config) -> Finding:
    """The tables are those of this version of the program."""
    wanted = set(ScriptDirectory(str(ROOT / "migrations")).get_heads())
    present = set(MigrationContext.configure(db.session.connection()).get_current_heads())
    detail = "up to date" if present == wanted else f"at {', '.join(sorted(present)) or 'nothing'}"
    return Finding("Migrations", present == wanted, detail, "Type: flask db upgrade")


def check_triggers(settings: Config) -> Finding:
    """The database itself refuses to change what was published or recorded."""
    wanted = set(_refusals())
    standing = wanted & set(db.session.scalars(sa.text(TRIGGERS[db.engine.dialect.name])))
    recursive = (
        db.engine.dialect.name != "sqlite" or db.session.scalar(sa.text("PRAGMA recursive_triggers")) == 1
    )
    advice = (
        "Restore the triggers of the migrations from a backup's schema, then look at what changed meanwhile."
    )
    return Finding(
        "Triggers",
        standing == wanted and recursive,
        f"{len(standing)} of {len(wanted)} refusals stand guard",
        advice,
    )


TRIGGERS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'refuse_%'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'"
    " AND tgname LIKE 'refuse_%'",
}


def _refusals() -> Iterator[str]:
    """Yield the names of the refusals that the migrations create."""
    for revision in ScriptDirectory(str(ROOT / "migrations")).walk_revisions():
        for table, event, _condition, _sentence in getattr(revision.module, "RULES", []):
            yield f"refuse_{event.lower()}_{table}"


def check_search_index(settings: Config) -> Finding:
    """Search finds every published proposal; the migration that makes the index again leaves it empty."""
    missing = count_not_indexed()
    detail = (
        f"{missing} published proposals cannot be found" if missing else "every published proposal is found"
    )
    return Finding("Search index", not missing, detail, "Type: flask search rebuild")


def check_time_zones(settings: Config) -> Finding:
    """Morocco's change of 20 September 2026 is known."""
    problem = clock.time_zone_problem()
    return Finding(
        "Time zones", problem is None, problem or "Casablanca is at UTC+0 on 1 November 2026", problem or ""
    )


def check_translations(settings: Config) -> Finding:
    """The catalogues of Arabic and French are there, complete and compiled."""
    problems = [
        problem for language in LANGUAGES for problem in catalogue_problems(ROOT / "translations", language)
    ]
    detail = "; ".join(problems) or f"complete in {', '.join(LANGUAGES)}"
    return Finding(
        "Translations", not problems, detail, "Type: make translations, then complete the catalogues."
    )


def catalogue_problems(folder: Path, language: str) -> Iterator[str]:
    """Yield what is wrong with the catalogue of one language."""
    source = folder / language / "LC_MESSAGES" / "messages.po"
    if not source.exists():
        yield f"{language}: no catalogue"
        return
    with source.open("rb") as file:
        messages = [message for message in read_po(file, locale=language) if message.id]
    lacking = sum(1 for message in messages if bool(message.fuzzy) or not all(_texts(message.string)))
    if lacking:
        yield f"{language}: {lacking} sentences missing or to be confirmed"
    compiled = source.with_suffix(".mo")
    if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
        yield f"{language}: not compiled"


def _texts(string: str | tuple[str, ...] | list[str] | None) -> list[str]:
    return [string] if isinstance(string, str) else list(string or [""])


def check_folders(settings: Config) -> Finding:
    """The data folder can be written to."""
    folder = settings.data_folder
    writable = folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)
    return Finding(
        "Data folder",
        writable,
        str(folder),
        "Make the folder and give it to the account that runs the platform.",
    )


def check_secrets(settings: Config) -> Finding:
    """The keys are long, different, and not those of an example."""
    secrets = (settings.secret_key, settings.password_salt)
    strong = all(len(each) >= SHORTEST_SECRET and each not in WEAK_SECRETS for each in secrets)
    well = strong and len(set(secrets)) == len(secrets)
    advice = f"Set TACHAWOR_SECRET_KEY and TACHAWOR_PASSWORD_SALT to two random texts, each {SHORTEST_SECRET} long."
    return Finding("Keys", well, "long and different" if well else "short, equal or well known", advice)


def check_mail(settings: Config) -> Finding:
    """Mail has a sender and, by SMTP, a server that answers."""
    if settings.is_production and settings.mail_backend != "smtp":
        return Finding(
            "Mail",
            False,
            settings.mail_backend,
            "Set TACHAWOR_MAIL_BACKEND to smtp: nobody would receive a mail.",
        )
    if settings.is_production and settings.mail_sender.endswith(".invalid"):
        return Finding(
            "Mail", False, settings.mail_sender, "Set TACHAWOR_MAIL_SENDER to an address of your domain."
        )
    if settings.mail_backend != "smtp":
        return Finding("Mail", True, f"{settings.mail_backend} (nothing leaves this machine)")
    advice = "Check TACHAWOR_MAIL_SERVER, TACHAWOR_MAIL_PORT and the network between."
    server = f"{settings.mail_server}:{settings.mail_port}"
    try:
        with smtplib.SMTP(settings.mail_server, settings.mail_port, timeout=MAIL_SECONDS):
            return Finding("Mail", True, f"{server} answers")
    except (OSError, smtplib.SMTPException) as error:
        return Finding("Mail", False, f"{server}: {error}", advice)


def check_ledger_keys(settings: Config) -> Finding:
    """The secrets of the ledger are where they should be, for this account alone, and are those that were made."""
    name, folder = "Keys of the ledger", settings.keys_folder
    known = signing.list_keys()
    if not known and not settings.is_production:
        return Finding(name, True, "made when they are first needed")
    if not known:
        return Finding(name, False, "there is no signing key", "Type: flask keys init")
    if folder.stat().st_mode & 0o077:
        return Finding(name, False, f"{folder} is open to others", f"Type: chmod 700 {folder}")
    signing.secret_of(known[-1])
    standing = [row for row in pseudonyms.list_keys() if row.destroyed_at is None]
    lost = [row.consultation_id for row in standing if not pseudonyms.is_readable(row)]
    detail = (
        f"missing for consultations {', '.join(map(str, lost))}" if lost else f"key {known[-1].number} signs"
    )
    return Finding(name, not lost, detail, "Bring the files back from the copy of the folder of keys.")


def check_authenticator_key(settings: Config) -> Finding:
    """The secrets of authenticator apps can be read."""
    is_lost = sealing.is_key_lost()
    detail = f"{sealing.KEY_FILE} is missing, or another one" if is_lost else "readable, or not needed yet"
    advice = (
        "Bring the file back from the copy of the folder of keys; see docs/operations.md, Second factors."
    )
    return Finding("Key of the authenticator apps", not is_lost, detail, advice)


def check_ledgers(settings: Config) -> Finding:
    """Every ledger extends what was published of it."""
    problems = checkpoints.find_problems()
    detail = "; ".join(f"{name}: {problem.value.replace('_', ' ')}" for name, problem in problems.items())
    advice = "Nothing of these is signed. Restore the newest database; see docs/operations.md, Ledger."
    return Finding("Ledgers", not problems, detail or "all extend what was published of them", advice)


def check_identity_service(settings: Config) -> Finding:
    """An identity service is named; nothing is sent to it."""
    detail = f"{settings.oidc_issuer} (not asked; to ask it: flask doctor --ask-identity-service)"
    return Finding("Identity service", True, detail)


def check_identity_service_by_asking(settings: Config) -> Finding:
    """The identity service answers at its address, and names addresses of its own host only."""
    service = identity_provider.provider()
    advice = (
        "Check TACHAWOR_OIDC_ISSUER, letter by letter as the service spells it, and the network between; every "
        "address that the service names must be on the issuer's own host."
    )
    try:
        if service is not None:
            identity_provider.describe(service)
    except DomainError as refusal:
        return Finding("Identity service", False, f"{settings.oidc_issuer}: {type(refusal).__name__}", advice)
    return Finding("Identity service", service is not None, f"{settings.oidc_issuer} answers", advice)


def check_erasures(settings: Config) -> Finding:
    """No account is back that was erased: a restored backup brings it back."""
    number = len(finishing.list_to_reapply())
    advice = "Type: flask privacy reapply"
    return Finding("Erased accounts", number == 0, f"{number} back from a backup", advice)


CHECKS: tuple[Callable[[Config], Finding], ...] = (
    check_python,
    check_sqlite_library,
    check_database,
    check_migrations,
    check_triggers,
    check_search_index,
    check_time_zones,
    check_translations,
    check_folders,
    check_secrets,
    check_ledger_keys,
    check_authenticator_key,
    check_ledgers,
    check_erasures,
    check_mail,
)
OF_TABLES = frozenset(
    {
        check_triggers,
        check_search_index,
        check_ledger_keys,
        check_authenticator_key,
        check_ledgers,
        check_erasures,
    }
)
