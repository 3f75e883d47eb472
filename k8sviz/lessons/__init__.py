"""Lessons as data, and their checks."""
