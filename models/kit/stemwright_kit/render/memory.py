"""Keeps freed memory in the process. By default the C library returns every large array's pages to the system, and
fetching zeroed pages again cost up to ten times what the transforms cost that filled them. No effect where there is no
glibc.
"""

import ctypes

TRIM_THRESHOLD, MMAP_THRESHOLD = -1, -3  # numbers of glibc's mallopt
LARGEST_KEPT, LARGEST_HEAP_BLOCK = 2**31 - 1, 2**25


def keep_freed_memory() -> None:
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):
        return
    mallopt(MMAP_THRESHOLD, LARGEST_HEAP_BLOCK)
    mallopt(TRIM_THRESHOLD, LARGEST_KEPT)
