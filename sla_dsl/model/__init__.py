"""What an agreement, a log and an outcome are: plain records that a sales manager could read."""
