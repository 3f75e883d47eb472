"""Why did it end like this, why does it stand like this, and what would change it? To a line of YAML."""

from k8sviz.sim.diagnosis.asking import Questions, once_more
from k8sviz.sim.diagnosis.chain import Diagnosis, Fix, Line, Link
from k8sviz.sim.diagnosis.standing import explain_element, questions_about
from k8sviz.sim.diagnosis.trial import Trial, attempt
from k8sviz.sim.diagnosis.why import diagnose

__all__ = [
    "Diagnosis",
    "Fix",
    "Line",
    "Link",
    "Questions",
    "Trial",
    "attempt",
    "diagnose",
    "explain_element",
    "once_more",
    "questions_about",
]
