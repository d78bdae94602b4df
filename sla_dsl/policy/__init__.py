"""Where agreements lie and how they are fetched: files, folders, revisions in Git."""

from sla_dsl.policy.fetch import Fetched, fetch
from sla_dsl.policy.find import STDIN, find_beside, find_named, find_one, find_standing
from sla_dsl.policy.formatting import committed, formatted

__all__ = [
    "STDIN",
    "Fetched",
    "committed",
    "fetch",
    "find_beside",
    "find_named",
    "find_one",
    "find_standing",
    "formatted",
]
