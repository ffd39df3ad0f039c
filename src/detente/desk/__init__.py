"""The desk: a local web application over a record, in which every mark opens the sentences behind it."""
