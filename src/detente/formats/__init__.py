"""The field's event files, in and out: see :mod:`detente.formats.reading` and :mod:`detente.formats.writing`."""
