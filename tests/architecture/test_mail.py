"""Mail and short messages leave from the outbox alone, after the commit."""

import ast
import re

from config import ROOT

SUSPECT = re.compile(r"smtp|mailman|email\.message|\bsend\w*\(", re.IGNORECASE)
SENDING = {"smtplib", "flask_mailman", "email.message"}
# The library's own way out, the job that uses it, and the doctor, who says whether the mail server answers.
MAY_IMPORT = {
    "app/cli/doctor.py": {"smtplib"},
    "app/foundation/mail.py": {"flask_mailman"},
    "app/jobs/delivery.py": {"smtplib"},
}
MAY_SEND = {"app/foundation/mail.py", "app/jobs/delivery.py"}
PYTHON_FILES = sorted([*(ROOT / "app").rglob("*.py"), *(ROOT / "scripts").rglob("*.py"), ROOT / "config.py"])


def imported(source: str) -> set[str]:
    """Return every module that a source imports, and every name of one, dotted."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def sends(source: str) -> bool:
    """Say whether a source calls what hands a message over."""
    calls = {ast.unparse(node.func) for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)}
    return bool(calls & {"mail.send", "sender.send", "sms.send", "server.sendmail", "server.send_message"})


def test_only_the_delivery_hands_messages_over() -> None:
    wrong = []
    for path in PYTHON_FILES:
        name, source = str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")
        if not SUSPECT.search(source):
            continue
        found = {each for each in imported(source) if each.split(".")[0] in SENDING or each in SENDING}
        beyond = {each for each in found if each.split(".")[0] not in MAY_IMPORT.get(name, set())}
        wrong += [f"{name} imports {each}" for each in sorted(beyond)]
        wrong += [f"{name} sends"] if sends(source) and name not in MAY_SEND else []
    assert wrong == []


def test_a_program_that_sends_by_itself_is_found() -> None:
    assert imported("import smtplib\nfrom flask_mailman import Mail") == {
        "smtplib",
        "flask_mailman",
        "flask_mailman.Mail",
    }
    assert sends("def f():\n    mail.send(recipient='x')")
    assert not sends("def f():\n    outbox.post(recipient='x')")
