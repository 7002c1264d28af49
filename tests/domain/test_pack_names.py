"""What lies in a pack has names that a person reads and that no system refuses."""

import pytest

from app.domain.pack_names import base_name, codes_in_name, distinct, file_names, is_safe_path


@pytest.mark.parametrize(
    ("codes", "title", "own", "names"),
    [
        (["K3", "S14"], "Lease review memo", ["memo.pdf"], ["K03 S14 – Lease review memo.pdf"]),
        (["S14", "K3"], "Lease review memo", ["x"], ["K03 S14 – Lease review memo"]),
        (
            ["K3"],
            "Lease",
            ["memo.pdf", "clauses.xlsx"],
            ["K03 – Lease – memo.pdf", "K03 – Lease – clauses.xlsx"],
        ),
        (["K3"], "Lease", ["a.pdf", "A.PDF"], ["K03 – Lease – a.pdf", "K03 – Lease – A (2).PDF"]),
        ([], "AC/DC: “who?”", ["x.txt"], ["AC DC “who ”.txt"]),
        ([], "../../etc/passwd", ["x.txt"], ["etc passwd.txt"]),
        ([], "con", ["x.txt"], ["_con.txt"]),
        ([], "COM1.lease", ["x.txt"], ["_COM1.lease.txt"]),
        ([], "in\u202evoice\x07", ["x.pdf"], ["invoice.pdf"]),
        ([], "x" * 200, ["x.pdf"], ["x" * 48 + ".pdf"]),
        (
            [],
            "Negotiating the settlement agreement of a long dispute",
            ["x.pdf"],
            ["Negotiating the settlement agreement of a long.pdf"],
        ),
        ([], "...", ["x.pdf"], ["file.pdf"]),
    ],
)
def test_a_file_is_called_by_its_codes_and_its_piece(
    codes: list[str], title: str, own: list[str], names: list[str]
) -> None:
    assert list(file_names(codes, title, own)) == names
    assert all(is_safe_path(name) for name in names)


def test_many_codes_are_counted() -> None:
    assert codes_in_name(["B2", "K10", "K2", "S15", "S3", "D1"]) == "K02 K10 S03 S15 and 2 more"


def test_the_longest_names_are_still_names() -> None:
    wide = "𝄞" * 200
    (first, second) = file_names([f"K{n}" for n in range(1, 26)], wide, [f"{wide}.docx"] * 2)
    assert is_safe_path(f"evidence/{first}")
    assert is_safe_path(f"evidence/{second}")
    assert first != second


def test_names_that_one_system_takes_for_the_same_are_told_apart() -> None:
    assert distinct(["é.pdf", "É.pdf", "e\u0301.pdf"]) == ("é.pdf", "É (2).pdf", "e\u0301 (3).pdf")


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/etc/passwd",
        "../x",
        "data/../x",
        "data//x",
        "./x",
        "data/",
        "C:/x",
        "a\\b",
        "data/nul.txt",
        "data/x ",
        "data/x.",
        "data/.x",
        "a\x00b",
        "a\nb",
        "in\u202evoice.pdf",
        "e\u0301.pdf",
        "x" * 300,
    ],
)
def test_a_path_that_climbs_hides_or_misleads_is_no_path(path: str) -> None:
    assert not is_safe_path(path)


@pytest.mark.parametrize(
    ("name", "base"),
    [
        ("Amara Okafor", "gatepost-amara-okafor-2026-11-03"),
        ("Inês D’Arcy-Müller", "gatepost-ines-d-arcy-muller-2026-11-03"),
        ("../..", "gatepost-file-2026-11-03"),
    ],
)
def test_a_pack_is_called_after_its_apprentice(name: str, base: str) -> None:
    assert base_name(name, "2026-11-03") == base
