# SPDX-License-Identifier: Apache-2.0
"""docs/rows.md says which tests stand for which row: every row is there, and every test that it names."""

import re
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
ROWS = [f"R0{letter}" for letter in "abcdef"] + [f"R{number}" for number in range(1, 44)]


def rows():
    """The cells of each row's line, by the row's name."""
    lines = (TOP / "docs/rows.md").read_text(encoding="utf-8").splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if re.match(r"\| R\d", line)]
    return {line[0]: line[1:] for line in cells}


def test_every_row_is_listed():
    assert list(rows()) == ROWS
    for name, cells in rows().items():
        assert "::" in cells[1], f"{name} names no test"


def test_the_tests_that_are_named_exist():
    for name, cells in rows().items():
        for file, test in re.findall(r"`([\w/.]+)::([^`]+)`", cells[1]):
            source = (TOP / "Tests" / file).read_text(encoding="utf-8")
            is_there = f"def {test}(" in source or f"func `{test}`" in source
            assert is_there, f"{name} names {test}, which is not in {file}"
