"""What is said in the open consultations of a commune: contributions and comments in every state."""

import io
from typing import TYPE_CHECKING, Any

from PIL import Image

from app.features.accounts.types import Role
from app.features.consultations.models import Consultation
from app.features.discussion import commands as discussion
from app.features.discussion.models import Comment
from app.features.discussion.types import About, CommentStance
from app.features.media.commands import store_image
from app.features.media.models import StoredFile
from app.features.moderation import appealing, queries
from app.features.moderation import commands as moderation
from app.features.moderation.types import AppealOutcome, Decision, Ground, Subject
from app.features.notifications import commands as notifications
from app.features.plans.models import PlanItem
from app.features.proposals import commands as proposals
from app.features.proposals.models import Proposal
from app.features.proposals.types import Content, Place, ProposalKind, Signature
from app.features.supports import commands as supports
from app.features.supports.types import Stance
from app.features.workshops import commands as workshops
from app.features.workshops.types import WorkshopPlan
from app.foundation.database import db
from app.foundation.policy import Actor
from tests.support.world_people import Cast
from tests.support.world_words import NOW, SECRETS, days

if TYPE_CHECKING:
    from tests.support.world_commune import Commune

SAID_AT = NOW - days(2)
CHARTER: dict[str, Any] = {
    "ground": Ground.CHARTER_RULE,
    "charter_rule": 1,
    "reason": "Contraire à la règle 1.",
}
LAW: dict[str, Any] = {"ground": Ground.ILLEGAL, "reason": "Contraire à la loi."}
DECISIONS: dict[str, tuple[Decision, dict[str, Any]]] = {
    "published": (Decision.PUBLISH, {}),
    "returned": (Decision.RETURN, {"reason": "Précisez le lieu, s'il vous plaît."}),
    "refused": (Decision.REFUSE, CHARTER),
}


def fill_open(commune: "Commune", cast: Cast) -> None:
    """Say something of every kind in the open second round."""
    consultation = db.session.get_one(Consultation, commune["open"])
    _make_proposals(commune, cast, consultation)
    _make_change(commune, cast, consultation)
    _support_and_judge(commune, cast, consultation)
    _make_comments(commune, cast, consultation)
    _report_and_follow(commune, cast, consultation)
    _make_workshop(commune, cast, consultation)
    _look_again(commune, cast)


def _look_again(commune: "Commune", cast: Cast) -> None:
    """Confirm a refusal on appeal, let another appeal wait; name the decision that hid a text, and a report."""
    last = {
        name: queries.list_decisions(subject=Subject.PROPOSAL, subject_id=commune[name])[-1]
        for name in ("refused", "hidden", "returned")
    }
    appealing.appeal(actor=cast["author_a"], decision=last["refused"], reason="Rien de tel.", now=SAID_AT)
    ruling = appealing.rule_on_appeal(
        actor=cast["focal_point_a" if commune.slug == "ain-essai" else "focal_point_b"], decision=last["refused"],
        outcome=AppealOutcome.UPHELD, reason="La règle est claire.", now=SAID_AT + days(1),
    )  # fmt: skip
    appealing.appeal(
        actor=cast["author_a"], decision=last["returned"], reason="Tout est dit.", now=SAID_AT + days(1)
    )
    reports = queries.list_reports(subject=Subject.PROPOSAL, subject_id=commune["published"])
    commune.ids |= {
        "decision": last["hidden"].id, "appealed": last["returned"].id, "ruling": ruling.id, "report": reports[0].id,
    }  # fmt: skip


def fill_ideas(commune: "Commune", cast: Cast) -> None:
    """Say one thing in the open first round."""
    consultation = db.session.get_one(Consultation, commune["ideas"])
    place = Place(axis_item_id=commune["axis_open"])
    proposal = propose(cast["author_a"], consultation, "Une idée de fontaine", place=place)
    moderate(cast["moderator_a" if commune.slug == "ain-essai" else "everybody"], proposal, "published")
    commune.ids["idea"] = proposal.id


def propose(author: Actor, consultation: Consultation, title: str, place: Place | None = None) -> Proposal:
    """Submit a contribution in the time of its consultation."""
    assert consultation.starts_at is not None
    return proposals.submit(
        actor=author, consultation=consultation, place=place or Place(),
        content=Content(title=title, problem="Rien n'est prévu.", solution=f"{title}, deux fois par mois."),
        signature=Signature(), now=consultation.starts_at + days(1),
    )  # fmt: skip


def moderate(moderator: Actor, subject: Proposal | Comment, what: str) -> None:
    """Decide about a text, and end it as asked."""
    if what in DECISIONS:
        decision, options = DECISIONS[what]
        moderation.decide(actor=moderator, subject=subject, decision=decision, now=SAID_AT, **options)
    elif what == "hidden":
        moderate(moderator, subject, "published")
        moderation.decide(actor=moderator, subject=subject, decision=Decision.HIDE, now=SAID_AT, **CHARTER)
    elif what == "removed":
        moderate(moderator, subject, "published")
        moderation.decide(actor=moderator, subject=subject, decision=Decision.REMOVE, now=SAID_AT, **LAW)


def _moderator(commune: "Commune", cast: Cast) -> Actor:
    return cast["moderator_a" if commune.slug == "ain-essai" else "everybody"]


def _make_proposals(commune: "Commune", cast: Cast, consultation: Consultation) -> None:
    author = cast["author_a"]
    titles = {
        "published": "Ouvrir la bibliothèque le soir",
        "pending": SECRETS["a proposal waiting for a moderator"],
        "returned": SECRETS["a proposal returned to its author"],
        "refused": SECRETS["a refused proposal"],
        "hidden": SECRETS["a hidden proposal"],
        "removed": SECRETS["a removed proposal"],
        "withdrawn": SECRETS["a withdrawn proposal"],
    }
    for name, title in titles.items():
        proposal = propose(author, consultation, title)
        commune.ids[name] = proposal.id
        if name in {"published", "hidden"}:
            file_title = SECRETS["a file of a hidden proposal"] if name == "hidden" else "plan-du-lieu"
            file = _attach(author, proposal, f"{file_title}.png")
            commune.ids[f"file_of_{name}"], commune.keys[f"file_of_{name}"] = file.id, file.public_key
        moderate(_moderator(commune, cast), proposal, "published" if name == "withdrawn" else name)
        if name == "withdrawn":
            proposals.withdraw(actor=author, proposal=proposal, now=SAID_AT)
    draft = proposals.save_draft(
        actor=author, consultation=consultation, place=Place(), signature=Signature(), now=SAID_AT,
        content=Content(title=SECRETS["a draft of a proposal"], solution="À finir."),
    )  # fmt: skip
    commune.ids["draft"] = draft.id


def _make_change(commune: "Commune", cast: Cast, consultation: Consultation) -> None:
    place = Place(kind=ProposalKind.AMEND, target_item_id=commune["project_open"])
    wording = {"problem": "Trop de files\nPeu d'heures\nAucune rampe"}
    amendment = proposals.submit(
        actor=cast["author_a"], consultation=consultation, place=place, signature=Signature(), now=SAID_AT,
        content=Content(title="Ajouter une rampe", problem="Il manque une rampe.", wording=wording),
    )  # fmt: skip
    moderate(_moderator(commune, cast), amendment, "published")
    commune.ids["amendment"] = amendment.id
    changed = propose(cast["author_a"], consultation, "Planter des arbres")
    moderate(_moderator(commune, cast), changed, "published")
    supports.give_support(actor=cast["supporter_a"], proposal=changed, now=SAID_AT)
    new = Content(title="Planter des arbres", solution=SECRETS["a change waiting to be read"])
    proposals.edit(actor=cast["author_a"], proposal=changed, content=new, now=SAID_AT)
    commune.ids["changed"] = changed.id


def _support_and_judge(commune: "Commune", cast: Cast, consultation: Consultation) -> None:
    supporter = cast["supporter_a"]
    proposal = db.session.get_one(Proposal, commune["published"])
    supports.give_support(actor=supporter, proposal=proposal, now=SAID_AT)
    item = db.session.get_one(PlanItem, commune["project_open"])
    supports.give_opinion(
        actor=supporter, consultation=consultation, item=item, stance=Stance.MIXED, now=SAID_AT
    )


def _make_comments(commune: "Commune", cast: Cast, consultation: Consultation) -> None:
    bodies = {
        "published": "Je passe après le travail, ce serait bien.",
        "pending": SECRETS["a comment waiting for a moderator"],
        "refused": SECRETS["a refused comment"],
        "hidden": SECRETS["a hidden comment"],
        "removed": SECRETS["a removed comment"],
        "withdrawn": SECRETS["a withdrawn comment"],
    }
    about = About(proposal_id=commune["published"])
    for name, body in bodies.items():
        comment = discussion.post_comment(
            actor=cast["author_a"], consultation=consultation, about=about, body=body, signature=Signature(),
            stance=CommentStance.FOR, now=SAID_AT,
        )  # fmt: skip
        moderate(_moderator(commune, cast), comment, "published" if name == "withdrawn" else name)
        if name == "withdrawn":
            discussion.withdraw(actor=cast["author_a"], comment=comment, now=SAID_AT)
        commune.ids[f"comment_{name}"] = comment.id
    on_item = discussion.post_comment(
        actor=cast["author_a"], consultation=consultation, about=About(item_id=commune["project_open"]),
        body="Et le dimanche ?", signature=Signature(), stance=CommentStance.QUESTION, now=SAID_AT,
    )  # fmt: skip
    moderate(_moderator(commune, cast), on_item, "published")
    discussion.post_comment(
        actor=cast["everybody"], consultation=consultation, about=about, body="Le conseil y travaille.",
        signature=Signature(), parent_id=commune["comment_published"], official_role=Role.FOCAL_POINT, now=SAID_AT,
    )  # fmt: skip


def _report_and_follow(commune: "Commune", cast: Cast, consultation: Consultation) -> None:
    proposal = db.session.get_one(Proposal, commune["published"])
    reason = f"Ce texte est une publicité, {SECRETS['what a reader reported']}."
    moderation.report(actor=cast["supporter_a"], subject=proposal, reason=reason, now=SAID_AT)
    notifications.follow(actor=cast["supporter_a"], subject=consultation, now=SAID_AT)


def _make_workshop(commune: "Commune", cast: Cast, consultation: Consultation) -> None:
    texts = {"fr": {"title": "Atelier du guichet", "place": "Maison des jeunes"}}
    workshop = workshops.plan_workshop(
        actor=cast["everybody"], consultation=consultation, now=SAID_AT,
        plan=WorkshopPlan(texts=texts, starts_at=NOW + days(3), capacity=20),
    )  # fmt: skip
    workshops.register(actor=cast["supporter_a"], workshop=workshop, now=SAID_AT)
    commune.ids["workshop"] = workshop.id


def _attach(author: Actor, proposal: Proposal, name: str) -> StoredFile:
    data = io.BytesIO()
    Image.new("RGB", (40, 30), (120, 160, 90)).save(data, "PNG")
    file = store_image(
        actor=author, collectivity_id=proposal.collectivity_id, data=data.getvalue(), name=name, now=SAID_AT
    )
    proposals.attach_file(actor=author, proposal=proposal, file=file, now=SAID_AT)
    return file
