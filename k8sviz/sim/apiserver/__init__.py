"""The API server of a cluster: a request of the Kubernetes HTTP API in, its answer out."""
