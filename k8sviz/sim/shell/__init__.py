"""The command lines of Pods and nodes: `kubectl exec`, the page's prompts, containers' own scripts.

A command never waits for anything but the place it runs in: a room writes its requests to its log, the engine
makes them at once.
"""

from k8sviz.sim.shell.budget import SCRIPTED, Budget
from k8sviz.sim.shell.reply import Place, Reply, Sent
from k8sviz.sim.shell.run import commands, run, step

__all__ = ["SCRIPTED", "Budget", "Place", "Reply", "Sent", "commands", "run", "step"]
