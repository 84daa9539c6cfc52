"""Five hundred names that somebody may give a file, none of which may lead anywhere."""

from itertools import islice, product

LEAD = (
    *("../", "..\\", "../../", "..\\..\\", "/", "//", "\\", "\\\\server\\share\\", "C:", "C:\\", "C:/", "~/"),
    *("./../", "%2e%2e%2f", "..%2f", "..%5c", "%00", "\x00", "\n", "\r\n", " ", "\t", ".", "..", "...", "-"),
    *("file:///", "\\\\?\\C:\\", "\\\\.\\", "$HOME/", "`id`", "|", ">", "<", "*", "?", '"', "'", ":", ";"),
    *("\u202e", "\u200b", "\ufeff", "\u2215", "\uff0f", "e\u0301", "\u00e9", "\U0001f600", "\udcff"),
)
TAIL = (
    *(
        "etc/passwd",
        "CON",
        "nul.txt",
        "aux",
        "COM1",
        "LPT1.log",
        "soxa.db",
        "keyslots",
        "profile.json",
        "name:",
    ),
    *("name:stream", "name.", "name ", "x" * 300),
)


def hostile_names() -> list[str]:
    """All of them."""
    return list(islice((lead + tail for lead, tail in product(LEAD, TAIL)), 500))
