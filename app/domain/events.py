"""Everything that can happen, in the past tense. An act is one event."""

from enum import StrEnum


class EventKind(StrEnum):
    ORGANISATION_ADDED = "organisation_added"
    ORGANISATION_CHANGED = "organisation_changed"
    PERSON_ADDED = "person_added"
    PERSON_CHANGED = "person_changed"
    PERSON_DEACTIVATED = "person_deactivated"
    PERSON_REACTIVATED = "person_reactivated"
    PASSWORD_CHANGED = "password_changed"
    ROLE_GIVEN = "role_given"
    ROLE_ENDED = "role_ended"
    STANDARD_LOADED = "standard_loaded"
    PLAN_LOADED = "plan_loaded"
    RULE_SETS_LOADED = "rule_sets_loaded"
    APPRENTICESHIP_STARTED = "apprenticeship_started"
    APPRENTICESHIP_CHANGED = "apprenticeship_changed"
    PLANNED_END_CHANGED = "planned_end_changed"
    STATUS_CHANGED = "status_changed"
    SPELL_STARTED = "spell_started"
    SPELL_ENDED = "spell_ended"
    MILESTONES_SET = "milestones_set"
    PACK_ASKED_FOR = "pack_asked_for"
    PACK_MADE = "pack_made"
    PORTFOLIO_IMPORTED = "portfolio_imported"
    EVIDENCE_IMPORTED = "evidence_imported"
    EVIDENCE_STARTED = "evidence_started"
    EVIDENCE_CHANGED = "evidence_changed"
    EVIDENCE_DELETED = "evidence_deleted"
    FILE_ADDED = "file_added"
    FILE_REMOVED = "file_removed"
    FILE_BLOCKED = "file_blocked"
    EVIDENCE_SUBMITTED = "evidence_submitted"
    EVIDENCE_TAKEN_BACK = "evidence_taken_back"
    EVIDENCE_SIGNED_OFF = "evidence_signed_off"
    EVIDENCE_RETURNED = "evidence_returned"
    EVIDENCE_REOPENED = "evidence_reopened"
    EVIDENCE_CONFIRMED = "evidence_confirmed"
    COMMENT_MADE = "comment_made"
    REVIEW_RECORDED = "review_recorded"
    REVIEW_AGREED = "review_agreed"
    REVIEW_COMMENTED = "review_commented"
    REVIEW_ACTION_DONE = "review_action_done"
    QUALIFICATION_RECORDED = "qualification_recorded"
    CERTIFICATE_ADDED = "certificate_added"
    CERTIFICATE_CHECKED = "certificate_checked"
    QUALIFICATION_TAKEN_OUT = "qualification_taken_out"
    ENGLISH_AND_MATHS_SETTLED = "english_and_maths_settled"
    HOURS_PLANNED = "hours_planned"
    HOURS_RECORDED = "hours_recorded"
    PORTFOLIO_SELECTED = "portfolio_selected"
    DECLARED = "declared"
    GATEWAY_PASSED = "gateway_passed"
    GATEWAY_TAKEN_BACK = "gateway_taken_back"
    PORTFOLIO_HANDED_OVER = "portfolio_handed_over"
    HANDOVER_WITHDRAWN = "handover_withdrawn"
    ACCESS_CHANGED = "access_changed"
    ASSESSOR_ALLOCATED = "assessor_allocated"
    COMPONENTS_CHECKED = "components_checked"
    METHOD_PLANNED = "method_planned"
    METHOD_GRADED = "method_graded"
    ATTEMPT_OPENED = "attempt_opened"
    RESULT_CONFIRMED = "result_confirmed"
    RESULT_RELEASED = "result_released"
    CONTENT_ERASED = "content_erased"
    STATE_IMPORTED = "state_imported"
    BODIES_ERASED = "bodies_erased"
    KEY_MADE = "key_made"
    KEY_ROTATED = "key_rotated"
    REPORT_ISSUED = "report_issued"


def in_words_of(kind: str) -> str:
    """evidence_signed_off is “Evidence signed off”."""
    return kind.replace("_", " ").capitalize()


SIGN_OFFS = frozenset(
    {
        EventKind.EVIDENCE_SIGNED_OFF,
        EventKind.EVIDENCE_RETURNED,
        EventKind.EVIDENCE_REOPENED,
        EventKind.EVIDENCE_CONFIRMED,
        EventKind.REVIEW_AGREED,
        EventKind.DECLARED,
        EventKind.GATEWAY_PASSED,
        EventKind.GATEWAY_TAKEN_BACK,
        EventKind.PORTFOLIO_HANDED_OVER,
        EventKind.HANDOVER_WITHDRAWN,
        EventKind.METHOD_GRADED,
        EventKind.RESULT_CONFIRMED,
        EventKind.RESULT_RELEASED,
        EventKind.FILE_BLOCKED,
        EventKind.ROLE_GIVEN,
        EventKind.ROLE_ENDED,
        EventKind.KEY_ROTATED,
        EventKind.PACK_ASKED_FOR,
    }
)
"""Acts that others rely on: a checkpoint is signed soon after them, and not only at night."""
