"""The Kubernetes API without HTTP: requests in, objects, Lists, Tables and Statuses out."""

from k8sviz.sim.apiserver.read import read
from k8sviz.sim.apiserver.write import write

__all__ = ["read", "write"]
