"""What a reviewer asks of an agreement: one question a file."""
