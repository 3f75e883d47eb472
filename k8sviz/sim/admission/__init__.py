"""What the API server decides with the cluster in hand: allocation, immutability, conflicts."""

from k8sviz.sim.admission.apply import apply

__all__ = ["apply"]
