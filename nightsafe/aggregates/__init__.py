"""The aggregates: figures of the week, counted from events, for those who may see raw counts."""
