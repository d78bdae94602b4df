"""What a person names as two versions → the two files that are meant, and the commits between them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import NamedTuple

from sla_dsl.diagnostics import Diagnostic, Place, diagnostic
from sla_dsl.policy import git
from sla_dsl.policy.find import find_named, find_one

NOTHING = os.devnull
"""The name of a version that is not there: what Git gives for a file that is added or removed."""

SIGNATURE = "Agreed-by"
"""The trailer of a commit by which a party agrees."""


class Range(NamedTuple):
    """The commits that `end` has and `start` has not, and the file in them, from the top of the repository."""

    start: str
    end: str
    path: str


class Versions(NamedTuple):
    """The names of the two files (`NOTHING` where one is not there), the commits between, or why there are none."""

    old: str = ""
    new: str = ""
    commits: Range | None = None
    diagnostics: tuple[Diagnostic, ...] = ()


def two_versions(old: str, new: str) -> Versions:
    """The files of two versions that are both named: a file, a folder that holds one, or `REV:PATH`."""
    if old == new == NOTHING:
        message = "neither version is there"
        return Versions(diagnostics=(diagnostic("SLA903", message, help="name one that is"),))
    found = [find_one(name) if name != NOTHING else None for name in (old, new)]
    wrong = tuple(one for side in found if side for one in side.diagnostics)
    if wrong:
        return Versions(diagnostics=wrong)
    before, after = (NOTHING if side is None else side.names[0] for side in found)
    return Versions(before, after, _between(before, after))


def version_against(revision: str, policy: str | None) -> Versions:
    """The file of the working tree, and the same as it stood at a revision; either may not be there."""
    if not git.knows(revision):
        message, way_out = f"Git knows no revision `{revision}`", "see `git branch --all`; a shallow clone may lack it"
        return Versions(diagnostics=(diagnostic("SLA904", message, Place(revision), help=way_out),))
    found = find_one(policy)
    if not found.names:
        is_gone = policy is not None and not find_named(policy).names
        removed = git.beside(revision, policy) if policy is not None and is_gone else None
        was = find_one(removed).names if removed is not None else ()
        if not was:
            return Versions(diagnostics=found.diagnostics)
        return Versions(was[0], NOTHING, Range(revision, "HEAD", was[0].partition(":")[2]))
    new = found.names[0]
    old = git.beside(revision, new)
    if old is None:
        message = f"`{new}` lies in no Git repository, so there is no `{revision}` to compare it with"
        return Versions(diagnostics=(diagnostic("SLA904", message, Place(new), help="name two files"),))
    there = bool(find_named(old).names)
    return Versions(old if there else NOTHING, new, Range(revision, "HEAD", old.partition(":")[2]))


def _between(old: str, new: str) -> Range | None:
    """The commits from the old version's revision to the new one's, or to the one that is checked out."""
    if not _is_committed(old) or new == NOTHING:
        return None
    start = old.partition(":")[0]
    if _is_committed(new):
        end, _, path = new.partition(":")
        return Range(start, end, path)
    found = git.beside("HEAD", new)
    return Range(start, "HEAD", found.partition(":")[2]) if found else None


def _is_committed(name: str) -> bool:
    return ":" in name and not os.path.lexists(name)


def signatures(commits: Range) -> Iterator[tuple[str, str]]:
    """Who agreed, and the file as it stood when they did: `REV:PATH` and what the trailer says, the newest first."""
    for commit, who in git.trailers(SIGNATURE, commits.start, commits.end):
        yield f"{commit}:{commits.path}", who
