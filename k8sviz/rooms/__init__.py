"""Rooms: the log of each, the frames its viewers see, and the pages around them."""
