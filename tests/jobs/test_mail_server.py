"""How the mail server is spoken to: encrypted where it can be, no password in the clear."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache

import pytest
import trustme

from app.adapters.mail import Letter, Mailer, MailProblem, MailServer, mail_server
from tests.jobs.post import Post, post_office, trusting

LETTER = Letter(
    message_id="0011",
    to_name="Inês, “the” <Duarte>",
    to_email="ines@gatepost.example",
    subject="Your new password",
    body="Here: https://gatepost.example/link/x\n",
    written_at=datetime(2026, 11, 3, 10, 0, tzinfo=UTC),
)


@cache
def authority() -> trustme.CA:
    return trustme.CA()


def elsewhere(post: Post, *, encrypted: bool = False, password: str = "") -> MailServer:
    """As if the server were on another machine."""
    return MailServer(
        host="127.0.0.1",
        port=post.port,
        encrypted=encrypted,
        username="gatepost" if password else "",
        password=password,
        sender="gatepost@gatepost.example",
    )


@pytest.fixture
def plain() -> Iterator[Post]:
    with post_office() as post:
        yield post


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example.org", ("mail.example.org", 25, False, "", "", "gatepost@g.example")),
        (
            "smtp://post%40example.org:p%40ss@mail.example.org",
            ("mail.example.org", 587, False, "post@example.org", "p@ss", "post@example.org"),
        ),
        (
            "smtps://user:pass@mail.example.org?from=no-reply@example.org",
            ("mail.example.org", 465, True, "user", "pass", "no-reply@example.org"),
        ),
        (
            "smtps://mail.example.org:2465",
            ("mail.example.org", 2465, True, "", "", "gatepost@g.example"),
        ),
    ],
)
def test_an_address_of_a_server_is_taken_apart(
    url: str, server: tuple[str, int, bool, str, str, str]
) -> None:
    assert mail_server(url, "https://g.example") == MailServer(*server)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]"])
def test_a_server_on_this_machine_is_known_as_such(host: str) -> None:
    assert mail_server(f"smtp://{host}", "https://g.example").here


def test_a_letter_arrives_as_it_was_written(plain: Post) -> None:
    with Mailer(elsewhere(plain)) as mailer:
        mailer.send(LETTER)
    (came,) = plain.came
    assert came.get_content().splitlines() == LETTER.body.splitlines()
    assert came["Subject"] == "Your new password"
    assert came["Message-ID"] == "<0011@gatepost.example>"
    assert came["From"] == "Gatepost <gatepost@gatepost.example>"
    (to,) = came["To"].addresses
    assert (to.display_name, to.addr_spec) == (LETTER.to_name, LETTER.to_email)
    assert came["Auto-Submitted"] == "auto-generated"


def test_encryption_that_is_offered_is_taken() -> None:
    with post_office(offers=authority(), asks_for_password=True) as post:
        with Mailer(elsewhere(post, password="sesame"), trusting(authority())) as mailer:
            mailer.send(LETTER)
        assert len(post.came) == 1


def test_a_server_that_begins_with_encryption() -> None:
    with post_office(begins_with=authority()) as post:
        with Mailer(elsewhere(post, encrypted=True), trusting(authority())) as mailer:
            mailer.send(LETTER)
        assert len(post.came) == 1


@pytest.mark.parametrize("from_the_start", [True, False])
def test_a_server_with_a_certificate_of_nobody_we_know_gets_nothing(from_the_start: bool) -> None:
    office = (
        post_office(begins_with=authority()) if from_the_start else post_office(offers=authority())
    )
    with office as post:
        with (
            pytest.raises(MailProblem, match="certificate"),
            Mailer(elsewhere(post, encrypted=from_the_start, password="sesame")),
        ):
            pass
        assert post.came == []


def test_a_password_is_never_sent_in_the_clear(plain: Post) -> None:
    with (
        pytest.raises(MailProblem, match="no encryption"),
        Mailer(elsewhere(plain, password="sesame")),
    ):
        pass


def test_a_wrong_password_is_told_in_the_servers_words() -> None:
    with (
        post_office(offers=authority(), asks_for_password=True) as post,
        pytest.raises(MailProblem, match=r"^535 "),
        Mailer(elsewhere(post, password="open"), trusting(authority())),
    ):
        pass


def test_a_server_that_is_not_there_is_a_problem_and_no_fault(plain: Post) -> None:
    server = MailServer("127.0.0.1", 1, False, "", "", "gatepost@gatepost.example")
    with pytest.raises(MailProblem, match="refused"), Mailer(server):
        pass


def test_an_address_that_no_mail_can_go_to_is_a_problem_and_no_fault(plain: Post) -> None:
    letter = Letter("1", "Eve", "eve@gatepost.example\nBcc: all", "S", "B", LETTER.written_at)
    with Mailer(elsewhere(plain)) as mailer:
        with pytest.raises(MailProblem):
            mailer.send(letter)
        mailer.send(LETTER)
    assert len(plain.came) == 1
