"""Two versions of an agreement → what changes between them, for whom, and what that costs on a log."""
