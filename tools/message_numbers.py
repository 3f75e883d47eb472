"""Messages whose .proto files were not recorded: numbers of fields, from k8s.io/api's generated.proto.

A line of message_numbers.txt is a message and its fields, each "number name type"; a type with * is repeated.
"""

from pathlib import Path

KINDS = {
    "batch/v1 Job": "batch/Job",
    "batch/v1 CronJob": "batch/CronJob",
    "networking.k8s.io/v1 Ingress": "networking/Ingress",
    "policy/v1 PodDisruptionBudget": "policy/PodDisruptionBudget",
    "rbac.authorization.k8s.io/v1 Role": "rbac/Role",
    "rbac.authorization.k8s.io/v1 RoleBinding": "rbac/RoleBinding",
    "rbac.authorization.k8s.io/v1 ClusterRole": "rbac/ClusterRole",
    "rbac.authorization.k8s.io/v1 ClusterRoleBinding": "rbac/ClusterRoleBinding",
    "scheduling.k8s.io/v1 PriorityClass": "scheduling/PriorityClass",
    "authentication.k8s.io/v1 SelfSubjectReview": "authentication/SelfSubjectReview",
}
_NUMBERS = Path(__file__).with_suffix(".txt")


def messages() -> dict[str, dict[str, list[str]]]:
    """The same in the form of messages.json."""
    found = {}
    for line in _NUMBERS.read_text().splitlines():
        message, _, fields = line.partition(": ")
        table = {}
        for field in fields.split(", "):
            number, name, kind = field.split(" ")
            table[number] = [name, "many" if kind.endswith("*") else "one", kind.rstrip("*")]
        found[message] = table
    return found
