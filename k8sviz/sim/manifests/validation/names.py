"""Names, labels, ports and addresses: k8s.io/apimachinery/pkg/util/validation.

Each check gives its messages; none means that the value is good.
"""

from __future__ import annotations

import re
from functools import cache

_LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?"
_SUBDOMAIN = rf"{_LABEL}(\.{_LABEL})*"
_RFC1035 = "[a-z]([-a-z0-9]*[a-z0-9])?"
_QUALIFIED = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]"
_LABEL_VALUE = f"({_QUALIFIED})?"
_ALNUM = "alphanumeric character"
_USED = "regex used for validation is"
_LABEL_SAYS = (
    f"a lowercase RFC 1123 label must consist of lower case {_ALNUM}s or '-', and must start and end with an "
    f"{_ALNUM} (e.g. 'my-name',  or '123-abc', {_USED} '{_LABEL}')"
)
_SUBDOMAIN_SAYS = (
    f"a lowercase RFC 1123 subdomain must consist of lower case {_ALNUM}s, '-' or '.', and must start and "
    f"end with an {_ALNUM} (e.g. 'example.com', {_USED} '{_SUBDOMAIN}')"
)
_WILDCARD_SAYS = (
    "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must "
    f"consist of lower case {_ALNUM}s, '-' or '.' and end with an {_ALNUM} (e.g. '*.example.com', {_USED} "
    rf"'\*\.{_SUBDOMAIN}')"
)
_RFC1035_SAYS = (
    f"a DNS-1035 label must consist of lower case {_ALNUM}s or '-', start with an alphabetic character, and "
    f"end with an {_ALNUM} (e.g. 'my-name',  or 'abc-123', {_USED} '{_RFC1035}')"
)
_QUALIFIED_SAYS = (
    f"must consist of {_ALNUM}s, '-', '_' or '.', and must start and end with an {_ALNUM} "
    f"(e.g. 'MyName',  or 'my.name',  or '123-abc', {_USED} '{_QUALIFIED}')"
)
_LABEL_VALUE_SAYS = (
    f"a valid label must be an empty string or consist of {_ALNUM}s, '-', '_' or '.', and must start and end "
    f"with an {_ALNUM} (e.g. 'MyValue',  or 'my_value',  or '12345', {_USED} '{_LABEL_VALUE}')"
)
_SEARCHED_LABEL = "_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?"
_SEARCHED = rf"{_SEARCHED_LABEL}(\.{_SEARCHED_LABEL})*"
_SEARCHED_SAYS = (
    f"a lowercase RFC 1123 subdomain must consist of lower case {_ALNUM}s, '_', '-' or '.', and must start "
    f"and end with an {_ALNUM} (e.g. 'example.com', {_USED} '{_SEARCHED}')"
)
_KEY_SAYS = (
    f"a valid config key must consist of {_ALNUM}s, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or "
    f"'key-name', {_USED} '[-._a-zA-Z0-9]+')"
)
_NAME_LENGTH, _SUBDOMAIN_LENGTH, _PORT_NAME_LENGTH, _MAX_PORT = 63, 253, 15, 65535


@cache
def _whole(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{pattern})\Z")


def _check(text: str, limit: int, pattern: str, says: str) -> list[str]:
    problems = [f"must be no more than {limit} characters"] if len(text) > limit else []
    return problems if _whole(pattern).match(text) else [*problems, says]


def label(text: str) -> list[str]:
    """An RFC 1123 label: the name of a Service, a container, a port of a Service."""
    says = "must not contain dots" if _whole(_SUBDOMAIN).match(text) else _LABEL_SAYS
    return _check(text, _NAME_LENGTH, _LABEL, says)


def label_1035(text: str) -> list[str]:
    """An RFC 1035 label, which does not start with a digit."""
    return _check(text, _NAME_LENGTH, _RFC1035, _RFC1035_SAYS)


def subdomain(text: str) -> list[str]:
    """An RFC 1123 subdomain: the name of most objects."""
    return _check(text, _SUBDOMAIN_LENGTH, _SUBDOMAIN, _SUBDOMAIN_SAYS)


def search_domain(text: str) -> list[str]:
    """A domain to search in, which may have underscores."""
    return _check(text, _SUBDOMAIN_LENGTH, _SEARCHED, _SEARCHED_SAYS)


def fully_qualified(text: str) -> tuple[str, str]:
    """What is wrong with a domain name of two labels or more, and which part of it."""
    name = text.removesuffix(".")
    problems = subdomain(name)
    if problems:
        return name, ",".join(problems)
    if "." not in name:
        return name, "should be a domain with at least two segments separated by dots"
    wrong = next((part for part in name.split(".") if label(part)), "")
    return wrong, ",".join(label(wrong)) if wrong else ""


def config_key(text: str) -> list[str]:
    """A key of a ConfigMap or a Secret: a file's name."""
    problems = _check(text, _SUBDOMAIN_LENGTH, "[-._a-zA-Z0-9]+", _KEY_SAYS)
    if text in (".", ".."):
        problems.append(f"must not be '{text}'")
    elif text.startswith(".."):
        problems.append("must not start with '..'")
    return problems


def descending(text: str) -> list[str]:
    """A path inside a volume."""
    problems = ["must be a relative path"] if text.startswith("/") else []
    return [*problems, "must not contain '..'"] if ".." in text.split("/") else problems


def local_file(text: str) -> list[str]:
    """A file inside a volume, not one of those that the kubelet keeps there."""
    problems = descending(text)
    reserved = text.startswith("..") and not text.startswith("../") and ".." not in text.split("/")
    return [*problems, "must not start with '..'"] if reserved else problems


def path_segment(text: str) -> list[str]:
    """A name that can stand in a URL (apimachinery pkg/api/validation/path)."""
    if text in (".", ".."):
        return [f"may not be '{text}'"]
    return [f"may not contain '{part}'" for part in ("/", "%") if part in text]


def unaddressable(namespace: str, name: str) -> str:
    """Why client-go asks no server for such an object; nothing where it does (client-go rest/request.go)."""
    for what, text in (("namespace", namespace), ("resource name", name)):
        if text and (wrong := path_segment(text)):
            return f'invalid {what} "{text}": [{" ".join(wrong)}]'
    return "" if name else "resource name may not be empty"


def wildcard(text: str) -> list[str]:
    """*.example.com: the host of an Ingress rule."""
    return _check(text, _SUBDOMAIN_LENGTH, rf"\*\.{_SUBDOMAIN}", _WILDCARD_SAYS)


def qualified(text: str) -> list[str]:
    """[prefix/]name: a label's key."""
    prefix, slash, name = text.rpartition("/")
    problems = []
    if slash:
        if "/" in prefix:
            extra = " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"
            return [f"a qualified name {_QUALIFIED_SAYS}{extra}"]
        says = ["must be non-empty"] if not prefix else subdomain(prefix)
        problems = [f"prefix part {message}" for message in says]
    if not name:
        problems.append("name part must be non-empty")
    elif len(name) > _NAME_LENGTH:
        problems.append(f"name part must be no more than {_NAME_LENGTH} characters")
    if not _whole(_QUALIFIED).match(name):
        problems.append(f"name part {_QUALIFIED_SAYS}")
    return problems


def label_value(text: str) -> list[str]:
    """A label's value."""
    return _check(text, _NAME_LENGTH, _LABEL_VALUE, _LABEL_VALUE_SAYS)


def port_number(port: int) -> list[str]:
    """1 to 65535."""
    return [] if 1 <= port <= _MAX_PORT else [f"must be between 1 and {_MAX_PORT}, inclusive"]


def port_name(text: str) -> list[str]:
    """An IANA service name (RFC 6335): what a targetPort may be, if it is no number."""
    problems = []
    if len(text) > _PORT_NAME_LENGTH:
        problems.append(f"must be no more than {_PORT_NAME_LENGTH} characters")
    if not _whole("[-a-z0-9]+").match(text):
        problems.append("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)")
    if not re.search("[a-z]", text):
        problems.append("must contain at least one letter (a-z)")
    if "--" in text:
        problems.append("must not contain consecutive hyphens")
    if text[:1] == "-" or text[-1:] == "-":
        problems.append("must not begin or end with a hyphen")
    return problems


def port(value: int | str) -> list[str]:
    """A number or a name."""
    return port_name(value) if isinstance(value, str) else port_number(value)
