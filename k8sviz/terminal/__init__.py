"""The command line in the page: kubectl and the tools that a node or a Pod has."""
