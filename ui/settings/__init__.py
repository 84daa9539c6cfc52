"""S12, "Quản trị máy": the office and its clerks, numbers, the district, backups, the catalogue, the look."""
