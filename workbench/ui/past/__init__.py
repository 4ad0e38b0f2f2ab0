"""What was done, newest first: where it was, and the way back to it."""
