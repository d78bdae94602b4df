"""A command → what it took, as one line of JSON: `python -I -S launch.py DESCRIPTOR SECONDS PAUSE COMMAND…`.

PAUSE is how many milliseconds lie between two looks at the memory; with 0 nobody looks, which costs nobody time.

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
IDLE = 100
"""Milliseconds between two looks at the clock, where nobody looks at the memory."""


def held(process: int) -> int:
    """The bytes that a process and its children hold together, what they share counted once."""
    children = read(f"/proc/{process}/task/{process}/children").split()
    if not children:
        return int((read(f"/proc/{process}/statm").split() or [0, 0])[1]) * PAGE
    return sum(own_share(member) for member in (process, *map(int, children)))


def own_share(process: int) -> int:
    """What a process holds, of what several hold its part; so copies that a fork has not made yet count once."""
    for line in read(f"/proc/{process}/smaps_rollup").splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) << 10
    return 0


def read(path: str) -> str:
    """What a file says; nothing where its process is gone."""
    try:
        with open(path, encoding="ascii") as file:  # noqa: PTH123 -- pathlib would be held too
            return file.read()
    except (OSError, ValueError):
        return ""


def main() -> None:
    descriptor, seconds, pause, *command = sys.argv[1:]
    begun = time.perf_counter()
    process = os.posix_spawnp(command[0], command, os.environ, setpgroup=0)
    ended = select.poll()
    ended.register(os.pidfd_open(process), select.POLLIN)
    together, watched = 0, int(pause)
    while not ended.poll(watched or IDLE):
        if watched:
            together = max(together, held(process))
        if time.perf_counter() - begun > float(seconds):
            os.killpg(process, signal.SIGKILL)
    wall = time.perf_counter() - begun
    _, status, used = os.wait4(process, 0)
    code = os.waitstatus_to_exitcode(status)
    processor = used.ru_utime + used.ru_stime
    line = f"[{code}, {wall:.6f}, {processor:.6f}, {used.ru_maxrss * 1024}, {together}]"
    os.write(int(descriptor), line.encode())


if __name__ == "__main__":
    main()
