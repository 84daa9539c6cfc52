"""How much a process may take, set by itself before it meets bytes that anybody may have made."""

import ctypes
import sys
from contextlib import suppress

PROCESS_MEMORY, PROCESS_TIME = 0x100, 0x2
EXTENDED_LIMITS = 9
HUNDRED_NS = 10_000_000
FAIL_CRITICAL_ERRORS, NO_FAULT_BOX = 0x0001, 0x0002


class _BasicLimits(ctypes.Structure):
    _fields_ = (
        ("process_time", ctypes.c_int64),
        ("job_time", ctypes.c_int64),
        ("flags", ctypes.c_uint32),
        ("least_working_set", ctypes.c_size_t),
        ("most_working_set", ctypes.c_size_t),
        ("processes", ctypes.c_uint32),
        ("affinity", ctypes.c_size_t),
        ("priority", ctypes.c_uint32),
        ("scheduling", ctypes.c_uint32),
    )


class _Limits(ctypes.Structure):
    """JOBOBJECT_EXTENDED_LIMIT_INFORMATION."""

    _fields_ = (
        ("basic", _BasicLimits),
        ("io_counters", ctypes.c_uint64 * 6),
        ("process_memory", ctypes.c_size_t),
        ("job_memory", ctypes.c_size_t),
        ("peak_process_memory", ctypes.c_size_t),
        ("peak_job_memory", ctypes.c_size_t),
    )


def bound_this_process(memory_bytes: int, seconds: int) -> None:
    """From here on the process gets no more memory than this, and ends after so much work.

    Where the system refuses, the process goes on without: whoever started it also watches the time.
    """
    if sys.platform == "win32":
        _fall_silently()
        _bound_by_job(memory_bytes, seconds)
    else:
        _bound_by_limits(memory_bytes, seconds)


if sys.platform == "win32":

    def _fall_silently() -> None:
        """A crash ends the process at once; no box of Windows holds it open for somebody to click."""
        ctypes.WinDLL("kernel32").SetErrorMode(FAIL_CRITICAL_ERRORS | NO_FAULT_BOX)

    def _bound_by_job(memory_bytes: int, seconds: int) -> None:
        """A job of this one process; Windows drops the job with the process."""
        kernel = ctypes.WinDLL("kernel32")
        kernel.CreateJobObjectW.restype = ctypes.c_void_p
        kernel.GetCurrentProcess.restype = ctypes.c_void_p
        kernel.SetInformationJobObject.argtypes = (
            ctypes.c_void_p,
            ctypes.c_int,
            ctypes.c_void_p,
            ctypes.c_uint32,
        )
        kernel.AssignProcessToJobObject.argtypes = (ctypes.c_void_p, ctypes.c_void_p)
        limits = _Limits()
        limits.basic.flags = PROCESS_MEMORY | PROCESS_TIME
        limits.basic.process_time = seconds * HUNDRED_NS
        limits.process_memory = memory_bytes
        job = kernel.CreateJobObjectW(None, None)
        size = ctypes.sizeof(limits)
        kernel.SetInformationJobObject(job, EXTENDED_LIMITS, ctypes.byref(limits), size)
        kernel.AssignProcessToJobObject(job, kernel.GetCurrentProcess())

else:
    import resource

    def _bound_by_limits(memory_bytes: int, seconds: int) -> None:
        """Address space, work, and no copy of the memory on the disk after a fall.

        A limit that is stricter already may not be raised, and stays; the others are set all the same.
        """
        for kind, most in (
            (resource.RLIMIT_AS, memory_bytes),
            (resource.RLIMIT_CPU, seconds),
            (resource.RLIMIT_CORE, 0),
        ):
            with suppress(ValueError, OSError):
                resource.setrlimit(kind, (most, most))
