"""The simulation: pure, no web, no clock, no chance. `engine.step` and `engine.advance` are its doors."""
