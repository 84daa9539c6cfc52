"""Every error an officer may have to read.

    AppError
    ├── app.storage.errors      the profile: key, file, version, disk, second instance
    ├── app.catalogue.errors    catalogue packs
    ├── app.domain.*            a rule of the office that an act would break
    └── sync.errors             the exchange with the district server

Anything that is not an AppError is our bug: logged with its traceback in one place and shown as one
general sentence.
"""


class AppError(Exception):
    """Something the officer can act on; ``str(error)`` is the Vietnamese sentence shown."""
