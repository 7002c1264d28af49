"""Who may do what. What a person is to an apprenticeship comes in, a refusal comes out.

Whether the thing itself is in a state for it is asked elsewhere (``evidence``, ``sign_off``).
"""

import uuid
from dataclasses import dataclass
from enum import StrEnum

from app.domain.errors import FieldError, Invalid, NotFound, NotPermitted
from app.domain.evidence import EvidenceStatus
from app.domain.people import Person, Role


@dataclass(frozen=True, slots=True)
class Standing:
    """What one person is to one apprenticeship today; nothing at all means that they see nothing.

    ``employer_ids`` are the employers in which the person line-manages the apprentice now.
    """

    apprentice: bool = False
    line_manager: bool = False
    assessor: bool = False
    iqa: bool = False
    administrator: bool = False

    def __bool__(self) -> bool:
        return any(
            (self.apprentice, self.line_manager, self.assessor, self.iqa, self.administrator)
        )

    @property
    def sees_uln(self) -> bool:
        """The learner number is for the apprentice, and for those who run the place."""
        return self.apprentice or self.iqa or self.administrator

    @property
    def role(self) -> Role:
        """The role in which this person acts here; the nearest to the work comes first."""
        for role in (
            Role.APPRENTICE,
            Role.ASSESSOR,
            Role.LINE_MANAGER,
            Role.ADMINISTRATOR,
            Role.IQA,
        ):
            if getattr(self, role.value):
                return role
        raise NotFound


class Sight(StrEnum):
    """How much of a piece of evidence a person sees."""

    LIVE = "live"  # the piece as it stands, with every draft
    SUBMITTED = "submitted"  # the latest submitted revision
    OUTLINE = "outline"  # title, codes and status: work done for an earlier employer


def sight_of(
    standing: Standing,
    status: EvidenceStatus,
    *,
    of_an_earlier_employer: bool,
) -> Sight:
    """What ``standing`` lets a person see of a piece in ``status``; NotFound where nothing.

    Drafts are the apprentice's alone. A line manager sees of work for an earlier employer
    its outline only: those were another firm's clients.
    """
    if standing.apprentice:
        return Sight.LIVE
    if not standing or status is EvidenceStatus.DRAFT:
        raise NotFound
    others = standing.assessor or standing.iqa or standing.administrator
    if not others and of_an_earlier_employer:
        return Sight.OUTLINE
    return Sight.SUBMITTED


def check_can_write(standing: Standing) -> None:
    """Only the apprentice adds, changes, submits and takes back their own evidence."""
    if not standing.apprentice:
        raise NotPermitted("Only the apprentice can do that with their own evidence.")


def check_can_confirm(standing: Standing, sight: Sight) -> None:
    if not standing.line_manager:
        raise NotPermitted("Only a present line manager of this apprentice can confirm their work.")
    if sight is Sight.OUTLINE:
        raise NotPermitted(
            "This work was done for an earlier employer, so it is not yours to confirm."
        )


def check_can_comment(standing: Standing, sight: Sight) -> None:
    if not (standing.apprentice or standing.line_manager or standing.assessor):
        raise NotPermitted("Comments are for the apprentice, their line manager and assessor.")
    if sight is Sight.OUTLINE:
        raise NotPermitted("This work was done for an earlier employer: you see its outline only.")


def check_can_sign_off(standing: Standing, *, by: uuid.UUID, author: uuid.UUID) -> None:
    """A present assessor decides, and never on evidence that they wrote themselves."""
    if not standing.assessor:
        raise NotPermitted("Only a present assessor of this apprentice can decide on evidence.")
    if standing.apprentice or by == author:
        raise NotPermitted("Nobody decides on evidence of their own.")


def check_has_queue(person: Person) -> None:
    if not person.holds(Role.ASSESSOR):
        raise NotPermitted("Only assessors have evidence to decide on.")


def check_has_cohort(person: Person) -> None:
    roles = (Role.LINE_MANAGER, Role.ASSESSOR, Role.IQA)
    if not (any(map(person.holds, roles)) or person.providers_as(Role.ADMINISTRATOR)):
        raise NotPermitted("Only those who look after apprentices see how they all are.")


def check_has_assessments(person: Person) -> None:
    if not person.works_in_assessment:
        raise NotPermitted("Only the people of an assessment organisation have assessments.")


def check_can_block(standing: Standing, sight: Sight) -> None:
    if not (standing.line_manager or standing.administrator):
        raise NotPermitted("Only a line manager or an administrator can block a file.")
    if sight is Sight.OUTLINE:
        raise NotPermitted("This work was done for an earlier employer: you see its outline only.")


def check_can_review(standing: Standing) -> None:
    if not (standing.apprentice or standing.line_manager or standing.assessor):
        raise NotPermitted(
            "Progress reviews are between the apprentice, their line manager and their assessor."
        )


def check_can_record_qualifications(standing: Standing) -> None:
    """The apprentice brings a certificate; the training provider checks it."""
    if not (standing.apprentice or standing.assessor or standing.administrator):
        raise NotPermitted(
            "Qualifications are recorded by the apprentice or by the training provider."
        )


def check_can_check_certificates(standing: Standing) -> None:
    if standing.apprentice or not (standing.assessor or standing.administrator):
        raise NotPermitted("Only an assessor or an administrator can check a certificate.")


def check_can_take_out(standing: Standing, *, checked: bool) -> None:
    """Apprentices take out what nobody has checked yet."""
    if not (standing.assessor or standing.administrator or (standing.apprentice and not checked)):
        raise NotPermitted("Only the training provider can take this qualification out.")


def check_can_open_certificates(standing: Standing) -> None:
    """A line manager sees that there is one. What else stands on it is not the employer's."""
    if not (standing.apprentice or standing.assessor or standing.iqa or standing.administrator):
        raise NotPermitted("Certificates are for the apprentice and their training provider.")


def check_can_block_certificate(standing: Standing) -> None:
    """Whoever may block a file of evidence, though a line manager opens no certificate."""
    check_can_block(standing, Sight.SUBMITTED)


def check_can_settle_english_and_maths(standing: Standing) -> None:
    if not (standing.line_manager or standing.assessor or standing.administrator):
        raise NotPermitted("That is for the employer and the training provider to say.")


def check_can_record_hours(standing: Standing) -> None:
    if not (standing.assessor or standing.administrator):
        raise NotPermitted("Only an assessor or an administrator can record the hours.")


def check_can_select(standing: Standing) -> None:
    if not standing.apprentice:
        raise NotPermitted("Only the apprentice selects the pieces of their portfolio.")


def check_can_declare(standing: Standing) -> None:
    if not (standing.apprentice or standing.line_manager or standing.assessor):
        raise NotPermitted(
            "Only the apprentice, their line manager and their assessor declare at the gateway."
        )


def may_see_report(standing: Standing) -> bool:
    """The gateway report names pages of the work for every employer: another firm's clients."""
    return standing.apprentice or standing.assessor or standing.iqa or standing.administrator


def check_can_see_report(standing: Standing) -> None:
    if not may_see_report(standing):
        raise NotPermitted(
            "The gateway report also speaks of work for earlier employers."
            " Save the readiness report instead."
        )


def check_can_administer(standing: Standing) -> None:
    if not standing.administrator:
        raise NotPermitted("Only an administrator of the training provider can do that.")


def check_administers(person: Person | None, house_id: uuid.UUID) -> None:
    """Administrators act within their own house, and know of no other.

    A house is a training provider or an assessment organisation. None stands for whoever runs
    the installation, at its own command line.
    """
    if person is None or house_id in person.houses_as(Role.ADMINISTRATOR):
        return
    if house_id not in person.providers:
        raise NotFound
    raise NotPermitted("Only an administrator of the training provider can do that.")


def check_administers_provider(person: Person | None, provider_id: uuid.UUID) -> None:
    """The same, of a training provider: what follows makes no sense anywhere else."""
    check_administers(person, provider_id)
    if person is not None and provider_id not in person.providers_as(Role.ADMINISTRATOR):
        raise NotPermitted("Only an administrator of a training provider can do that.")


def houses_to_look_into(person: Person) -> frozenset[uuid.UUID]:
    """The houses whose people and organisations this person may list, at least one."""
    houses = person.houses_as(Role.ADMINISTRATOR) | person.providers_as(Role.IQA)
    if not houses:
        raise NotPermitted(
            "Only administrators and internal quality assurers of a training provider see this."
        )
    return houses


def houses_to_administer(person: Person) -> frozenset[uuid.UUID]:
    """The providers and assessment organisations that this person administers, at least one."""
    houses = person.houses_as(Role.ADMINISTRATOR)
    if not houses:
        raise NotPermitted("Only an administrator of a training provider can do that.")
    return houses


def providers_to_administer(person: Person) -> frozenset[uuid.UUID]:
    """The training providers that this person administers, at least one."""
    houses = person.providers_as(Role.ADMINISTRATOR)
    if not houses:
        raise NotPermitted("Only an administrator of a training provider can do that.")
    return houses


def house_to_act_in(person: Person, house_id: uuid.UUID | None) -> uuid.UUID:
    """The house named, or the only one that this person administers."""
    if house_id is not None:
        check_administers(person, house_id)
        return house_id
    return _only_one(houses_to_administer(person))


def provider_to_act_in(person: Person, provider_id: uuid.UUID | None) -> uuid.UUID:
    """The training provider named, or the only one that this person administers."""
    if provider_id is not None:
        check_administers_provider(person, provider_id)
        return provider_id
    return _only_one(providers_to_administer(person))


def _only_one(houses: frozenset[uuid.UUID]) -> uuid.UUID:
    house, *others = houses
    if others:
        raise Invalid(FieldError("provider", "Say which of your organisations it is for."))
    return house
