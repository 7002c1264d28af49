"""A portfolio from another provider, taken in whole or not at all."""

import uuid
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime
from typing import IO

from sqlmodel import Session

from app.actions.appointments import employer_named
from app.actions.apprenticeships import Enrolled, enrol
from app.actions.contents import erase_unless_held
from app.actions.imported_declarations import insert_declarations
from app.actions.imported_facts import insert_facts
from app.actions.imported_files import store_again, store_files
from app.actions.imported_packs import Tell, employers_said, looked_through
from app.actions.imported_people import PeopleElsewhere
from app.actions.imported_pieces import Ground, insert_piece
from app.actions.imported_reviews import insert_review
from app.actions.record import record
from app.actions.spell_rows import insert_spell
from app.actions.tallies import count_again
from app.actions.unconfirmed import count_unconfirmed_again
from app.adapters.db import Database
from app.adapters.pack_record import RecordChecked
from app.adapters.portfolio_file import PortfolioFile
from app.adapters.storage import Storage, StorageFailed, chunks_of, sha256_of
from app.domain.apprenticeships import ApprenticeshipStatus, SpellKind
from app.domain.calendar import Span, today_in_london
from app.domain.errors import FieldError, Invalid
from app.domain.events import EventKind
from app.domain.landing import Landing, NamedSpell, status_after
from app.domain.notes import PublicKey
from app.domain.people import Person, Role
from app.domain.permissions import check_administers
from app.domain.terms import NewApprenticeship, start_errors
from app.models.imports import PortfolioImportRow
from app.queries.standards import current_rule_sets


def import_portfolio(
    database: Database,
    storage: Storage,
    content: IO[bytes],
    landing: Landing,
    *,
    provider_id: uuid.UUID,
    trusted: PublicKey | None = None,
    by: Person | None,
    public_url: str,
    now: datetime,
    tell: Tell = lambda done, of: None,
) -> uuid.UUID:
    """The id of the apprenticeship that the pack in ``content`` starts here.

    Everything is looked through before anything is kept: the archive, each file against its
    hash and its kind, what is said against the record that came with it, and that against the
    standard here. ``trusted`` is the key of the provider before, where it is known. None for
    ``by`` stands for whoever runs the installation.
    """
    check_administers(by, provider_id)
    pack_sha256 = sha256_of(chunks_of(content))
    with looked_through(database, content, trusted=trusted, now=now, tell=tell) as (
        bag,
        said,
        checked,
    ):
        new = _new(said, landing, employers := _employers(said, landing, now))
        stored = store_files(bag, said, storage, provider_id)
        try:
            imported = _import(
                database,
                said,
                checked,
                new,
                employers,
                provider_id=provider_id,
                pack_sha256=pack_sha256,
                by=by,
                public_url=public_url,
                now=now,
            )
        except BaseException:
            for sha256 in stored:
                with suppress(StorageFailed):
                    erase_unless_held(database, storage, provider_id, sha256)
            raise
        store_again(bag, said, storage, provider_id)
    return imported


def _employers(said: PortfolioFile, landing: Landing, now: datetime) -> tuple[NamedSpell, ...]:
    found = employers_said(said, landing.employer, today_in_london(now))
    if not found:
        raise Invalid(FieldError("employer", "The pack names no present employer: say who it is."))
    return found


def _new(
    said: PortfolioFile, landing: Landing, employers: Sequence[NamedSpell]
) -> NewApprenticeship:
    new = NewApprenticeship(
        name=said.apprentice.name,
        email=landing.email,
        reference=said.standard.reference,
        standard_version=said.standard.version,
        employer=employers[-1].name,
        line_managers=landing.line_managers,
        assessors=landing.assessors,
        started_on=said.started_on,
        planned_end_on=said.planned_end_on,
        uln=said.apprentice.uln,
        specialism=said.specialism,
        weekly_hours=said.weekly_hours,
    )
    if errors := start_errors(new):
        raise Invalid(*errors)
    return new


def _import(
    database: Database,
    said: PortfolioFile,
    checked: RecordChecked,
    new: NewApprenticeship,
    employers: Sequence[NamedSpell],
    *,
    provider_id: uuid.UUID,
    pack_sha256: str,
    by: Person | None,
    public_url: str,
    now: datetime,
) -> uuid.UUID:
    today = today_in_london(now)
    with database.write() as session:
        enrolled = enrol(
            session,
            new,
            provider_id,
            employers=employers,
            colleagues_from=today,
            public_url=public_url,
            now=now,
        )
        apprenticeship_id = enrolled.row.id
        enrolled.row.status = _land_breaks(session, said, apprenticeship_id, today)
        session.add(_import_row(said, checked, apprenticeship_id, pack_sha256, by, now))
        session.flush()
        people = PeopleElsewhere(session, said.provider.name, now)
        people.here[said.apprentice.id] = enrolled.apprentice_id
        role = Role.ADMINISTRATOR if by else None
        rules = current_rule_sets(session).sha256
        for review in said.reviews:
            insert_review(session, review, apprenticeship_id, rules, people)
        insert_facts(session, said, apprenticeship_id, provider_id, people)
        insert_declarations(session, said, apprenticeship_id, people)
        ground = _ground(session, said, enrolled, employers, provider_id, now)
        record(
            session,
            EventKind.PORTFOLIO_IMPORTED,
            log=provider_id,
            by=by,
            role=role,
            subject_id=apprenticeship_id,
            apprenticeship_id=apprenticeship_id,
            now=now,
            body={**enrolled.said, "pack_sha256": pack_sha256, "origin": str(said.apprenticeship)},
        )
        for piece in said.pieces:
            row, content_sha256 = insert_piece(
                session, piece, ground, people, checked.from_before, now
            )
            session.flush()
            record(
                session,
                EventKind.EVIDENCE_IMPORTED,
                log=provider_id,
                by=by,
                role=role,
                subject_id=row.id,
                apprenticeship_id=apprenticeship_id,
                evidence_id=row.id,
                revision=1,
                now=now,
                body={
                    "content_sha256": content_sha256,
                    "origin": str(piece.id),
                    "origin_sha256": piece.content_sha256,
                },
            )
        count_again(session, apprenticeship_id)
        count_unconfirmed_again(session, apprenticeship_id)
        session.commit()
    return apprenticeship_id


def _import_row(
    said: PortfolioFile,
    checked: RecordChecked,
    apprenticeship_id: uuid.UUID,
    pack_sha256: str,
    by: Person | None,
    now: datetime,
) -> PortfolioImportRow:
    if checked.extract is None or checked.key is None:
        raise ValueError("A record without a finding has an extract and a key.")
    return PortfolioImportRow(
        apprenticeship_id=apprenticeship_id,
        provider=said.provider.name,
        origin_id=said.apprenticeship,
        log=checked.extract.log,
        size=checked.extract.checkpoint.size,
        root=checked.extract.checkpoint.root.hex(),
        key=checked.key.text,
        pack_sha256=pack_sha256,
        stood_at=said.readiness.as_of,
        imported_at=now,
        imported_by_id=by.id if by else None,
        passed_at=said.passage.passed_at if said.passage else None,
        snapshot=checked.snapshot,
    )


def _land_breaks(
    session: Session, said: PortfolioFile, apprenticeship_id: uuid.UUID, today: date
) -> ApprenticeshipStatus:
    """Breaks are not counted here either. The status that follows."""
    for spell in said.spells:
        if spell.kind is SpellKind.BREAK:
            insert_spell(
                session,
                apprenticeship_id,
                SpellKind.BREAK,
                spell.starts_on,
                ends_on=spell.ends_on,
                reason=spell.reason,
            )
    return status_after(said.status)


def _ground(
    session: Session,
    said: PortfolioFile,
    enrolled: Enrolled,
    employers: Sequence[NamedSpell],
    provider_id: uuid.UUID,
    now: datetime,
) -> Ground:
    spells = [
        (Span(spell.starts_on, spell.ends_on), employer_id)
        for spell, employer_id in zip(employers, enrolled.employers, strict=True)
    ]
    confirming = {p.confirmation.organisation.name for p in said.pieces if p.confirmation}
    return Ground(
        apprenticeship_id=enrolled.row.id,
        apprentice_id=enrolled.apprentice_id,
        provider_id=provider_id,
        standard_id=enrolled.row.standard_id,
        employers=spells,
        employers_by_name={
            name: employer_named(session, provider_id, name, now).id for name in sorted(confirming)
        },
        blocked=f"It was blocked at {said.provider.name}, and never came here.",
    )
