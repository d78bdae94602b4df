"""Where agreements lie and how they are fetched: files, folders, revisions in Git."""

from sla_dsl.policy.fetch import Fetched, fetch
from sla_dsl.policy.find import find_beside, find_named, find_one, find_standing

__all__ = ["Fetched", "fetch", "find_beside", "find_named", "find_one", "find_standing"]
