"""Where agreements lie and how they are fetched: files, folders, revisions in Git."""

from sla_dsl.policy.fetch import Fetched, Opened, fetch, open_up
from sla_dsl.policy.find import STDIN, find_beside, find_named, find_one, find_standing
from sla_dsl.policy.formatting import committed, formatted
from sla_dsl.policy.versions import NOTHING, Range, Versions, signatures, two_versions, version_against

__all__ = [
    "NOTHING",
    "STDIN",
    "Fetched",
    "Opened",
    "Range",
    "Versions",
    "committed",
    "fetch",
    "find_beside",
    "find_named",
    "find_one",
    "find_standing",
    "formatted",
    "open_up",
    "signatures",
    "two_versions",
    "version_against",
]
