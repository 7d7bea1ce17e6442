"""When X happened, do Y: every subscription of the product, on one page."""

from app.features.accounts import events as accounts
from app.features.accounts import handlers as account_sessions
from app.features.ballots import events as voting
from app.features.ballots import handlers as ballots
from app.features.consultations import events as consultations
from app.features.council import events as council
from app.features.discussion import events as discussion
from app.features.hints import handlers as hints
from app.features.moderation import events as moderation
from app.features.moderation import handlers as casework
from app.features.moderation import redaction_events as redactions
from app.features.notifications import handlers as notices
from app.features.notifications import meetings, moderating, replies, votes
from app.features.notifications import redacting as redacted_news
from app.features.plans import events as plans
from app.features.privacy import events as privacy
from app.features.privacy import handlers as own_data
from app.features.projects import events as projects
from app.features.projects import handlers as follow_up
from app.features.proposals import events as proposals
from app.features.supports import events as supports
from app.features.synthesis import events as synthesis
from app.features.transparency import handlers as ledger
from app.features.workshops import events as workshops
from app.features.workshops import handlers as calendar
from app.foundation.events import subscribe


def connect() -> None:
    """Subscribe every handler; doing it twice changes nothing."""
    # Whoever loses a role is signed out everywhere.
    subscribe(accounts.RoleEnded, account_sessions.role_ended)
    # Authors are told what became of their texts; supporters and followers too, of what comes and goes.
    subscribe(proposals.ProposalPublished, notices.proposal_published)
    subscribe(proposals.ProposalReturned, notices.proposal_returned)
    subscribe(proposals.ProposalRefused, notices.proposal_refused)
    subscribe(proposals.ProposalHidden, notices.proposal_hidden)
    subscribe(proposals.ProposalRestored, notices.proposal_restored)
    subscribe(proposals.ProposalWithdrawn, notices.proposal_withdrawn)
    subscribe(proposals.ProposalChangeReturned, notices.change_returned)
    subscribe(discussion.CommentPublished, replies.comment_published)
    subscribe(discussion.CommentRefused, replies.comment_refused)
    subscribe(discussion.CommentHidden, replies.comment_hidden)
    subscribe(discussion.CommentRestored, replies.comment_restored)
    # Whoever reported a text is told what was decided.
    subscribe(moderation.ReportsDecided, replies.reports_decided)
    # Authors are told of labels; whoever may look again is told of appeals, and all concerned of what came of them.
    subscribe(proposals.ProposalLabelled, moderating.proposal_labelled)
    subscribe(discussion.CommentLabelled, moderating.comment_labelled)
    subscribe(moderation.DecisionAppealed, moderating.decision_appealed)
    subscribe(moderation.AppealDecided, moderating.appeal_decided)
    # What is taken out of a public reason goes from the messages that quote it.
    subscribe(redactions.ReasonRedacted, redacted_news.reason_redacted)
    # Authors, supporters and followers are told of groups and answers.
    subscribe(synthesis.ProposalGrouped, notices.proposal_grouped)
    subscribe(council.ResponsesPublished, notices.responses_published)
    # Followers and participants are told how their consultation goes on.
    subscribe(consultations.ConsultationOpened, notices.consultation_opened)
    subscribe(consultations.ConsultationExtended, notices.consultation_extended)
    subscribe(consultations.ConsultationClosed, notices.consultation_closed)
    subscribe(consultations.ConsultationCancelled, notices.consultation_cancelled)
    subscribe(consultations.ConsultationAnswered, notices.consultation_answered)
    # Whoever has a place in a workshop is told when it moves or is called off, alone or with its consultation.
    subscribe(consultations.ConsultationCancelled, calendar.consultation_cancelled)
    subscribe(workshops.WorkshopChanged, meetings.workshop_changed)
    subscribe(workshops.WorkshopsCancelled, meetings.workshops_cancelled)
    # Followers and participants are told how its vote goes on.
    subscribe(voting.VotingOpened, votes.voting_opened)
    subscribe(voting.VotingExtended, votes.voting_extended)
    subscribe(voting.VotingClosed, votes.voting_closed)
    subscribe(voting.VotingCancelled, votes.voting_cancelled)
    # A case of moderation is over when its text is taken back by its author.
    subscribe(proposals.ProposalWithdrawn, casework.proposal_withdrawn)
    subscribe(discussion.CommentWithdrawn, casework.comment_withdrawn)
    # Whoever asked for her data is told when the file is ready.
    subscribe(privacy.PersonalExportReady, own_data.export_ready)
    # A vote does not outlive its consultation.
    subscribe(consultations.ConsultationCancelled, ballots.consultation_cancelled)
    # An adopted plan is followed, activity by activity; those behind an activity are told of delays and milestones.
    subscribe(council.PlanAdopted, follow_up.plan_adopted)
    subscribe(council.PlanAdopted, notices.plan_adopted)
    subscribe(projects.ProgressReported, notices.progress_reported)
    # Texts nearly the same are found by their prints.
    subscribe(proposals.ProposalSubmitted, hints.proposal_written)
    subscribe(proposals.ProposalCorrected, hints.proposal_written)
    subscribe(proposals.ProposalEdited, hints.proposal_written)
    subscribe(discussion.CommentPosted, hints.comment_written)
    # What is public and consequential stands in the ledger; ballots and votes are entered by their own commands.
    subscribe(supports.SupportGiven, ledger.support_given)
    subscribe(supports.SupportTakenBack, ledger.support_taken_back)
    subscribe(supports.OpinionGiven, ledger.opinion_given)
    subscribe(supports.OpinionTakenBack, ledger.opinion_taken_back)
    subscribe(proposals.ProposalPublished, ledger.proposal_published)
    subscribe(proposals.ProposalWithdrawn, ledger.proposal_withdrawn)
    subscribe(moderation.ContributionModerated, ledger.contribution_moderated)
    subscribe(moderation.DecisionAppealed, ledger.decision_appealed)
    subscribe(moderation.AppealDecided, ledger.appeal_decided)
    subscribe(synthesis.ProposalGrouped, ledger.proposal_grouped)
    subscribe(synthesis.ProposalUngrouped, ledger.proposal_ungrouped)
    subscribe(council.SessionRecorded, ledger.session_recorded)
    subscribe(council.ResponsesPublished, ledger.responses_published)
    subscribe(plans.PlanVersionPublished, ledger.plan_version_published)
    subscribe(consultations.ConsultationAnnounced, ledger.consultation_announced)
    subscribe(consultations.ConsultationOpened, ledger.consultation_opened)
    subscribe(consultations.ConsultationExtended, ledger.consultation_extended)
    subscribe(consultations.ConsultationClosed, ledger.consultation_closed)
    subscribe(consultations.ConsultationAnswered, ledger.consultation_answered)
    subscribe(consultations.ConsultationArchived, ledger.consultation_archived)
    subscribe(consultations.ConsultationCancelled, ledger.consultation_cancelled)
