"""Files in forms: none is taken yet, so none is read."""

from typing import Any, NoReturn

from django.core.exceptions import SuspiciousOperation
from django.core.files.uploadhandler import FileUploadHandler


class NoFiles(FileUploadHandler):
    """Refuse a form with a file before a byte of it is kept. Raises SuspiciousOperation.

    Without this, a file of any size is spooled to the disk before a view is asked.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse the file as its head is read."""
        raise SuspiciousOperation("a form with a file")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> NoReturn:
        """Refuse."""
        raise SuspiciousOperation("a form with a file")

    def file_complete(self, file_size: int) -> NoReturn:
        """Refuse."""
        raise SuspiciousOperation("a form with a file")
