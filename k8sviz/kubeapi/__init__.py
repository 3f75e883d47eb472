"""The Kubernetes HTTP API of a room, for stock kubectl."""
