"""A command → what it took, as one line of JSON: `python -I -S launch.py DESCRIPTOR SECONDS COMMAND…`.

It is a program of its own because it must be small: what a child process is said to have held at most begins with what
its parent held when it was made. It imports nothing that it can do without.
"""

from __future__ import annotations

import os
import select
import signal
import sys
import time

PAGE = os.sysconf("SC_PAGE_SIZE")
PAUSE = 10
"""Milliseconds between two looks at the memory."""


def resident(process: int) -> tuple[int, int]:
    """The pages that a process and its children hold: private ones added up, and the most that one shares."""
    try:
        with open(f"/proc/{process}/statm", encoding="ascii") as file:  # noqa: PTH123 -- pathlib would be held too
            _, held, shared = map(int, file.read().split()[:3])
        with open(f"/proc/{process}/task/{process}/children", encoding="ascii") as file:  # noqa: PTH123 -- as above
            children = file.read().split()
    except (OSError, ValueError):
        return 0, 0
    private, most = held - shared, shared
    for child in children:
        more, other = resident(int(child))
        private, most = private + more, max(most, other)
    return private, most


def main() -> None:
    descriptor, seconds, *command = sys.argv[1:]
    begun = time.perf_counter()
    process = os.posix_spawnp(command[0], command, os.environ, setpgroup=0)
    ended = select.poll()
    ended.register(os.pidfd_open(process), select.POLLIN)
    together = 0
    while not ended.poll(PAUSE):
        together = max(together, sum(resident(process)))
        if time.perf_counter() - begun > float(seconds):
            os.killpg(process, signal.SIGKILL)
    wall = time.perf_counter() - begun
    _, status, used = os.wait4(process, 0)
    code = os.waitstatus_to_exitcode(status)
    processor = used.ru_utime + used.ru_stime
    line = f"[{code}, {wall:.6f}, {processor:.6f}, {used.ru_maxrss * 1024}, {together * PAGE}]"
    os.write(int(descriptor), line.encode())


if __name__ == "__main__":
    main()
