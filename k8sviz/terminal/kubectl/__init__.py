"""kubectl in Python: a command line in, what a stock kubectl v1.32 prints out."""
