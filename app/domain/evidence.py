"""A piece of evidence: what it holds, what it lacks, and what may become of it."""

from enum import StrEnum

from app.domain.errors import RuleBroken


class EvidenceStatus(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    SIGNED_OFF = "signed_off"


STATUS_NAMES = {
    EvidenceStatus.DRAFT: "Draft",
    EvidenceStatus.SUBMITTED: "Submitted",
    EvidenceStatus.RETURNED: "Returned",
    EvidenceStatus.SIGNED_OFF: "Signed off",
}


class Act(StrEnum):
    """What moves a piece of evidence from one status to the next."""

    SUBMIT = "submit"
    TAKE_BACK = "take back"
    SIGN_OFF = "sign off"
    RETURN = "return"
    REOPEN = "re-open"


AFTER: dict[tuple[EvidenceStatus, Act], EvidenceStatus] = {
    (EvidenceStatus.DRAFT, Act.SUBMIT): EvidenceStatus.SUBMITTED,
    (EvidenceStatus.SUBMITTED, Act.TAKE_BACK): EvidenceStatus.DRAFT,
    (EvidenceStatus.SUBMITTED, Act.SIGN_OFF): EvidenceStatus.SIGNED_OFF,
    (EvidenceStatus.SUBMITTED, Act.RETURN): EvidenceStatus.RETURNED,
    (EvidenceStatus.RETURNED, Act.SUBMIT): EvidenceStatus.SUBMITTED,
    (EvidenceStatus.SIGNED_OFF, Act.REOPEN): EvidenceStatus.RETURNED,
}
"""Every change of status there is; the README's diagram is made from this table."""

OPEN_TO_CHANGE = frozenset({EvidenceStatus.DRAFT, EvidenceStatus.RETURNED})
OPEN_TO_CONFIRMATION = frozenset({EvidenceStatus.SUBMITTED, EvidenceStatus.SIGNED_OFF})

_PAST = {
    Act.SUBMIT: "submitted",
    Act.TAKE_BACK: "taken back",
    Act.SIGN_OFF: "signed off",
    Act.RETURN: "returned",
    Act.REOPEN: "re-opened",
}


class EvidenceKind(StrEnum):
    DRAFTING_SAMPLE = "drafting_sample"
    RESEARCH_NOTE = "research_note"
    CASE_STUDY = "case_study"
    CORRESPONDENCE = "correspondence"
    ATTENDANCE_NOTE = "attendance_note"
    NEGOTIATION_OR_ADVOCACY = "negotiation_or_advocacy"
    FINANCIAL_OR_TIME_RECORD = "financial_or_time_record"
    PRESENTATION = "presentation"
    OBSERVATION = "observation"
    WITNESS_TESTIMONY = "witness_testimony"
    CLIENT_FEEDBACK = "client_feedback"
    APPRAISAL = "appraisal"
    CERTIFICATE_OR_CPD = "certificate_or_cpd"
    SOFTWARE_SCREENSHOT = "software_screenshot"
    TEAM_CONTRIBUTION = "team_contribution"
    PROFESSIONAL_DISCUSSION = "professional_discussion"
    REFLECTIVE_ACCOUNT = "reflective_account"
    OTHER = "other"


KIND_NAMES = {
    EvidenceKind.DRAFTING_SAMPLE: "Drafting sample",
    EvidenceKind.RESEARCH_NOTE: "Research note",
    EvidenceKind.CASE_STUDY: "Case study",
    EvidenceKind.CORRESPONDENCE: "Correspondence",
    EvidenceKind.ATTENDANCE_NOTE: "Attendance or meeting note",
    EvidenceKind.NEGOTIATION_OR_ADVOCACY: "Negotiation or advocacy record",
    EvidenceKind.FINANCIAL_OR_TIME_RECORD: "Financial or time record",
    EvidenceKind.PRESENTATION: "Presentation or data visualisation",
    EvidenceKind.OBSERVATION: "Observation report",
    EvidenceKind.WITNESS_TESTIMONY: "Witness testimony",
    EvidenceKind.CLIENT_FEEDBACK: "Testimonial or client feedback",
    EvidenceKind.APPRAISAL: "Appraisal",
    EvidenceKind.CERTIFICATE_OR_CPD: "Certificate or CPD record",
    EvidenceKind.SOFTWARE_SCREENSHOT: "Screenshot of work in legal software",
    EvidenceKind.TEAM_CONTRIBUTION: "Team or business-development contribution",
    EvidenceKind.PROFESSIONAL_DISCUSSION: "Professional discussion record",
    EvidenceKind.REFLECTIVE_ACCOUNT: "Reflective account",
    EvidenceKind.OTHER: "Other",
}


class ClientDetails(StrEnum):
    NONE = "none"
    REMOVED = "removed"
    KEPT_AT_FIRM = "kept_at_firm"


CLIENT_DETAILS_NAMES = {
    ClientDetails.NONE: "There are none",
    ClientDetails.REMOVED: "I removed them",
    ClientDetails.KEPT_AT_FIRM: "The original is kept at the firm",
}


def after(status: EvidenceStatus, act: Act) -> EvidenceStatus:
    """The status that ``act`` leads to; RuleBroken where it leads nowhere from ``status``."""
    try:
        return AFTER[status, act]
    except KeyError:
        raise RuleBroken(
            f"This piece is “{STATUS_NAMES[status].lower()}” now, so it cannot be {_PAST[act]}."
        ) from None


def check_open_to_change(status: EvidenceStatus) -> None:
    if status in OPEN_TO_CHANGE:
        return
    if status is EvidenceStatus.SUBMITTED:
        raise RuleBroken("This piece is submitted. Take it back first to change it.")
    raise RuleBroken("This piece is signed off. Only an assessor can re-open it.")


def check_open_to_confirmation(status: EvidenceStatus) -> None:
    if status not in OPEN_TO_CONFIRMATION:
        raise RuleBroken(
            f"This piece is “{STATUS_NAMES[status].lower()}” now. "
            "You can confirm it once it is submitted again."
        )


def may_be_deleted(status: EvidenceStatus, revision: int) -> bool:
    """Only what nobody else ever saw can go: a draft that was never submitted."""
    return status is EvidenceStatus.DRAFT and revision == 0


def check_can_be_deleted(status: EvidenceStatus, revision: int) -> None:
    if not may_be_deleted(status, revision):
        raise RuleBroken("This piece was submitted before, so its history is kept.")
