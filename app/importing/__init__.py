"""Lists that others made, read as plain rows: what a spreadsheet or a CSV file holds, within fixed bounds."""

READ_LIST = "--read-list"  # the word by which the program becomes the reading process
