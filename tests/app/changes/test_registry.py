"""The registry: numbers that are in signed data for ever. (Their values are frozen in tests/golden.)"""

from app.changes.registry import TABLE_BY_NAME, TABLES, Command, Key


def test_no_number_or_name_is_given_twice():
    assert len({table.number for table in TABLES}) == len({table.name for table in TABLES}) == len(TABLES)
    for table in TABLES:
        assert len({group.number for group in table.groups}) == len(table.groups)
        assert len({field.name for field in table.fields}) == len(table.fields)
    assert len({command.value for command in Command}) == len(Command)


def test_groups_are_numbered_from_one_without_gaps():
    for table in TABLES:
        assert [group.number for group in table.groups] == list(range(1, len(table.groups) + 1))


def test_references_and_parents_name_tables():
    for table in TABLES:
        for field in table.fields:
            assert field.refers_to is None or field.refers_to in TABLE_BY_NAME
            assert field.refers_to is None or field.empty is None
        assert (table.parent in TABLE_BY_NAME) == (table.key is Key.CHILD)


def test_a_mask_of_changed_fields_fits_an_integer_of_the_database():
    assert all(len(table.fields) <= 62 for table in TABLES)
