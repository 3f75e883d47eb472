"""What the API server decides with the cluster in hand: allocation, immutability, conflicts."""

from k8sviz.sim.admission.apply import apply
from k8sviz.sim.admission.delete import delete
from k8sviz.sim.admission.patch import patch

__all__ = ["apply", "delete", "patch"]
