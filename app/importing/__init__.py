"""Lists that others made, read as plain rows: what a spreadsheet or a CSV file holds, within fixed bounds."""
