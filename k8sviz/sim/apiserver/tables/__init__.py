"""Tables: what `kubectl get` prints, made by the server (pkg/printers/internalversion/printers.go)."""

from k8sviz.sim.apiserver.tables.table import row, table

__all__ = ["row", "table"]
