"""The figures the office lives by: charts, their tables, form II.06a, the 766 index, what is behind each."""
