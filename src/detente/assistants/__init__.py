"""A server by which assistants ask a record and cite its sentences (the Model Context Protocol)."""
