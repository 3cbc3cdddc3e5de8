"""Every prefix of every chat is read right or refused: never 12 hours, a day or a month wrong."""

from __future__ import annotations

import pytest

from chats import FILES, FOLDER, line_prefixes, wrongs


@pytest.mark.parametrize("file", FILES)
def test_every_prefix_of_lines(file: str) -> None:
    outcomes = [wrongs(file, prefix) for prefix in line_prefixes((FOLDER / file).read_bytes())]
    assert [problems for problems in outcomes if problems] == []
    assert outcomes[-1] == []


@pytest.mark.parametrize("file", FILES)
def test_prefixes_cut_inside_a_line(file: str) -> None:
    data = (FOLDER / file).read_bytes()
    assert [found for cut in range(FILES.index(file) % 17, len(data), 17) if (found := wrongs(file, data[:cut]))] == []


@pytest.mark.long
@pytest.mark.parametrize("file", FILES)
def test_every_prefix_of_bytes(file: str) -> None:
    data = (FOLDER / file).read_bytes()
    assert [found for cut in range(len(data)) if (found := wrongs(file, data[:cut]))] == []
