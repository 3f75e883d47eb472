"""Cluster to picture: the tables of elements, edges, journeys and counts that a browser draws."""

from k8sviz.sim.scene.painter import Painter, draw

__all__ = ["Painter", "draw"]
