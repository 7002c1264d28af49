"""Where the demonstration is played: every act goes through the action that a person's click calls.

The clock walks: each act is told the moment at which it happens.
"""

import uuid
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from io import BytesIO

from app.actions.confirmation import comment_on_evidence, confirm_evidence
from app.actions.evidence import create_evidence, edit_evidence
from app.actions.files import add_file, block_file, remove_file
from app.actions.reviews import answer_review, finish_review_action, record_review
from app.actions.sign_off import reopen_evidence, sign_off_evidence
from app.actions.submission import submit_evidence
from app.adapters.db import Database
from app.adapters.storage import Storage
from app.domain.calendar import today_in_london
from app.domain.content import Content
from app.domain.errors import NotFound
from app.domain.people import Person
from app.domain.reviews import ActionToTake
from app.domain.sign_off import CriterionDecision, Decision, Outcome, Sighting
from app.queries.evidence import Piece, get_evidence_for
from app.queries.evidence_files import files_of, seen_files
from app.queries.reviews import get_review_for
from app.queries.sessions import find_person_by_id
from app.upkeep.demo.cast import BY_NAME
from app.upkeep.demo.documents import Document, content_of
from app.upkeep.demo.stories import (
    Block,
    Reopen,
    ReplaceFile,
    Review,
    Revise,
    SignOff,
    Story,
    mappings_of,
    paragraphs,
)


@dataclass
class Stage:
    """Who and what is there by now, under the names that the stories use."""

    database: Database
    storage: Storage
    public_url: str
    people: dict[str, uuid.UUID] = field(default_factory=dict)
    providers: dict[str, uuid.UUID] = field(default_factory=dict)
    employers: dict[str, uuid.UUID] = field(default_factory=dict)
    apprenticeships: dict[str, uuid.UUID] = field(default_factory=dict)
    pieces: dict[str, uuid.UUID] = field(default_factory=dict)
    reviews: dict[str, uuid.UUID] = field(default_factory=dict)
    assessments: dict[str, uuid.UUID] = field(default_factory=dict)
    assessment_organisation: uuid.UUID | None = None

    def person(self, first: str) -> Person:
        """Somebody, with the roles that they hold at this point of the story."""
        with self.database.read() as session:
            found = find_person_by_id(session, self.people[first])
        if found is None:
            raise NotFound
        return found

    def write(self, story: Story, first: date | None, last: date | None, now: datetime) -> None:
        """A new draft, without its files."""
        content = Content(
            title=story.title,
            kind=story.kind,
            happened_on=first,
            happened_to=last,
            narrative=paragraphs(story.narrative),
            own_part=paragraphs(story.own_part),
            practice_area=None if story.is_title_only else story.practice_area,
            matter=story.matter,
            client_details=story.client_details,
            mappings=mappings_of(story.shows),
        )
        self.pieces[story.piece] = create_evidence(
            self.database,
            self.apprenticeships[story.of],
            content,
            by=self.person(story.of),
            now=now,
        )

    def add(self, story: Story, document: Document, now: datetime) -> None:
        made = content_of(document, by=BY_NAME[story.of].name, at=now)
        add_file(
            self.database,
            self.storage,
            self.pieces[story.piece],
            document.name,
            BytesIO(made),
            by=self.person(story.of),
            now=now,
        )

    def submit(self, story: Story, now: datetime) -> None:
        submit_evidence(self.database, self.pieces[story.piece], by=self.person(story.of), now=now)

    def revise(self, story: Story, step: Revise, now: datetime) -> None:
        person = self.person(story.of)
        content = self._piece(story, person, now).content
        if step.narrative is not None:
            content = replace(content, narrative=paragraphs(step.narrative))
        if step.shows is not None:
            content = replace(content, mappings=mappings_of(step.shows))
        piece = self.pieces[story.piece]
        edit_evidence(self.database, piece, content, version=None, by=person, now=now)

    def replace_file(self, story: Story, step: ReplaceFile, now: datetime) -> None:
        person = self.person(story.of)
        old = self._file(story, step.file, person, now)
        remove_file(self.database, self.pieces[story.piece], old, by=person, now=now)
        self.add(story, step, now)

    def decide(
        self, story: Story, step: SignOff, codes: tuple[str, ...], assessor: str, now: datetime
    ) -> None:
        """``codes`` are those to which the piece is mapped by now."""
        outcome = Outcome.SIGNED_OFF if step.do == "sign_off" else Outcome.RETURNED
        decision = Decision(
            outcome,
            paragraphs(step.feedback),
            (
                *(_decided(step, code) for code in codes),
                *(CriterionDecision(code, True, why) for code, why in step.added.items()),
            ),
            Sighting(today_in_london(now), step.sighted) if step.sighted else None,
        )
        sign_off_evidence(
            self.database,
            self.pieces[story.piece],
            decision,
            version=None,
            by=self.person(assessor),
            now=now,
        )

    def confirm(self, story: Story, statement: str, manager: str, now: datetime) -> None:
        confirm_evidence(
            self.database,
            [self.pieces[story.piece]],
            statement,
            by=self.person(manager),
            now=now,
        )

    def comment(self, story: Story, text: str, who: str, now: datetime) -> None:
        comment_on_evidence(
            self.database, self.pieces[story.piece], text, by=self.person(who), now=now
        )

    def reopen(self, story: Story, step: Reopen, assessor: str, now: datetime) -> None:
        reopen_evidence(
            self.database,
            self.pieces[story.piece],
            paragraphs(step.reason),
            by=self.person(assessor),
            now=now,
        )

    def block(self, story: Story, step: Block, now: datetime) -> None:
        person = self.person(step.who)
        file = self._file(story, step.file, person, now)
        block_file(self.database, file, step.reason, by=person, now=now)

    def hold_review(self, key: str, review: Review, assessor: str, now: datetime) -> None:
        held_on = today_in_london(now)
        self.reviews[key] = record_review(
            self.database,
            self.apprenticeships[review.of],
            held_on=held_on,
            discussed=paragraphs(review.discussed),
            actions=[
                ActionToTake(
                    each.what, self.people[each.who], held_on + timedelta(weeks=each.weeks)
                )
                for each in review.actions
            ],
            by=self.person(assessor),
            now=now,
        )

    def answer(self, key: str, who: str, comment: str | None, now: datetime) -> None:
        """Agrees, or says something first."""
        answer_review(
            self.database,
            self.reviews[key],
            agreed=comment is None,
            comment=comment or "",
            by=self.person(who),
            now=now,
        )

    def finish_action(self, key: str, position: int, who: str, now: datetime) -> None:
        person = self.person(who)
        with self.database.read() as session:
            _, review = get_review_for(
                session, person, self.reviews[key], today=today_in_london(now)
            )
        action = review.actions[position].id
        finish_review_action(self.database, self.reviews[key], action, by=person, now=now)

    def _piece(self, story: Story, person: Person, now: datetime) -> Piece:
        with self.database.read() as session:
            return get_evidence_for(
                session, person, self.pieces[story.piece], today=today_in_london(now)
            )

    def _file(self, story: Story, name: str, person: Person, now: datetime) -> uuid.UUID:
        piece = self._piece(story, person, now)
        with self.database.read() as session:
            files = seen_files(piece, files_of(session, piece.id))
        return next(file.reference.id for file in files if file.reference.name == name)


def _decided(step: SignOff, code: str) -> CriterionDecision:
    met = code not in step.not_met
    return CriterionDecision(code, met, (step.remarks if met else step.not_met).get(code, ""))
