"""What the gateway asks of the programme: its length, hours and reviews, and qualifications."""

from dataclasses import replace
from datetime import date

from app.domain.calendar import day_in_words, without_breaks
from app.domain.coverage import CriterionCoverage
from app.domain.english_and_maths import Asks
from app.domain.facts import Facts, Finding, are
from app.domain.people import Role
from app.domain.qualifications import SUBJECT_NAMES, Proof, Subject
from app.domain.rule_sets import minimum_end, next_review_due, part_time_end
from app.domain.standards import Verification

Covered = tuple[CriterionCoverage, ...]


def minimum_duration(facts: Facts, _covered: Covered) -> Finding:
    """Breaks in learning are not counted. Few weekly hours make it longer, by the dated rules."""
    period, part_time = facts.rule_set.minimum_duration, facts.rule_set.part_time
    shortest = minimum_end(facts.started_on, facts.rule_set)
    longer = part_time_end(facts.started_on, facts.rule_set, facts.weekly_hours)
    if longer is None or part_time is None:
        return Finding(*_duration(facts, shortest), by=(period,))
    met, why = _duration(facts, longer)
    why += f" It is longer with {facts.weekly_hours} weekly hours."
    full_time, _ = _duration(facts, shortest)
    counts = met or not full_time or part_time.status is Verification.VERIFIED
    return Finding(met, why, by=(period, part_time), in_the_way=counts)


def progress_reviews(facts: Facts, _covered: Covered) -> Finding:
    interval = facts.rule_set.review_interval
    due = review_due_on(facts)
    if due < facts.today:
        return Finding(False, f"A progress review was due by {day_in_words(due)}.", by=(interval,))
    return Finding(True, f"The next progress review is due by {day_in_words(due)}.", by=(interval,))


def review_due_on(facts: Facts) -> date:
    """The last day for the next progress review, by the rules of the apprentice's start."""
    return next_review_due(facts.last_review_on or facts.started_on, facts.rule_set)


def off_the_job_hours(facts: Facts, _covered: Covered) -> Finding:
    planned, done = facts.recorded.hours_planned, facts.recorded.hours_done
    if planned is None:
        return Finding(False, "How many hours are planned is not recorded.", Role.ADMINISTRATOR)
    if done is None:
        return Finding(False, f"None of the {planned.hours:,} planned hours are recorded yet.")
    counted = f"{done.hours:,} of {planned.hours:,} planned hours"
    counted += f" were recorded by {day_in_words(done.on)}."
    return Finding(done.hours >= planned.hours, counted)


def mandatory_qualification(facts: Facts, _covered: Covered) -> Finding:
    proof = facts.recorded.proof_of(Subject.MANDATORY)
    if proof is Proof.NONE:
        return Finding(False, "It is not recorded yet.")
    return _proven(proof, "It", 1)


def english_and_maths(facts: Facts, _covered: Covered) -> Finding:
    """What is achieved is settled at any age. What is not depends on the age at the start."""
    rule, settled = facts.rule_set.english_and_maths, facts.recorded.english_and_maths
    proofs = {each: facts.recorded.proof_of(each) for each in (Subject.ENGLISH, Subject.MATHS)}
    if all(proof is Proof.CHECKED for proof in proofs.values()):
        return Finding(True, "English and maths are achieved, and the certificates checked.")
    asks = rule.asks_of(settled.age_group)
    if asks is None:
        why = "Whether the apprentice was 19 or over at the start is not recorded."
        return Finding(False, why, Role.ADMINISTRATOR, by=(rule,))
    if asks is Asks.EMPLOYERS_CHOICE and settled.to_achieve is None:
        why = "Whether the employer asks for English and maths is not recorded."
        return Finding(False, why, Role.LINE_MANAGER, by=(rule,))
    if asks is Asks.EMPLOYERS_CHOICE and not settled.to_achieve:
        return Finding(True, "The employer chose not to ask for English and maths.", by=(rule,))
    missing = [each for each, proof in proofs.items() if proof is Proof.NONE]
    if missing:
        why = f"{_in_words(missing)} {are(len(missing))} not recorded as achieved."
        return Finding(False, why, Role.APPRENTICE, by=(rule,))
    least = min(proofs.values())
    behind = [each for each, proof in proofs.items() if proof is least]
    found = _proven(least, _in_words(behind), len(behind))
    return replace(found, by=(rule,))


def _in_words(subjects: list[Subject]) -> str:
    """English, Maths, or English and maths."""
    if len(subjects) == 1:
        return SUBJECT_NAMES[subjects[0]]
    return "English and maths"


def _duration(facts: Facts, shortest: date) -> tuple[bool, str]:
    """Whether it is complete, where it would be on ``shortest`` had there been no break."""
    reached = without_breaks(facts.started_on, facts.today, facts.breaks)
    if reached >= shortest and facts.breaks:
        return True, "The minimum duration is complete, breaks in learning not counted."
    if reached >= shortest:
        return True, f"The minimum duration was complete on {day_in_words(shortest)}."
    left = (shortest - reached).days
    why = f"{left} more {'day' if left == 1 else 'days'} on programme {are(left)} needed"
    if facts.breaks:
        why += ", breaks in learning not counted"
    return False, f"{why}."


def _proven(proof: Proof, what: str, count: int) -> Finding:
    """How far something that was recorded is proven."""
    if proof is Proof.CHECKED:
        return Finding(True, f"{what} {are(count)} recorded, and the certificate is checked.")
    if proof is Proof.SHOWN:
        why = f"{what} {are(count)} recorded, and the certificate waits to be checked."
        return Finding(False, why, Role.ADMINISTRATOR)
    return Finding(False, f"{what} {are(count)} recorded without a certificate.", Role.APPRENTICE)
