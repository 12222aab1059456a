"""What this machine has: cores, memory, room on a disk."""

import os
import shutil
import sys
from pathlib import Path

from workspace.check_machine import spaces_in
from workspace.errors import UserError

MEMORY_INFO = Path("/proc/meminfo")  # Linux
CGROUP_LIMIT = Path("/sys/fs/cgroup/memory.max")  # of a container or a job


def n_cores() -> int:
    """How many cores this process may use; where the system does not say, all there are."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # macOS
        return os.cpu_count() or 1


def refuse_spaces() -> None:
    """Raise UserError where the Python environment, and NEURON in it, has a space in its path."""
    for line in spaces_in(sys.prefix):
        raise UserError(line)


def available_memory() -> int:
    """Memory that new processes can have (bytes)."""
    available = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    if MEMORY_INFO.exists():
        fields = dict(line.split(":") for line in MEMORY_INFO.read_text().splitlines())
        available = int(fields["MemAvailable"].split()[0]) * 1024
    if CGROUP_LIMIT.exists() and (limit := CGROUP_LIMIT.read_text().strip()).isdecimal():
        available = min(available, int(limit))
    return available


def free_disk(folder: Path) -> int:
    """Room on the disk of a folder, which may not be there yet (bytes)."""
    there = next(path for path in (folder, *folder.parents) if path.exists())
    return shutil.disk_usage(there).free
