"""k8sviz: a classroom for Kubernetes Services that needs no cluster."""
