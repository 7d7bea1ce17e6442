"""What each kind of news says, in one place; %(title)s is the name of what it is about."""

from app.features.notifications.types import NewsKind
from app.foundation.i18n import LazyText, _l

SENTENCES: dict[NewsKind, LazyText] = {
    NewsKind.PROPOSAL_PUBLISHED: _l("Your proposal “%(title)s” is published."),
    NewsKind.PROPOSAL_RETURNED: _l(
        "Your proposal “%(title)s” was returned to you: something has to change before it is published."
    ),
    NewsKind.PROPOSAL_REFUSED: _l("Your proposal “%(title)s” was refused by moderation."),
    NewsKind.PROPOSAL_HIDDEN: _l("Your proposal “%(title)s” was hidden by moderation."),
    NewsKind.PROPOSAL_RESTORED: _l("Your proposal “%(title)s” can be read by everybody again."),
    NewsKind.PROPOSAL_WITHDRAWN: _l("The proposal “%(title)s” was withdrawn by its author."),
    NewsKind.CHANGE_RETURNED: _l(
        "The change of your proposal “%(title)s” was returned to you. What was published stays."
    ),
    NewsKind.PROPOSAL_GROUPED: _l(
        "The committee put the proposal “%(title)s” into a theme, with others that say the same."
    ),
    NewsKind.PROPOSAL_ANSWERED: _l("The proposal “%(title)s” is answered. Decision: %(outcome)s."),
    NewsKind.PROPOSAL_IN_DRAFT: _l(
        "The idea “%(title)s” became part of the draft plan, which is now put to consultation."
    ),
    NewsKind.CONSULTATION_OPENED: _l("The consultation “%(title)s” is open: you can take part."),
    NewsKind.CONSULTATION_EXTENDED: _l("The consultation “%(title)s” is extended until %(date)s."),
    NewsKind.CONSULTATION_CLOSED: _l(
        "The consultation “%(title)s” is closed. The contributions are now examined."
    ),
    NewsKind.CONSULTATION_CANCELLED: _l("The consultation “%(title)s” is cancelled."),
    NewsKind.CONSULTATION_ANSWERED: _l(
        "The consultation “%(title)s” is answered: every contribution has its reasoned answer."
    ),
    NewsKind.VOTE_OPENED: _l("The vote of the consultation “%(title)s” is open until %(date)s."),
    NewsKind.VOTE_EXTENDED: _l("The vote of the consultation “%(title)s” goes on until %(date)s."),
    NewsKind.VOTE_CLOSED: _l("The vote of the consultation “%(title)s” is closed: its results can be read."),
    NewsKind.VOTE_CANCELLED: _l("The vote of the consultation “%(title)s” is cancelled."),
    NewsKind.PLAN_ADOPTED: _l("The plan put to the consultation “%(title)s” is adopted."),
    NewsKind.COMMENT_PUBLISHED: _l("Your comment on “%(title)s” is published."),
    NewsKind.COMMENT_REFUSED: _l("Your comment on “%(title)s” was refused by moderation."),
    NewsKind.COMMENT_HIDDEN: _l("Your comment on “%(title)s” was hidden by moderation."),
    NewsKind.COMMENT_RESTORED: _l("Your comment on “%(title)s” can be read by everybody again."),
    NewsKind.REPLY_RECEIVED: _l("Somebody replied to your comment on “%(title)s”."),
    NewsKind.OFFICIAL_REPLY: _l("The collectivity wrote about “%(title)s”."),
    NewsKind.ACTIVITY_STARTED: _l("The activity “%(title)s” is under way."),
    NewsKind.ACTIVITY_DELAYED: _l("The activity “%(title)s” is delayed."),
    NewsKind.ACTIVITY_STOPPED: _l("The activity “%(title)s” is stopped."),
    NewsKind.ACTIVITY_DONE: _l("The activity “%(title)s” is done."),
    NewsKind.REPORT_UPHELD: _l("A moderator examined your report about “%(title)s” and acted on it."),
    NewsKind.REPORT_DISMISSED: _l(
        "A moderator examined your report about “%(title)s” and left the text where it is."
    ),
    NewsKind.TEXT_LABELLED: _l("Moderation put a label beside what you wrote on “%(title)s”: %(label)s."),
    NewsKind.TEXT_UNLABELLED: _l("The label beside what you wrote on “%(title)s” was taken off."),
    NewsKind.APPEAL_TO_DECIDE: _l("An appeal about “%(title)s” waits: somebody else has to look again."),
    NewsKind.APPEAL_UPHELD: _l("Somebody else looked again at the decision on “%(title)s”: it stands."),
    NewsKind.APPEAL_OVERTURNED: _l(
        "Somebody else looked again at the decision on “%(title)s”: it is overturned."
    ),
    NewsKind.APPEAL_PARTLY: _l(
        "Somebody else looked again at the decision on “%(title)s”: it is overturned in part."
    ),
    NewsKind.WORKSHOP_CHANGED: _l("The workshop “%(title)s” has changed."),
    NewsKind.WORKSHOP_CANCELLED: _l("The workshop “%(title)s”, planned for %(date)s, is cancelled."),
}

# What is said of a proposal to those who did not write it.
TO_OTHERS: dict[NewsKind, LazyText] = {
    NewsKind.PROPOSAL_REFUSED: _l("The proposal “%(title)s” was refused by moderation."),
    NewsKind.PROPOSAL_HIDDEN: _l("The proposal “%(title)s” was hidden by moderation."),
    NewsKind.PROPOSAL_RESTORED: _l("The proposal “%(title)s” can be read by everybody again."),
}

# Nobody wrote an activity of the plan, only what it comes from.
BEHIND_ACTIVITY = _l("You wrote a proposal it comes from.")

REASON = _l("Reason given: %(reason)s")
NEW_DATE = _l("New date: %(date)s")
NEW_MOMENT = _l("New day and hour: %(new)s, instead of %(old)s.")
NEW_PLACE = _l("New place: %(new)s, instead of %(old)s.")

# What is called by these words when its title may not be shown, or is not known any more.
UNNAMED_PROPOSAL = _l("proposal number %(number)s")
UNNAMED = _l("without a title")
