"""Per page kind: what of the explainer it reads, and what its template needs of that."""
