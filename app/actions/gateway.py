"""What people do at the gateway: declare, pass an apprentice through, take one back."""

import uuid
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from app.actions.accounts import admit_again, prove_again
from app.actions.issued import supersede
from app.actions.record import record
from app.adapters.db import Database
from app.domain.apprenticeships import ApprenticeshipStatus, check_may_become, check_open_for_work
from app.domain.assessments import check_can_be_taken_back
from app.domain.calendar import today_in_london
from app.domain.canonical import Json, sha256_of
from app.domain.declarations import check_all_declared, check_ready
from app.domain.declarations import statement_sha256 as hash_of_statement
from app.domain.errors import NotFound, RuleBroken, Stale, check_fields
from app.domain.events import EventKind
from app.domain.issued import IssuedKind
from app.domain.people import Person, Role, SignedInBy
from app.domain.permissions import check_can_administer, check_can_declare
from app.domain.snapshots import Snapshot, differences, read_snapshot
from app.domain.terms import reason_error
from app.models.apprenticeships import ApprenticeshipRow
from app.models.gateway import DeclarationRow, GatewayPassageRow, SnapshotRow
from app.queries.apprenticeships import get_apprenticeship_for
from app.queries.attempts import handed_over_now
from app.queries.gateway import Gateway, gateway_of
from app.queries.passages import present_passage


def declare(
    database: Database,
    apprenticeship_id: uuid.UUID,
    *,
    statement_sha256: str,
    snapshot_sha256: str,
    password: str,
    seen: str | None = None,
    by: Person,
    now: datetime,
) -> None:
    """Make the declaration of one's role, of the snapshot that one looked at.

    Refused while a blocking requirement is unmet: nobody signs what is not ready. Stale where
    the statement or the snapshot moved meanwhile; ``seen`` is the body of the snapshot that was
    looked at, so that it can be said what changed. The password is tried as often as at sign-in.
    """
    with database.read() as session:
        today = today_in_london(now)
        found = get_apprenticeship_for(session, by, apprenticeship_id, today=today)
    check_can_declare(found.standing)
    proved = prove_again(database, password, by=by, now=now)
    by = replace(by, signed_in_by=SignedInBy.PASSWORD_AGAIN)
    with database.write() as session:
        gateway = _locked(session, apprenticeship_id, by, now)
        role, text = gateway.role_of(by), gateway.statement_for(by)
        if role is None or text is None:
            raise NotFound
        check_open_for_work(gateway.apprenticeship.status)
        _check_unmoved(gateway, snapshot_sha256, seen)
        if hash_of_statement(text) != statement_sha256:
            raise Stale("The words of the declaration changed meanwhile. Read them again.")
        check_ready(gateway.readiness)
        if gateway.declared_by(by, role):
            raise RuleBroken("You have declared this already, of just what stands there now.")
        _keep(session, gateway.snapshot, now)
        made = DeclarationRow(
            id=uuid.uuid4(),
            apprenticeship_id=apprenticeship_id,
            role=role,
            by_id=by.id,
            organisation_id=gateway.organisation_of(by, role)[0],
            at=now,
            statement=text,
            statement_sha256=statement_sha256,
            snapshot_sha256=snapshot_sha256,
            permission_to_claim=role is Role.APPRENTICE,
        )
        session.add(made)
        admit_again(session, proved, by)
        _record(
            session,
            EventKind.DECLARED,
            gateway,
            made.id,
            role,
            by,
            now,
            {"snapshot_sha256": snapshot_sha256},
            statement=text,
        )
        session.commit()


def pass_gateway(
    database: Database, apprenticeship_id: uuid.UUID, *, by: Person, now: datetime
) -> None:
    """Pass an apprentice through: all that blocks is met, and all three declared what stands there.

    The portfolio can be read from now on, and no longer changed.
    """
    with database.write() as session:
        gateway = _locked(session, apprenticeship_id, by, now)
        check_can_administer(gateway.apprenticeship.standing)
        if gateway.passage is not None:
            raise RuleBroken(f"{gateway.apprenticeship.apprentice} has passed already.")
        check_may_become(gateway.apprenticeship.status, ApprenticeshipStatus.GATEWAY)
        check_ready(gateway.readiness)
        check_all_declared(gateway.undeclared, gateway.plan.labels)
        _keep(session, gateway.snapshot, now)
        made = GatewayPassageRow(
            id=uuid.uuid4(),
            apprenticeship_id=apprenticeship_id,
            snapshot_sha256=gateway.snapshot.sha256,
            passed_at=now,
            passed_by_id=by.id,
        )
        session.add(made)
        _set_status(session, apprenticeship_id, ApprenticeshipStatus.GATEWAY)
        declarations = [str(each.declaration.id) for each in gateway.speaking.values()]
        _record(
            session,
            EventKind.GATEWAY_PASSED,
            gateway,
            made.id,
            Role.ADMINISTRATOR,
            by,
            now,
            {"snapshot_sha256": made.snapshot_sha256, "declarations": sorted(declarations)},
        )
        session.commit()


def take_back_from_gateway(
    database: Database, apprenticeship_id: uuid.UUID, reason: str, *, by: Person, now: datetime
) -> None:
    """Back on programme, with a reason that stays on the record; the portfolio opens again.

    The declarations stand for as long as nothing changes. RuleBroken while the portfolio is
    handed over, and once a result was released.
    """
    check_fields(reason_error(reason))
    with database.write() as session:
        gateway = _locked(session, apprenticeship_id, by, now)
        check_can_administer(gateway.apprenticeship.standing)
        passage = present_passage(session, apprenticeship_id)
        if passage is None:
            raise RuleBroken(f"{gateway.apprenticeship.apprentice} has not passed.")
        handed = handed_over_now(session, apprenticeship_id)
        check_can_be_taken_back(
            gateway.apprenticeship.apprentice, handed.to, released=handed.released
        )
        check_may_become(gateway.apprenticeship.status, ApprenticeshipStatus.ON_PROGRAMME)
        row = session.get_one(GatewayPassageRow, passage.id)
        row.taken_back_at = now
        row.taken_back_by_id = by.id
        row.taken_back_reason = reason.strip()
        _set_status(session, apprenticeship_id, ApprenticeshipStatus.ON_PROGRAMME)
        supersede(session, passage.id, IssuedKind.READINESS, now=now)
        _record(
            session,
            EventKind.GATEWAY_TAKEN_BACK,
            gateway,
            passage.id,
            Role.ADMINISTRATOR,
            by,
            now,
            {"reason_sha256": sha256_of(reason.strip())},
        )
        session.commit()


def _locked(session: Session, apprenticeship_id: uuid.UUID, by: Person, now: datetime) -> Gateway:
    """Two acts at one gateway wait for one another; read after the lock, it is as it stands."""
    session.get(ApprenticeshipRow, apprenticeship_id, with_for_update=True)
    return gateway_of(session, by, apprenticeship_id, today=today_in_london(now))


def _check_unmoved(gateway: Gateway, snapshot_sha256: str, seen: str | None) -> None:
    present = gateway.snapshot
    if present.sha256 == snapshot_sha256:
        return
    raise Stale(
        f"Something changed since you looked. {_what_changed(gateway, snapshot_sha256, seen)}"
        "Look at it again, then declare."
    )


def _what_changed(gateway: Gateway, snapshot_sha256: str, seen: str | None) -> str:
    known = {each.declaration.snapshot_sha256: each.declaration.snapshot for each in gateway.told}
    body = seen or known.get(snapshot_sha256, "")
    try:
        before = read_snapshot(body)
    except ValueError:
        return ""
    if before.sha256 != snapshot_sha256:
        return ""
    return "".join(
        f"{each} " for each in differences(before, gateway.snapshot, names=gateway.names)
    )


def _keep(session: Session, snapshot: Snapshot, now: datetime) -> None:
    if session.get(SnapshotRow, snapshot.sha256) is None:
        session.add(
            SnapshotRow(
                sha256=snapshot.sha256,
                apprenticeship_id=snapshot.apprenticeship_id,
                body=snapshot.body,
                kept_at=now,
            )
        )
        session.flush()


def _set_status(
    session: Session, apprenticeship_id: uuid.UUID, status: ApprenticeshipStatus
) -> None:
    row = session.get_one(ApprenticeshipRow, apprenticeship_id)
    row.status = status
    row.version += 1


def _record(
    session: Session,
    kind: EventKind,
    gateway: Gateway,
    subject_id: uuid.UUID,
    role: Role,
    by: Person,
    now: datetime,
    body: dict[str, Json],
    *,
    statement: str | None = None,
) -> None:
    record(
        session,
        kind,
        log=gateway.apprenticeship.provider_id,
        by=by,
        role=role,
        subject_id=subject_id,
        apprenticeship_id=gateway.apprenticeship.id,
        now=now,
        body=body,
        statement=statement,
        judged=gateway.apprenticeship,
    )
