"""How Go lays text out: what kubectl prints is made of these."""
