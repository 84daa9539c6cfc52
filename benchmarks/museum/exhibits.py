"""The twenty-four traps of others (SYNC.md, section 2), each as a patch of our engine that falls into it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import NamedTuple

from benchmarks.museum import carriers, cases, feeds, merges, restores
from benchmarks.museum.cases import Case


class Exhibit(NamedTuple):
    """A trap; ``troubles`` names the kind of world in which it can hurt, if not any.

    ``case`` shows it where a world cannot; ``is_built_in`` when the originals that worlds copy carry it too.
    """

    number: int
    trap: str
    seen_in: str
    patch: Callable[[], AbstractContextManager[None]]
    troubles: tuple[str, ...] = ()
    case: Case | None = None
    is_built_in: bool = False


EXHIBITS = (
    Exhibit(
        1,
        "a restored client reuses its sequence",
        "turso#8129, litestream#783, syncthing#3876, submersion#309",
        restores.numbers_used_twice,
        ("disks put back",),
    ),
    Exhibit(
        2,
        "a restored server says nothing",
        "cht#8093, parsec#8257, sync_gateway#6837, harper#2451",
        restores.restored_server_says_nothing,
        ("server restored",),
    ),
    Exhibit(
        3,
        "sync state only inside the database",
        "submersion#309",
        restores.state_only_in_the_database,
        ("disks put back",),
    ),
    Exhibit(
        4,
        "numbers commit out of order",
        "marten#1629 #4952 #4964 #4977, sync_gateway#2108, symmetric-ds#914",
        feeds.numbers_out_of_order,
    ),
    Exhibit(5, "a horizon held for ever", "marten#5108", feeds.horizon_held_for_ever),
    Exhibit(6, "the cursor moves before apply", "morango#151", feeds.cursor_before_apply, ("power",)),
    Exhibit(7, "one vector for every filter", "morango#144", feeds.filter_without_its_own_vector),
    Exhibit(
        8,
        "a poisoned queue",
        "powersync-native#15, powersync.dart#452, open-msupply#963",
        feeds.poisoned_queue,
        ("forger",),
    ),
    Exhibit(
        9,
        "numbers that collide",
        "kolibri#14648, l10n-spain#4921 #5063",
        merges.numbers_leased_to_all,
        is_built_in=True,
    ),
    Exhibit(
        10,
        "gaps are forced",
        "central#805, symmetric-ds (20 minutes)",
        feeds.gaps_forced,
        ("server restored",),
    ),
    Exhibit(
        11, "the newest clock wins", "joplin#13531 #12777, evolu#709", merges.newest_clock_wins, ("clocks",)
    ),
    Exhibit(
        12,
        "a new column floods the log",
        "fly.io/blog/corrosion",
        merges.upgrades_flood_the_log,
        is_built_in=True,
    ),
    Exhibit(
        13, "statements go unseen", "SQLAlchemy: bulk methods have no events", merges.statements_go_unseen
    ),
    Exhibit(14, "what came is sent back", "syncyomi#242", merges.echoes),
    Exhibit(
        15,
        "an edit of what was deleted is lost",
        "turso#6617",
        merges.deleted_means_deleted,
        case=cases.edit_of_what_was_deleted,
    ),
    Exhibit(
        16,
        "lanes split a transaction",
        "symmetric-ds (channels)",
        feeds.lanes_split_a_transaction,
        ("power",),
    ),
    Exhibit(
        17,
        "staging without an end",
        "kolibri#7270",
        carriers.staging_without_end,
        case=cases.scans_that_never_end,
    ),
    Exhibit(18, "success on failure", "cht#8303, kolibri#9091", feeds.status_without_receipt),
    Exhibit(
        19,
        "wiped at the switch",
        "dhis2-android-sdk (workflow), anki (full sync)",
        restores.wiped_at_the_switch,
        ("server restored",),
    ),
    Exhibit(20, "a row that nobody wrote", "cr-sqlite (columns)", merges.each_column_by_itself),
    Exhibit(21, "a base of the whole row", "central#698", merges.whole_row_as_base),
    Exhibit(22, "an old log is pruned", "joplin (180 days)", restores.old_log_pruned),
    Exhibit(
        23,
        "an upload with a hole",
        "opencloud desktop#971",
        carriers.offset_means_all,
        case=cases.upload_with_a_hole,
    ),
    Exhibit(
        24,
        "sticks that lie",
        "CommCare (counterfeit cards)",
        carriers.never_read_back,
        case=cases.sticks_that_lie,
    ),
)
