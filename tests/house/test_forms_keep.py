"""Nothing typed is lost: whoever adds a form decides how what is typed in it is kept."""

import re

import pytest

from app.settings import ROOT

TEMPLATES = ROOT / "templates"

FORM = re.compile(r"<form\b.*?</form>", re.DOTALL)
TYPED_INTO = re.compile(
    r"govuk(?:Input|Textarea|Select|Radios|Checkboxes)\(|day_boxes\(|\bbox\(|_fields\.html|"
    r"_details\.html|caller\(\)"
)
KEPT = re.compile(r"saves_itself\(|data-keep=")

KEEPS_NOTHING = {
    "accounts/sign_in.html": "nobody is signed in whose it could be",
    "accounts/forgotten.html": "nobody is signed in whose it could be",
    "accounts/link.html": "an address that stands there, and a password",
    "accounts/show.html": "passwords; a token’s page shows it once and is no other page",
    "arrivals/list.html": "a file, and whose it is",
    "intake/show.html": "a file, and whose it is: the answer is the same page with its rows",
}


@pytest.mark.parametrize(
    "template", [str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html")]
)
def test_what_is_typed_into_a_form_is_kept_by_it_or_there_is_a_reason(template: str) -> None:
    forms = FORM.findall((TEMPLATES / template).read_text())
    sent = [each for each in forms if 'method="post"' in each and TYPED_INTO.search(each)]
    lost = any(not KEPT.search(each) for each in sent)
    assert lost == (template in KEEPS_NOTHING)
