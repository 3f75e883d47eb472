"""Why did it end like this, and what would change it? From an outcome to a line of YAML."""

from k8sviz.sim.diagnosis.chain import Diagnosis, Fix, Line, Link
from k8sviz.sim.diagnosis.trial import Trial, attempt
from k8sviz.sim.diagnosis.why import diagnose

__all__ = ["Diagnosis", "Fix", "Line", "Link", "Trial", "attempt", "diagnose"]
