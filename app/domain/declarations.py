"""The three declarations at the gateway: who makes them, in which words, and what they cover.

An apprentice, their line manager and their assessor each declare, in any order, of the snapshot
that they looked at. Nobody declares of what is not ready: while a requirement stands in the
way, all three are refused, and told which. A declaration covers its snapshot and no other, so
a change makes it say nothing of what stands there now; declaring again renews it.
"""

import hashlib
import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from app.domain.calendar import moment_in_words
from app.domain.errors import RuleBroken
from app.domain.people import ROLE_NAMES, Role
from app.domain.permissions import Standing
from app.domain.plans import Label
from app.domain.readiness import Readiness
from app.domain.snapshots import Snapshot, differences

DECLARING = (Role.APPRENTICE, Role.LINE_MANAGER, Role.ASSESSOR)
"""Whose declarations the gateway needs."""

_LABEL_OF = {Role.LINE_MANAGER: Label.LINE_MANAGER, Role.ASSESSOR: Label.ASSESSOR}


@dataclass(frozen=True, slots=True)
class Declared:
    """What a declaration is judged by: of what, and for which organisation."""

    role: Role
    organisation_id: uuid.UUID
    organisation: str
    snapshot: Snapshot


def roles_to_declare_in(standing: Standing) -> tuple[Role, ...]:
    return tuple(role for role in DECLARING if getattr(standing, role.value))


def statement(
    role: Role,
    labels: Mapping[Label, str],
    *,
    apprentice: str,
    organisation: str,
    provider: str,
    standard: str,
) -> str:
    """Word for word what somebody declares; ``organisation`` is the one they declare for."""
    gateway, assessment = labels[Label.GATEWAY], labels[Label.END_POINT_ASSESSMENT]
    criteria, asking = labels[Label.CRITERIA], labels[Label.ASSESSMENT_ORGANISATION]
    match role:
        case Role.APPRENTICE:
            return (
                f"I, {apprentice}, declare that the work in this portfolio is my own, that what "
                "I say of my part in it is true, and that I have kept to my employer’s rules on "
                f"client details. I ask to pass through {gateway} to the {assessment} of "
                f"“{standard}”. I give {provider} and the {asking} permission to claim my "
                "apprenticeship certificate for me."
            )
        case Role.LINE_MANAGER:
            return (
                f"For {organisation}, the employer, I declare that {apprentice} works at the "
                f"level of “{standard}”, with the knowledge, skills and behaviours that it asks "
                "for, and that to my knowledge the work in this portfolio is their own. "
                f"We wish {apprentice} to pass through {gateway} to the {assessment}."
            )
        case _:
            return (
                f"For {provider}, the {labels[Label.PROVIDER]}, I declare that the evidence in "
                f"this portfolio was signed off against the {criteria} that it is mapped to, that "
                f"each requirement of {gateway} was looked at, and that {apprentice} is ready for "
                f"the {assessment} of “{standard}”."
            )


def statement_sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def as_text(
    role: Role, *, by: str, organisation: str, at: datetime, said: str, snapshot_sha256: str
) -> str:
    """A declaration as a file of its own: who made it, when, its words, and what it covers."""
    return f"""Declaration at the gateway

Role: {ROLE_NAMES[role]}
By: {by}
For: {organisation}
When: {moment_in_words(at)}

{said}

SHA-256 of the words: {statement_sha256(said)}
SHA-256 of the snapshot: {snapshot_sha256}
"""


def check_ready(found: Readiness) -> None:
    """Nobody declares, and nobody passes, while a blocking requirement is unmet."""
    unmet = [each.text.rstrip(".") for each in found.blockers]
    if unmet:
        raise RuleBroken(f"Not everything is in place yet. Still unmet: {'; '.join(unmet)}.")


def check_all_declared(undeclared: Collection[Role], labels: Mapping[Label, str]) -> None:
    if undeclared:
        names = [role_in_words(role, labels) for role in undeclared]
        raise RuleBroken(
            f"Not everybody has declared what stands there now. Still to declare: the "
            f"{', the '.join(names)}."
        )


def why_not_covered(
    declared: Declared,
    present: Snapshot,
    employers: Collection[uuid.UUID],
    names: Mapping[str, str],
    *,
    final: bool = False,
) -> tuple[str, ...]:
    """Why a declaration does not cover what stands there now, in sentences; none where it does.

    ``employers`` are those of today: a declaration for an earlier one is not the employer's,
    unless what stands there is ``final``, since the apprentice has passed.
    """
    moved: Iterable[str] = ()
    earlier = declared.role is Role.LINE_MANAGER and declared.organisation_id not in employers
    if earlier and not final:
        moved = (f"{declared.organisation} is not the employer any more.",)
    return (*differences(declared.snapshot, present, names=names), *moved)


def role_in_words(role: Role, labels: Mapping[Label, str]) -> str:
    """The role as the plan calls it, within a sentence."""
    label = _LABEL_OF.get(role)
    return labels[label] if label else ROLE_NAMES[role].lower()
