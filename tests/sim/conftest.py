"""Lets the core's tests import their builders (`worlds`) by name, from any folder below."""
