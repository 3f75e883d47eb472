"""kubectl describe: an object and all that concerns it, as a text for people."""
