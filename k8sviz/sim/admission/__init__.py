"""What the API server decides with the cluster in hand: allocation, immutability, conflicts."""
