"""What a new version of an agreement changes: kinds of changes, relations, signatures, costs."""
