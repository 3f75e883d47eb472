"""The command lines of Pods and nodes: `kubectl exec`, and the prompts of the page's terminal."""

from k8sviz.rooms.shell.reply import Reply
from k8sviz.rooms.shell.run import commands, run

__all__ = ["Reply", "commands", "run"]
