"""The same list at the command line."""

from pathlib import Path

from tests.cli.conftest import Called


def test_a_list_is_looked_at_taken_in_and_refused(called: Called, tmp_path: Path) -> None:
    setup = ("setup", "--provider", "Northgate", "--email", "ruth@x.example", "--name", "Ruth")
    assert called(*setup).code == 0
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text("Name,Email address,Role\nSam Rowe,sam@x.example,Assessor\n", "utf-16")
    bad.write_text("Name,Email address,Role\nSam Rowe,sam,Assessor\n")
    looked = called("intake", "people", str(good), "--dry-run")
    assert looked.out.startswith("2\tnew\tSam Rowe, assessor at Northgate\tIs added")
    assert called("intake", "people", str(good)).out == looked.out
    assert called("intake", "people", str(good)).out.startswith("2\tunchanged\t")
    refused = called("intake", "people", str(bad))
    assert (refused.code, refused.err) == (1, "1 row is wrong, so nothing was taken in.\n")
    assert "2\twrong\tSam Rowe\tEnter an email address" in refused.out
