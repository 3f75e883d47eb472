"""What the performance goals are measured with: figures and ratios of one run, never assertions."""
