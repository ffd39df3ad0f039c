"""Whether this process may take the memory that the models need, asked before they are loaded.

Libraries beneath them end the whole process, without a word of ours, when the system refuses them memory.
"""

from __future__ import annotations

from detente.errors import ModelError

#: What the models and the record take of addresses together, in MB, as measured with ``ulimit -v``.
NEEDED = 1000


def require(megabytes: int = NEEDED) -> None:
    """See that the bound on this process's memory, if there is one, leaves room for the models.

    Raises:
        ModelError: it does not.
    """
    try:
        import resource
    except ImportError:  # no such bounds on this system
        return
    bound, _ = resource.getrlimit(resource.RLIMIT_AS)
    if bound != resource.RLIM_INFINITY and bound < megabytes << 20:
        raise ModelError(
            f"there is not enough memory: this process may take {bound >> 20} MB and the models need {megabytes}; "
            "raise the bound (ulimit -v)"
        )
