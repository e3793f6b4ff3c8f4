"""Page kinds: the records each page depends on, and the data its template shows."""
