"""Lists as files that others open: Excel workbooks and CSV; standard library only, no words of the office."""
