"""Tools for those who work on k8sviz."""
