"""Who may reach each route: a route without a line here fails the build.

``Who.ANYONE`` needs no sign-in; everybody else is somebody, and a stranger is refused before
the route has read anything. Where it says "its", whoever may see the thing but is not the one
named is refused with 403, and whoever may not even see it gets 404.
"""

from enum import StrEnum


class Who(StrEnum):
    ANYONE = "anyone"
    SIGNED_IN = "whoever is signed in, about themselves or about nobody"
    MAY_SEE = "whoever may see it"
    APPRENTICE = "its apprentice"
    APPRENTICES = "apprentices"
    ASSESSOR = "its assessors"
    ASSESSORS = "assessors"
    THE_THREE = "its apprentice, line managers and assessors"
    MAY_BLOCK = "its line managers who see it, and the provider's administrators"
    LINE_MANAGER = "its line managers"
    ADMINISTRATORS = "administrators of a training provider"


ACCESS: dict[str, Who] = {
    "GET /api/v1/openapi.json": Who.ANYONE,
    "GET /healthz": Who.ANYONE,
    "GET /sign-in": Who.ANYONE,
    "POST /sign-in": Who.ANYONE,
    "POST /sign-out": Who.ANYONE,
    "GET /forgotten-password": Who.ANYONE,
    "POST /forgotten-password": Who.ANYONE,
    "GET /link/{token}": Who.ANYONE,
    "POST /link/{token}": Who.ANYONE,
    "GET /account": Who.SIGNED_IN,
    "POST /account/password": Who.SIGNED_IN,
    "POST /account/sessions/end": Who.SIGNED_IN,
    "POST /account/tokens": Who.SIGNED_IN,
    "POST /account/tokens/delete": Who.SIGNED_IN,
    "GET /files/{file_id}": Who.MAY_SEE,
    "GET /files/{file_id}/block": Who.MAY_BLOCK,
    "POST /files/{file_id}/block": Who.MAY_BLOCK,
    "POST /evidence/{evidence_id}/files": Who.APPRENTICE,
    "POST /evidence/{evidence_id}/files/{file_id}/remove": Who.APPRENTICE,
    "GET /": Who.SIGNED_IN,
    "GET /as/{role}": Who.SIGNED_IN,
    "GET /evidence": Who.APPRENTICES,
    "GET /apprenticeships/{apprenticeship_id}": Who.MAY_SEE,
    "GET /apprenticeships/{apprenticeship_id}/evidence": Who.MAY_SEE,
    "GET /evidence/{evidence_id}": Who.MAY_SEE,
    "POST /evidence/{evidence_id}/submit": Who.APPRENTICE,
    "POST /evidence/{evidence_id}/take-back": Who.APPRENTICE,
    "POST /evidence/{evidence_id}/reuse": Who.APPRENTICE,
    "GET /evidence/{evidence_id}/delete": Who.APPRENTICE,
    "POST /evidence/{evidence_id}/delete": Who.APPRENTICE,
    "POST /evidence/{evidence_id}/comments": Who.THE_THREE,
    "POST /evidence/{evidence_id}/confirm": Who.LINE_MANAGER,
    "GET /evidence/new": Who.APPRENTICES,
    "POST /evidence/new": Who.APPRENTICES,
    "GET /evidence/{evidence_id}/edit": Who.APPRENTICE,
    "POST /evidence/{evidence_id}/edit": Who.APPRENTICE,
    "GET /evidence/{evidence_id}/changes": Who.MAY_SEE,
    "GET /standards/{reference}/{version}/find": Who.SIGNED_IN,
    "GET /queue": Who.ASSESSORS,
    "GET /evidence/{evidence_id}/decide": Who.ASSESSOR,
    "POST /evidence/{evidence_id}/decide": Who.ASSESSOR,
    "GET /evidence/{evidence_id}/reopen": Who.ASSESSOR,
    "POST /evidence/{evidence_id}/reopen": Who.ASSESSOR,
    "GET /apprenticeships/{apprenticeship_id}/confirm": Who.LINE_MANAGER,
    "POST /apprenticeships/{apprenticeship_id}/confirm": Who.LINE_MANAGER,
    "GET /apprenticeships/{apprenticeship_id}/reviews": Who.MAY_SEE,
    "GET /apprenticeships/{apprenticeship_id}/reviews/new": Who.THE_THREE,
    "POST /apprenticeships/{apprenticeship_id}/reviews/new": Who.THE_THREE,
    "GET /reviews/{review_id}": Who.MAY_SEE,
    "POST /reviews/{review_id}/answer": Who.THE_THREE,
    "POST /reviews/{review_id}/actions/{action_id}/done": Who.THE_THREE,
    "GET /readiness": Who.APPRENTICES,
    "GET /apprenticeships/{apprenticeship_id}/readiness": Who.MAY_SEE,
    "GET /apprenticeships/{apprenticeship_id}/readiness/criteria": Who.MAY_SEE,
    "GET /apprenticeships/{apprenticeship_id}/readiness.pdf": Who.MAY_SEE,
    "GET /standards": Who.SIGNED_IN,
    "GET /standards/{reference}/{version}": Who.SIGNED_IN,
    "GET /api/v1/apprenticeships/{apprenticeship_id}/evidence": Who.MAY_SEE,
    "POST /api/v1/apprenticeships/{apprenticeship_id}/evidence": Who.APPRENTICE,
    "GET /api/v1/evidence/{evidence_id}": Who.MAY_SEE,
    "PATCH /api/v1/evidence/{evidence_id}": Who.APPRENTICE,
    "DELETE /api/v1/evidence/{evidence_id}": Who.APPRENTICE,
    "POST /api/v1/evidence/{evidence_id}/submit": Who.APPRENTICE,
    "POST /api/v1/evidence/{evidence_id}/take-back": Who.APPRENTICE,
    "POST /api/v1/evidence/{evidence_id}/reuse": Who.APPRENTICE,
    "POST /api/v1/evidence/{evidence_id}/confirm": Who.LINE_MANAGER,
    "POST /api/v1/evidence/{evidence_id}/decision": Who.ASSESSOR,
    "POST /api/v1/evidence/{evidence_id}/reopen": Who.ASSESSOR,
    "GET /api/v1/sign-off/queue": Who.ASSESSORS,
    "POST /api/v1/tokens": Who.ANYONE,
    "DELETE /api/v1/tokens/current": Who.SIGNED_IN,
    "GET /api/v1/me": Who.SIGNED_IN,
    "GET /api/v1/standards": Who.SIGNED_IN,
    "GET /api/v1/standards/{reference}/{version}": Who.SIGNED_IN,
    "GET /api/v1/apprenticeships": Who.MAY_SEE,
    "POST /api/v1/apprenticeships": Who.ADMINISTRATORS,
    "GET /api/v1/apprenticeships/{apprenticeship_id}": Who.MAY_SEE,
    "GET /api/v1/apprenticeships/{apprenticeship_id}/readiness": Who.MAY_SEE,
    "GET /api/v1/apprenticeships/{apprenticeship_id}/readiness.pdf": Who.MAY_SEE,
    "POST /api/v1/evidence/{evidence_id}/files": Who.APPRENTICE,
    "DELETE /api/v1/evidence/{evidence_id}/files/{file_id}": Who.APPRENTICE,
    "GET /api/v1/files/{file_id}": Who.MAY_SEE,
    "POST /api/v1/files/{file_id}/block": Who.MAY_BLOCK,
}
