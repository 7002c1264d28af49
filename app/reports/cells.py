"""Cells of a table that a spreadsheet opens: text, whatever they begin with."""

_LIKE_A_FORMULA = tuple("=+-@＝＋－＠\t\r\n")
"""How a cell begins that a spreadsheet would work out when it opens a CSV file."""


def harmless(cell: str) -> str:
    """An apostrophe in front makes a spreadsheet show what it would else work out."""
    return f"'{cell}" if cell.startswith(_LIKE_A_FORMULA) else cell
