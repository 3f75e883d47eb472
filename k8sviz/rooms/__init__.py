"""Rooms: the log of each, the frames its viewers see, and the pages around them."""

try:  # until the core has landed
    from k8sviz.sim import engine, scene  # noqa: F401
except ImportError:
    from k8sviz.rooms import standin  # noqa: F401
