"""The doors to the operating system that more than one folder needs."""
