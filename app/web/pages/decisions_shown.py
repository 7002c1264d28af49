"""A decision that was made on a piece of evidence, as pages tell it."""

from dataclasses import dataclass

from app.domain.sign_off import CriterionDecision, Outcome
from app.domain.standards import Standard
from app.queries.sign_off import DecisionMade, Elsewhere
from app.web.filters import day, moment

_DID = {Outcome.SIGNED_OFF: "signed this piece off", Outcome.RETURNED: "returned this piece"}


@dataclass(frozen=True, slots=True)
class CriterionDecided:
    """``verdict`` is in words: "Met", "Not met", "Met, seen by the assessor"."""

    code: str
    text: str
    met: bool
    verdict: str
    feedback: str


@dataclass(frozen=True, slots=True)
class DecisionShown:
    """``sentence`` says who decided what, and when; the rest may be empty."""

    sentence: str
    feedback: str
    criteria: tuple[CriterionDecided, ...]
    sighted: str
    revoked: str
    elsewhere: str


def decision_shown(made: DecisionMade, standard: Standard) -> DecisionShown:
    sighted = made.sighted
    return DecisionShown(
        sentence=f"{made.by} {_DID[made.outcome]} on {moment(made.at)}.",
        feedback=made.feedback,
        criteria=tuple(
            _criterion(item, standard, added=item.criterion in made.added) for item in made.criteria
        ),
        sighted=(f"The original was seen on {day(sighted.on)}: {sighted.where}" if sighted else ""),
        revoked=(
            f"{made.revoked_by} re-opened it on {moment(made.revoked_at)}: {made.revoked_reason}"
            if made.revoked_at
            else ""
        ),
        elsewhere=_elsewhere(made.elsewhere) if made.elsewhere else "",
    )


def _elsewhere(elsewhere: Elsewhere) -> str:
    provider = elsewhere.provider
    if elsewhere.act_alone:
        return (
            f"Made elsewhere, before {provider} kept a record: verified is who decided, when and"
            " with what outcome, and not the words."
        )
    return f"Made elsewhere, and verified against the record of {provider}."


def _criterion(item: CriterionDecision, standard: Standard, *, added: bool) -> CriterionDecided:
    verdict = "Met" if item.met else "Not met"
    return CriterionDecided(
        code=item.criterion,
        text=standard.criterion(item.criterion).text,
        met=item.met,
        verdict=f"{verdict}, added by the assessor" if added else verdict,
        feedback=item.feedback,
    )
