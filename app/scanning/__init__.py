"""Reading pictures and scanned pages: codes, stacks of pages, small pictures; in a process of its own."""

READ_SCAN = "--read-scan"  # the word by which the program becomes the reading process
