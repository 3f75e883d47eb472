"""What the API server checks of an object without looking at the cluster."""
