"""The field's event files, in and out."""
