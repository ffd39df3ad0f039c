"""The record: one DuckDB file of articles, what was coded from them, and events by others beside them."""
