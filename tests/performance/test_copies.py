"""What the bench measures is what people would have made themselves."""

from sqlmodel import col, select

from app.adapters.db import Database
from app.domain.evidence import EvidenceStatus
from app.domain.people import Person
from app.models.apprenticeships import ApprenticeshipRow
from app.models.people import PersonRow
from app.queries.sessions import find_person_by_id
from tests.conftest import SignInAs
from tests.make import Maker
from tests.performance.copies import CASELOAD, Copies


def someone(database: Database, email: str) -> Person:
    with database.read() as session:
        found = session.exec(select(PersonRow.id).where(col(PersonRow.email) == email)).one()
        person = find_person_by_id(session, found)
    assert person is not None
    return person


def test_a_copied_apprenticeship_is_as_good_as_its_original(
    database: Database, make: Maker, api_for: SignInAs
) -> None:
    make.evidence(EvidenceStatus.SIGNED_OFF, confirmed=True)
    make.evidence(EvidenceStatus.SUBMITTED)
    Copies(database, make.cast).grow(CASELOAD + 1, lambda _: None)
    with database.read() as session:
        started = session.exec(select(ApprenticeshipRow.id, ApprenticeshipRow.person_id)).all()
    last = someone(database, f"{CASELOAD}.amara@gatepost.example")
    theirs = next(one for one, person_id in started if person_id == last.id)
    said = [
        api_for(person).get(f"/api/v1/apprenticeships/{whose}/readiness").json()
        for person, whose in ((make.cast.amara, make.cast.amaras), (last, theirs))
    ]
    assert said[0]["totals"] == said[1]["totals"]
    assert said[0]["totals"]["knowledge"]["met"] > 0
    waits = [
        len(api_for(who).get("/api/v1/sign-off/queue").json()["items"])
        for who in (make.cast.sam, someone(database, f"{CASELOAD}.sam@gatepost.example"))
    ]
    assert waits == [CASELOAD, 1]
    found = api_for(last).get(f"/api/v1/apprenticeships/{theirs}/evidence?q=lease").json()
    assert len(found["items"]) == 2
