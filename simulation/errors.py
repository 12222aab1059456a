"""The errors that end in one line: what the user can mend (status 2) and runs that failed (1)."""


class UserError(Exception):
    """Something the user gave is wrong; nothing was written. Exit status 2."""

    exit_status = 2


class RunError(Exception):
    """A run that was started has failed; the old data are untouched. Exit status 1."""

    exit_status = 1
