"""What the gateway asks of the evidence: enough of it, varied, recent, attributed, in order."""

from collections.abc import Iterable

from app.domain.calendar import add_months
from app.domain.coverage import CriterionCoverage, CriterionStatus
from app.domain.evidence import EvidenceKind, EvidenceStatus
from app.domain.facts import Facts, Finding, PieceFact, are, have, listed, pieces_in_words
from app.domain.people import Role
from app.domain.plans import Reflection
from app.domain.standards import CriterionKind

Covered = tuple[CriterionCoverage, ...]


def criteria_met(facts: Facts, covered: Covered) -> Finding:
    required = [item for item in covered if item.kind in facts.plan.required_for_gateway]
    unmet = [item for item in required if not item.is_met]
    words = _words_for(facts.plan.required_for_gateway)
    if not unmet:
        return Finding(True, f"All {len(required)} {words} are met.")
    waiting = sum(item.status is CriterionStatus.SUBMITTED for item in unmet)
    why = f"{len(unmet)} of {len(required)} {words} {are(len(unmet))} not yet met."
    if waiting == len(unmet):
        return Finding(False, f"{why} All of them wait for a decision.", Role.ASSESSOR)
    return Finding(False, why, Role.APPRENTICE)


def sufficiency(facts: Facts, covered: Covered) -> Finding:
    """Number, variety and recency, as far as the plan asks for each."""
    needed, rules = facts.plan.pieces_per_criterion, facts.plan.sufficiency
    by = (rules,) if rules.asks_anything else ()
    pieces = "one piece of evidence" if needed == 1 else f"{needed} pieces of evidence"
    met = [item for item in covered if item.kind in facts.plan.required_for_gateway and item.is_met]
    of_id = {piece.evidence_id: piece for piece in facts.pieces}
    thin, narrow, old = [], [], []
    for item in met:
        its = [of_id[each] for each in item.evidence if each in of_id]
        if item.signed_off < needed:
            thin.append(item.code)
        if len({piece.kind for piece in its}) < rules.kinds_per_criterion:
            narrow.append(item.code)
        if rules.within_months is not None and not _any_recent(its, facts, rules.within_months):
            old.append(item.code)
    why = []
    if thin:
        why.append(f"{listed(thin)} {have(len(thin))} fewer than {pieces}.")
    if narrow:
        kinds = rules.kinds_per_criterion
        why.append(f"{listed(narrow)} {have(len(narrow))} fewer than {kinds} kinds of evidence.")
    if old:
        months = "month" if rules.within_months == 1 else f"{rules.within_months} months"
        why.append(f"{listed(old)} {have(len(old))} no evidence of the last {months}.")
    if why:
        return Finding(False, " ".join(why), by=by)
    if by:
        return Finding(True, "Each KSB that is met has as much evidence as the plan asks.", by=by)
    return Finding(True, f"Each KSB that is met has at least {pieces}.")


def returned_pieces(facts: Facts, _covered: Covered) -> Finding:
    returned = sum(piece.status is EvidenceStatus.RETURNED for piece in facts.pieces)
    if not returned:
        return Finding(True, "No returned piece waits to be revised.")
    stand = f"{pieces_in_words(returned)} {are(returned)}"
    return Finding(False, f"{stand} returned and not submitted again.")


def employer_confirmation(facts: Facts, _covered: Covered) -> Finding:
    if not facts.plan.portfolio.employer_statement:
        return Finding(True, "The plan asks for no statement.", by=(facts.plan.portfolio,))
    signed_off = facts.signed_off
    lacking = sum(not piece.confirmed for piece in signed_off)
    if not signed_off:
        return Finding(
            False, "No piece is signed off yet, so there is none to confirm.", Role.APPRENTICE
        )
    if not lacking:
        every = "The one piece" if len(signed_off) == 1 else f"Each of the {len(signed_off)} pieces"
        return Finding(True, f"{every} signed off is confirmed by the employer.")
    return Finding(
        False,
        f"{lacking} of {len(signed_off)} signed-off pieces {are(lacking)} not yet confirmed"
        " by the employer.",
    )


def portfolio_pieces(facts: Facts, _covered: Covered) -> Finding:
    """As many signed-off pieces as the plan allows, where it says how many."""
    rules, count = facts.plan.portfolio, len(facts.signed_off)
    signed_off = f"{pieces_in_words(count)} {are(count)} signed off"
    if rules.fewest_pieces is not None and count < rules.fewest_pieces:
        why = f"{signed_off}, and the plan asks for {rules.fewest_pieces} at least."
        return Finding(False, why, by=(rules,))
    if rules.most_pieces is not None and count > rules.most_pieces:
        why = f"{signed_off}, and the plan allows {rules.most_pieces} at most."
        return Finding(False, why, by=(rules,))
    if rules.fewest_pieces is None and rules.most_pieces is None:
        return Finding(True, f"{signed_off}. The plan names no number.")
    return Finding(True, f"{signed_off}, as many as the plan asks for.", by=(rules,))


def portfolio_annex(facts: Facts, _covered: Covered) -> Finding:
    """Each entry of the mapping annex names the page or time in the piece’s files."""
    rules = facts.plan.portfolio
    if not rules.mapping_annex:
        return Finding(True, "The plan asks for no annex.", by=(rules,))
    entries = [each for each in facts.counted if each.met]
    lacking = sum(not each.located for each in entries)
    if not entries:
        return Finding(False, "No piece is signed off yet, so the annex is empty.", by=(rules,))
    if not lacking:
        return Finding(True, "Every entry of the annex names its page or time.", by=(rules,))
    name = "names" if lacking == 1 else "name"
    why = f"{lacking} of {len(entries)} entries of the annex {name} no page or time."
    return Finding(False, why, by=(rules,))


def portfolio_reflection(facts: Facts, _covered: Covered) -> Finding:
    """Reflective accounts as the plan forbids, allows or requires them."""
    rules = facts.plan.portfolio
    count = sum(piece.kind is EvidenceKind.REFLECTIVE_ACCOUNT for piece in facts.signed_off)
    match rules.reflection:
        case Reflection.ALLOWED:
            return Finding(True, "The plan allows reflective accounts.")
        case Reflection.FORBIDDEN if count:
            account = "1 reflective account" if count == 1 else f"{count} reflective accounts"
            why = f"{account} {are(count)} signed off, and the plan allows none."
            return Finding(False, why, by=(rules,))
        case Reflection.FORBIDDEN:
            return Finding(True, "There is no reflective account.", by=(rules,))
        case Reflection.REQUIRED if count:
            return Finding(True, "There is a reflective account.", by=(rules,))
        case Reflection.REQUIRED:
            return Finding(False, "No reflective account is signed off yet.", by=(rules,))


def _any_recent(pieces: Iterable[PieceFact], facts: Facts, months: int) -> bool:
    return any(
        piece.done_on is not None and add_months(piece.done_on, months) >= facts.today
        for piece in pieces
    )


def _words_for(kinds: Iterable[CriterionKind]) -> str:
    return "KSBs and duties" if CriterionKind.DUTY in kinds else "KSBs"
