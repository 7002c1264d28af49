"""Amara past the gateway, an assessment organisation, and its people."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import col, select

from app.actions.assessments import grade_method
from app.actions.handover import allocate, check_on_receipt, hand_over
from app.actions.installation import add_assessment_organisation, add_person_to
from app.actions.record import record
from app.actions.results import confirm_result, release_result
from app.adapters.db import Database
from app.domain.apprenticeships import ApprenticeshipStatus
from app.domain.assessments import AssessmentState, ComponentCheck
from app.domain.calendar import today_in_london
from app.domain.content import Content
from app.domain.events import EventKind
from app.domain.evidence import EvidenceStatus
from app.domain.grading import Mark
from app.domain.people import HeldRole, OrganisationKind, Person, Role
from app.domain.plans import Grade
from app.domain.revisions import thaw
from app.domain.snapshots import Snapshot, SnapshotPiece, SnapshotRequirement
from app.models.apprenticeships import ApprenticeshipRow
from app.models.evidence import RevisionRow
from app.models.gateway import GatewayPassageRow, SnapshotRow
from app.models.sign_off import DecisionRow
from app.queries.apprenticeships import get_apprenticeship_for
from app.queries.assessments import Assessment, get_assessment_for
from app.queries.attempts import Progress, progress_of
from app.queries.standards import get_standard_by_id
from tests.cast import Cast
from tests.make import COMPLETE, Maker

METHODS = ("extended_case_study", "portfolio")
ASKED = ("criteria_met", "minimum_duration")


@dataclass(frozen=True)
class Assessed:
    """Owen administers Assess UK; Inês and Karl are its independent assessors."""

    make: Maker
    organisation_id: uuid.UUID
    owen: Person
    ines: Person
    karl: Person

    @property
    def database(self) -> Database:
        return self.make.database

    @property
    def cast(self) -> Cast:
        return self.make.cast

    @property
    def now(self) -> datetime:
        return self.make.now

    def pass_gateway(self, *pieces: uuid.UUID) -> str:
        """Amara's passage with these signed-off pieces; the snapshot's SHA-256."""
        with self.database.write() as session:
            apprenticeship = get_apprenticeship_for(
                session, self.cast.ruth, self.cast.amaras, today=today_in_london(self.now)
            )
            standard = get_standard_by_id(session, self.cast.standard_id)
            snapshot = Snapshot(
                apprenticeship_id=self.cast.amaras,
                reference=standard.reference,
                version=standard.version,
                standard_sha256=standard.sha256,
                plan_sha256=apprenticeship.plan_sha256,
                rule_sets_sha256=apprenticeship.rule_sets_sha256 or "",
                rule_set="starts-from-2022",
                pieces=tuple(
                    SnapshotPiece(
                        evidence_id=row.evidence_id,
                        revision=row.number,
                        content_sha256=row.sha256,
                        files=tuple(file.sha256 for file in thaw(row.body).files),
                        decision_id=decision,
                        criteria=("K5", "S2"),
                    )
                    for row, decision in session.execute(
                        select(RevisionRow, DecisionRow.id)
                        .join(
                            DecisionRow,
                            col(DecisionRow.evidence_id) == col(RevisionRow.evidence_id),
                        )
                        .where(col(RevisionRow.evidence_id).in_(pieces))
                    )
                ),
                requirements=tuple(SnapshotRequirement(each, True, True) for each in ASKED),
            )
            session.add(
                SnapshotRow(
                    sha256=snapshot.sha256,
                    apprenticeship_id=self.cast.amaras,
                    body=snapshot.body,
                    kept_at=self.now,
                )
            )
            session.flush()
            session.add(
                GatewayPassageRow(
                    id=uuid.uuid4(),
                    apprenticeship_id=self.cast.amaras,
                    snapshot_sha256=snapshot.sha256,
                    passed_at=self.now,
                    passed_by_id=self.cast.ruth.id,
                )
            )
            row = session.get_one(ApprenticeshipRow, self.cast.amaras)
            row.status = ApprenticeshipStatus.GATEWAY
            record(
                session,
                EventKind.STATUS_CHANGED,
                log=self.cast.provider_id,
                by=self.cast.ruth,
                role=Role.ADMINISTRATOR,
                subject_id=self.cast.amaras,
                now=self.now,
            )
            session.commit()
        return snapshot.sha256

    def assessment(
        self,
        state: AssessmentState = AssessmentState.HANDED_OVER,
        grades: tuple[Grade, Grade] = (Grade.PASS, Grade.DISTINCTION),
        *,
        content: Content = COMPLETE,
        expires_on: date | None = None,
        pieces: int = 1,
    ) -> uuid.UUID:
        """Amara's assessment, walked to ``state`` by the people themselves."""
        made = (self.make.evidence(EvidenceStatus.SIGNED_OFF, content) for _ in range(pieces))
        self.pass_gateway(*made)
        return self.after_the_gateway(state, grades, expires_on=expires_on)

    def after_the_gateway(
        self,
        state: AssessmentState = AssessmentState.HANDED_OVER,
        grades: tuple[Grade, Grade] = (Grade.PASS, Grade.DISTINCTION),
        *,
        expires_on: date | None = None,
    ) -> uuid.UUID:
        """The same from a passage that is there."""
        database, now = self.database, self.now
        assessment = hand_over(
            database,
            self.cast.amaras,
            self.organisation_id,
            expires_on=expires_on,
            by=self.cast.ruth,
            now=now,
        )
        states = tuple(AssessmentState)
        if states.index(state) >= 1:
            allocate(database, assessment, self.ines.email, by=self.owen, now=now)
        if states.index(state) >= 2:
            self.accept_all(assessment)
            for method, grade in zip(METHODS, grades, strict=True):
                self.grade(assessment, method, grade)
        if states.index(state) >= 3:
            confirm_result(database, assessment, by=self.karl, now=now)
        if states.index(state) >= 4:
            release_result(database, assessment, by=self.owen, now=now)
        return assessment

    def accept_all(self, assessment_id: uuid.UUID) -> None:
        _, progress = self.seen_by(self.ines, assessment_id)
        checks = [ComponentCheck(each, accepted=True) for each in progress.asked]
        check_on_receipt(self.database, assessment_id, checks, by=self.ines, now=self.now)

    def grade(
        self, assessment_id: uuid.UUID, method: str, grade: Grade, *, later: timedelta = timedelta()
    ) -> None:
        grade_method(
            self.database,
            assessment_id,
            method,
            Mark(grade),
            version=None,
            by=self.ines,
            now=self.now + later,
        )

    def seen_by(self, person: Person, assessment_id: uuid.UUID) -> tuple[Assessment, Progress]:
        with self.database.read() as session:
            found = get_assessment_for(
                session, person, assessment_id, today=today_in_london(self.now)
            )
            return found, progress_of(session, found)


def assess_uk(make: Maker) -> Assessed:
    """Assess UK, with its administrator and two independent assessors."""
    database, now = make.database, make.now
    name, public_url = "Assess UK", "http://gatepost.example"
    owen = add_assessment_organisation(
        database, name, "owen@assess.example", "Owen Price", public_url=public_url, now=now
    )
    here = owen.organisation_id

    def person(person_id: uuid.UUID, who: str, email: str, role: Role) -> Person:
        held = HeldRole(role, here, name, here, OrganisationKind.ASSESSMENT_ORGANISATION)
        return Person(person_id, who, email, (held,))

    def assessor(who: str, email: str) -> Person:
        added = add_person_to(
            database,
            organisation=name,
            role=Role.INDEPENDENT_ASSESSOR,
            name=who,
            email=email,
            public_url=public_url,
            now=now,
        )
        return person(added.person_id, who, email, Role.INDEPENDENT_ASSESSOR)

    return Assessed(
        make,
        here,
        owen=person(owen.person_id, "Owen Price", "owen@assess.example", Role.ADMINISTRATOR),
        ines=assessor("Inês Duarte", "ines@assess.example"),
        karl=assessor("Karl Meyer", "karl@assess.example"),
    )
