"""Where agreements lie and how they are fetched: files, folders, revisions in Git."""

from sla_dsl.policy.fetch import Fetched, Opened, fetch, open_up
from sla_dsl.policy.find import STDIN, find_beside, find_named, find_one, find_standing
from sla_dsl.policy.formatting import committed, formatted

__all__ = [
    "STDIN",
    "Fetched",
    "Opened",
    "committed",
    "fetch",
    "find_beside",
    "find_named",
    "find_one",
    "find_standing",
    "formatted",
    "open_up",
]
