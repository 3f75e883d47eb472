"""The loops that drive a cluster from what is to what was asked for."""
