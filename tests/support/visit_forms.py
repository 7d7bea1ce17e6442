"""What is typed in each form so that its act is done: a refusal then is about who asks, not about what was left out."""

import io
from base64 import b64decode
from collections.abc import Callable, Mapping
from typing import Any

REASON = "Une raison que chacun peut lire et comprendre."
BODY = "Le conseil de la commune"
WORDS = {
    "title": "Un titre nouveau",
    "problem": "Il manque une rampe.",
    "solution": "En poser une.",
    "name_shown": "hidden",
}
SENT = {"step": "check"}
# Which version of the vote in preparation the forms are about.
VOTE_VERSION = 3
MOMENT = {"starts_at": "2026-10-20T10:00", "starts_at_date": "2026-10-20", "starts_at_time": "10:00"}

PICTURE = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)

# What an address carries after its question mark.
QUERIES: dict[str, Callable[[Mapping[str, int]], str]] = {
    "discussion.write": lambda ids: f"proposal={ids['published']}",
    "discussion.post": lambda ids: f"proposal={ids['published']}",
    "plans.compare": lambda ids: "from=1&to=2",
}

# From the names and ids of a commune's objects to the fields of the form at an endpoint.
FORMS: dict[str, Callable[[Mapping[str, int]], dict[str, Any]]] = {
    "consultations.declare_age": lambda ids: {"has_age": "y"},
    "supports.opine": lambda ids: {"stance": "agree"},
    "proposals.create": lambda ids: {**WORDS, **SENT, "kind": "idea"},
    "proposals.save": lambda ids: WORDS,
    "proposals.confirm_withdrawal": lambda ids: {"is_sure": "y"},
    "manage_proposals.save": lambda ids: {**WORDS, **SENT, "kind": "idea", "channel": "paper"},
    "proposals.attach": lambda ids: {"files": (io.BytesIO(PICTURE), "image.png")},
    "discussion.post": lambda ids: {"body": "Je suis d'accord.", "stance": "for", "name_shown": "hidden"},
    "moderation.send_report": lambda ids: {"reason": REASON},
    "manage_moderation.decide": lambda ids: {
        "decision": "hide",
        "ground": "charter_rule",
        "charter_rule": "1",
        "reason": REASON,
    },
    "manage_moderation.assign": lambda ids: {"colleague": "1"},
    "manage_moderation.note_facts": lambda ids: {"facts": REASON},
    "manage_moderation.record_order": lambda ids: {
        "order-authority": "Tribunal",
        "order-reference": "2026/114",
        "order-dated_on": "2026-01-06",
    },
    "manage_appeals.rule": lambda ids: {"outcome": "upheld", "reason": REASON},
    "manage_moderation.decide_in_bulk": lambda ids: {
        "decision": "publish",
        "texts": f"proposal-{ids['pending']}",
    },
    "own_passkeys.rename": lambda ids: {"name": "Clé bleue"},
    "own_passkeys.add": lambda ids: {"name": "Clé bleue", "answer": "{}"},
    "proofs.give_app_code": lambda ids: {"code": "000000"},
    "proofs.give_recovery_code": lambda ids: {"code": "0000-0000-0000-0000"},
    "proofs.give_password": lambda ids: {"password": "autre"},
    "factors.confirm_app": lambda ids: {"code": "000000"},
    "own_data.confirm_erasure": lambda ids: {"texts": "stay", "is_sure": "y"},
    "participation.declare_association": lambda ids: {"name": "Les amis du puits"},
    "participation.change_settings": lambda ids: {"language": "fr", "public_name": "Autre Nom"},
    "notices.choose": lambda ids: {"pace": "never"},
    "manage_help.ask": lambda ids: {"address": "neuve@example.org", "language": "fr"},
    "addresses.ask": lambda ids: {"address": "neuve@example.org"},
    "manage_team.invite": lambda ids: {"email": "neuve@example.org", "role": "moderator", "language": "fr"},
    "network_team.invite": lambda ids: {"email": "neuve@example.org", "role": "mentor", "language": "fr"},
    "manage_synthesis.create_theme": lambda ids: {"title": "Un thème nouveau", "summary": "Ce qu'il dit."},
    "manage_synthesis.edit_theme": lambda ids: {
        "title": "Un thème renommé",
        "summary": "Ce qu'il dit.",
        "lock_version": 1,
    },
    "manage_synthesis.group": lambda ids: {
        "theme": ids["theme_review"],
        "proposal": ids["proposal_review_3"],
    },
    "manage_report.write": lambda ids: {"introduction": "Voici.", "conclusion": "Voilà.", "lock_version": 2},
    "manage_report.add_point": lambda ids: {
        "text": "Ils le disent tous.",
        "theme": ids["theme_review"],
        "proposal": ids["proposal_review_1"],
    },
    "manage_report.save_point": lambda ids: {
        "text": "Ils le disent.",
        "proposal": ids["proposal_review_1"],
        "lock_version": 1,
    },
    "manage_council.answer_theme": lambda ids: {
        "outcome": "retained",
        "reason": REASON,
        "body": BODY,
        "session": 0,
        "lock_version": 1,
    },
    "manage_council.answer_proposal": lambda ids: {
        "outcome": "retained",
        "reason": REASON,
        "body": BODY,
        "session": 0,
    },
    "manage_council.record": lambda ids: {
        "kind": "ordinary",
        "held_on": "2026-10-11",
        "place": "Salle",
        "votes_for": 9,
        "votes_against": 1,
        "votes_abstaining": 0,
        "deliberation_number": "2026/15",
    },
    "manage_adoption.explain": lambda ids: {"is_councils_own": "y", "explanation": REASON},
    "manage_projects.publish_report": lambda ids: {
        "status": "under_way",
        "percent": 50,
        "text_fr": "La moitié est faite.",
    },
    "manage_projects.assign": lambda ids: {"owner": ""},
    "manage_consultations.create": lambda ids: {
        "plan": ids["plan_open"],
        "in_round": "1",
        "title": "Une autre consultation",
        "introduction": "Dites.",
    },
    "manage_consultations.save_texts": lambda ids: {
        "title": "Un titre",
        "introduction": "Dites.",
        "origin": "original",
    },
    "manage_consultations.save_calendar": lambda ids: {
        "starts_on": "2026-11-02",
        "starts_at": "2026-11-02T09:00",
        "ends_at": "2026-11-20T18:00",
        "answer_due_on": "2027-01-20",
    },
    "manage_consultations.save_moderation": lambda ids: {
        "moderation_mode": "after",
        "moderation_hours": 48,
        "appeal_days": 14,
        "appeal_decision_days": 7,
    },
    "manage_consultations.confirm_cancellation": lambda ids: {"reason": REASON},
    "manage_consultations.confirm_extension": lambda ids: {"reason": REASON, "ends_at": "2026-11-20T18:00"},
    "manage_consultations.make_project": lambda ids: {
        "axis": ids["axis_review"],
        "title": "Un projet",
        "idea": ids["proposal_first_1"],
    },
    "ballots.choose": lambda ids: {"act": "review", "choice": ["1", "2"]},
    "ballots.cast": lambda ids: {"choice": ["1", "2"]},
    "identifying.give_number": lambda ids: {"number": "12345678"},
    "manage_ballots.create": lambda ids: {"kind": "approval", "title": "Un vote"},
    "manage_ballots.save_texts": lambda ids: {
        "title": "Un titre",
        "introduction": "Dites.",
        "origin": "original",
        "lock_version": VOTE_VERSION,
    },
    "manage_ballots.save_conditions": lambda ids: {
        "kind": "approval",
        "minimum": 1,
        "maximum": 2,
        "level": "confirmed",
        "lock_version": VOTE_VERSION,
    },
    "manage_ballots.save_calendar": lambda ids: {
        "starts_at": "2026-10-19T10:00",
        "ends_at": "2026-11-02T18:00",
        "keys_destroyed_on": "2027-04-01",
        "lock_version": VOTE_VERSION,
    },
    "manage_ballots.save_choices": lambda ids: {
        "act": "save",
        "choice": [f"item-{ids['project_open']}", f"item-{ids['activity_open']}"],
        f"cost-item-{ids['project_open']}": "1000",
        f"cost-item-{ids['activity_open']}": "2000",
        "lock_version": VOTE_VERSION,
    },
    "manage_ballots.read_choices": lambda ids: {
        "file": (
            io.BytesIO(
                f"META\nkey;value\nbudget;900\nPROJECTS\nproject_id;cost\nitem-{ids['activity_open']};100\n".encode()
            ),
            "projets.pb",
        )
    },
    "manage_ballots.confirm_extension": lambda ids: {"reason": REASON, "ends_at": "2026-11-20T18:00"},
    "manage_ballots.confirm_cancellation": lambda ids: {"reason": REASON},
    "own_moderation.appeal": lambda ids: {"reason": REASON},
    "own_moderation.appeal_report": lambda ids: {"reason": REASON},
    "manage_redactions.redact_decision": lambda ids: {"passages": "Contraire"},
    "manage_redactions.redact_ruling": lambda ids: {"passages": "règle"},
    "manage_practice.answer": lambda ids: {"choice": "keep"},
    "manage_voters.look_up": lambda ids: {"who": "citizen-b@example.org"},
    "manage_voters.verify": lambda ids: {
        "who": "citizen-b@example.org",
        "full_name": "Fatima Essai",
        "born_on": "1990-05-04",
    },
    "manage_voters.revoke": lambda ids: {"who": "author-a@example.org"},
    "manage_voters.authorise": lambda ids: {"reference": "A-1/2026", "authorised_on": "2026-01-05"},
    "manage_voters.hand_in": lambda ids: {"file": (io.BytesIO(b"12345678\n23456789\n"), "registre.txt")},
    "manage_voters.free_number": lambda ids: {"number": "AB123456", "is_shown": "y"},
    "manage_workshops.create": lambda ids: {
        "consultation": ids["open"],
        "title": "Atelier",
        "place": "Salle",
        **MOMENT,
    },
    "manage_workshops.save": lambda ids: {
        "consultation": ids["open"],
        "title": "Atelier",
        "place": "Salle",
        **MOMENT,
    },
    "manage_workshops.confirm_cancellation": lambda ids: {"reason": REASON},
    "manage_workshops.record_minutes": lambda ids: {"minutes": "On a parlé.", "attendance_count": 12},
    "manage_collectivity.save_profile": lambda ids: {
        "names_fr": "Ain Essai",
        "languages": "fr",
        "default_language": "fr",
        "amazigh_fallback": "fr",
        "accent": "#0a5c5a",
    },
    "manage_collectivity.publish_text": lambda ids: {"text_fr": "Règle 1. Rester poli."},
    "manage_collectivity.record_declaration": lambda ids: {
        "reference": "D-W-1/2026",
        "declared_on": "2026-10-01",
    },
    "manage_plans.create": lambda ids: {"title_fr": "Un programme", "language": "fr"},
    "manage_plans.save_details": lambda ids: {"title_fr": "Un programme", "language": "fr"},
    "manage_plans.begin_version": lambda ids: {"kind": "revised"},
    "manage_plans.add": lambda ids: {
        "title": "Un axe",
        "kind": "axis",
        "text_language": "fr",
        "origin": "original",
    },
    "manage_plans.save": lambda ids: {
        "title": "Un titre",
        "lock_version": 1,
        "text_language": "fr",
        "origin": "original",
    },
    "manage_plans.move": lambda ids: {"by": "1", "direction": "down"},
}
