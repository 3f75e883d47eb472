"""Typed views of the API objects on which the simulation acts."""
