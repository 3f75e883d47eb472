"""The rooms on the command line."""
