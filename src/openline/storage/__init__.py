"""Where a station keeps its record: SQLite for the record, a file for the anchor."""
