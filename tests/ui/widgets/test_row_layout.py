"""Lines of a grouped list."""

from hypothesis import given
from hypothesis import strategies as st

from ui.widgets.row_layout import Group, RowLayout

GROUPS = [Group("Quá hạn", 1), Group("Hôm nay", 2), Group("Ngày mai", 0), Group("Tạm dừng", 3)]

some_groups = st.lists(
    st.builds(Group, title=st.sampled_from(["", "Hôm nay"]), count=st.integers(0, 300)), max_size=6
)


def test_each_group_stands_under_its_heading() -> None:
    layout = RowLayout(GROUPS)
    lines = [(layout.heading_at(line), layout.offset_at(line)) for line in range(layout.lines)]
    titles_and_offsets = [heading.title if heading else offset for heading, offset in lines]
    assert titles_and_offsets == ["Quá hạn", 0, "Hôm nay", 1, 2, "Tạm dừng", 3, 4, 5]


def test_a_slice_of_a_list_keeps_the_offsets_of_the_whole() -> None:
    layout = RowLayout([Group("Hôm nay", 2)], first=1)
    assert [layout.offset_at(line) for line in range(layout.lines)] == [None, 1, 2]
    assert layout.offset_from(0) == 1
    assert layout.end == 3


def test_no_rows_are_no_lines() -> None:
    assert RowLayout([Group("Quá hạn", 0)]).lines == 0


@given(some_groups, st.integers(0, 1000))
def test_line_and_offset_are_each_others_inverse(groups: list[Group], first: int) -> None:
    layout = RowLayout(groups, first)
    offsets = [layout.offset_at(line) for line in range(layout.lines)]
    rows = [offset for offset in offsets if offset is not None]
    assert rows == list(range(first, layout.end))
    assert [layout.line_of(offset) for offset in rows] == [
        line for line, offset in enumerate(offsets) if offset is not None
    ]
    assert layout.heading_lines() == [line for line, offset in enumerate(offsets) if offset is None]
