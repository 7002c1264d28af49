"""Lists as people's spreadsheets save them, and as nobody's should."""

import io
import zipfile
from collections.abc import Callable
from datetime import date

import pytest
from openpyxl import Workbook  # type: ignore[import-untyped]

from app.adapters.sheet_reader import MAX_ROWS, as_text, read_sheet, read_text
from app.adapters.sheets import Heading, Sheet, as_csv, as_xlsx
from app.domain.cells import SheetRow
from app.domain.errors import Invalid, TooLarge

TEXT = "Name;Employer\r\nInês Núñez;“Marlow” & Co – Café\r\n"
ROWS = (
    SheetRow(1, ("Name", "Employer")),
    SheetRow(2, ("Inês Núñez", "“Marlow” & Co – Café")),
)


def read(data: bytes) -> tuple[SheetRow, ...]:
    return read_sheet(io.BytesIO(data))


def workbook(*rows: tuple[object, ...]) -> bytes:
    made, book = io.BytesIO(), Workbook()
    for row in rows:
        book.active.append(row)
    book.save(made)
    return made.getvalue()


def with_part(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The same workbook with one of its parts changed."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", 8) as new:
        for part in old.namelist():
            content = old.read(part)
            new.writestr(part, change(content) if part == name else content)
    return made.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("cp1252"),
        TEXT.encode("utf-16"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-16-be"),
        TEXT.replace(";", "\t").encode("utf-16"),
        TEXT.replace(";", ",").replace("\r\n", "\n").encode(),
    ],
    ids=["utf-8", "mark", "cp1252", "utf-16", "little", "big", "tabs", "commas"],
)
def test_a_list_is_read_in_whatever_letters_it_was_saved(data: bytes) -> None:
    assert read(data) == ROWS


def test_excels_own_line_on_separators_keeps_the_numbers_of_rows() -> None:
    assert [row.number for row in read(b"sep=;\na;b\n\n1;2\n")] == [2, 4]


def test_empty_lines_before_the_headings_do_not_hide_the_separator() -> None:
    assert read(b"\r\n\r\na;b\r\n1;2\r\n") == (SheetRow(3, ("a", "b")), SheetRow(4, ("1", "2")))


def test_the_sheet_that_is_read_is_the_first_that_its_person_sees() -> None:
    made, book = io.BytesIO(), Workbook()
    for state in ("hidden", "veryHidden", "visible", "visible"):
        page = book.create_sheet(state)
        page.sheet_state = state
        page.append((state,))
    book.remove(book.worksheets[0])
    book.active = 2
    book.save(made)
    assert read(made.getvalue()) == (SheetRow(1, ("visible",)),)


def test_a_quoted_cell_holds_separators_and_lines() -> None:
    assert read(b'a,b\n"x, y\nz","say ""so"""\n')[1].cells == ("x, y\nz", 'say "so"')


def test_cells_of_a_workbook_are_read_as_they_show() -> None:
    data = workbook(
        ("Name", "Start date", "ULN", "Hours", "Formula"),
        (),
        ("  Sam ", date(2026, 9, 7), 1000000000, 35.0, "=A1&B1", None),
    )
    assert read(data)[1] == SheetRow(3, ("Sam", "2026-09-07", "1000000000", "35", "=A1&B1"))


def test_what_is_written_out_is_read_in_as_it_was() -> None:
    rows = [("Sam", "a, b\n“c”"), ("", "x"), ("É", "")]
    sheet = Sheet("a", "A", [Heading("One"), Heading("Two")], rows)
    expected = [("One", "Two"), ("Sam", "a, b\n“c”"), ("", "x"), ("É",)]
    for data in (as_csv(sheet), as_xlsx(sheet)):
        found = read(data)
        assert [row.cells for row in found] == expected
        assert read_text(as_text(found)) == found


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b" \r\n ", "empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old kind"),
        (b"PK\x03\x04 nonsense", "cannot be read"),
        (b'Name\n"Sam', "no partner"),
        (b"Name\nS\x00am", "characters that are no text"),
        (b"\xff\xfeN", "letters of this file"),
        (b"Name\n\x81\x8d", "letters of this file"),
        (b"," * 60 + b"x", "more than 50 columns"),
        (b"x\n" * (MAX_ROWS + 2), "too long"),
        (b"\n" * 200_000 + b"x", "too long"),
        ((b"x" * 200 + b"\n") * 9_000, "too long"),
    ],
)
def test_what_is_no_list_is_refused_in_a_sentence(data: bytes, said: str) -> None:
    with pytest.raises(Invalid, match=said):
        read(data)


def test_a_list_of_more_than_it_may_be_is_not_read() -> None:
    with pytest.raises(TooLarge, match="At most 5 MB"):
        read(b"x" * 5_000_001)


SHEET = "xl/worksheets/sheet1.xml"
BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda old: b" " * 41_000_000 + old, "unpack to far more"),
        (lambda old: BOMB + old, "cannot be read"),
        (lambda old: BOMB.decode().encode("utf-16-le") + old, "cannot be read"),
        (lambda old: old[:100], "cannot be read"),
        (lambda old: old.replace(b'r="A1"', b'r="ZZZ1"'), ""),
        (lambda old: old.replace(b'<row r="1"', b'<row r="900000"'), "too long"),
        (lambda old: old.replace(b'<row r="1"', b'<row r="99999999999"'), "too long"),
    ],
    ids=["zeros", "entities", "entities in UTF-16", "cut", "far column", "far row", "no row"],
)
def test_a_workbook_that_would_break_its_reader_is_refused(
    change: Callable[[bytes], bytes], said: str
) -> None:
    """Or, where it says nothing that is to be read, is empty."""
    data = with_part(workbook(("Name",)), SHEET, change)
    if said:
        with pytest.raises(Invalid, match=said):
            read(data)
    else:
        assert read(data) == ()


def test_a_workbook_with_a_part_twice_is_refused() -> None:
    made = io.BytesIO(workbook(("Name",)))
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(made, "a") as archive:
        archive.writestr(SHEET, b"<worksheet/>")
    with pytest.raises(Invalid, match="cannot be read"):
        read(made.getvalue())


@pytest.mark.parametrize("text", ["", "[1]", "[[1, 2]]x", '[["a"]]', "null", "[[]]"])
def test_a_field_that_holds_no_list_asks_for_the_file_again(text: str) -> None:
    with pytest.raises(Invalid, match="Choose the file again"):
        read_text(text)
