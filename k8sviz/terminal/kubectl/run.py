"""One command line from beginning to end."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

from k8sviz.terminal.gotext.budget import LimitError
from k8sviz.terminal.kubectl import commandline, klog, verbs
from k8sviz.terminal.kubectl.api import (
    Api,
    Files,
    KubectlError,
    MissingFlagError,
    PrintingError,
    Reply,
    together,
    told,
)
from k8sviz.terminal.kubectl.client import Kubectl


async def run(
    line: str | Sequence[str],
    api: Api,
    stdin: str = "",
    files: Files | None = None,
    editor: Callable[[str], str] | None = None,
) -> Reply:
    """What a stock kubectl prints for this line; without an editor, `edit` only gives its text."""
    try:
        argv = commandline.words(line) if isinstance(line, str) else list(line)
        if argv[:1] in (["kubectl"], ["k"]):
            argv = argv[1:]
        call = commandline.read(argv)
    except KubectlError as error:
        return Reply("", told(error), error.code)
    kubectl = Kubectl(api, call, stdin, files or {}, editor)
    code = 0
    try:
        code = await verbs.carry_out(kubectl) or 0
        left = together(kubectl.pending)
        if left:
            raise left
    except MissingFlagError as error:
        said = f'"command failed" err={json.dumps(str(error))}'
        kubectl.warn(klog.line("E", "run.go:72", said, api.now()))
        code = error.code
    except PrintingError as error:
        kubectl.write(error.printed)
        kubectl.fail(told(error))
        code = error.code
    except (KubectlError, LimitError) as error:
        refused = error if isinstance(error, KubectlError) else KubectlError(str(error))
        kubectl.fail(told(refused))
        code = refused.code
    return Reply(kubectl.stdout, kubectl.stderr, code, kubectl.edit, kubectl.prompt)
