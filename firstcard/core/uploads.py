"""Files in forms: taken only by the few views that say so, bounded in size and number.

Every other view refuses a form with a file before a byte of it is kept. A file is held in memory,
never on the disk: what a family uploads lies nowhere unsealed.
"""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any, TypeVar

from django.core.exceptions import SuspiciousOperation
from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

MOST_BYTES = 15 * 1024 * 1024
_MOST_IN_A_FORM = 4  # times MOST_BYTES: what is read and thrown away to answer with a clear text
_MARK = "takes_files"

View = TypeVar("View", bound=Callable[..., Any])
_routes: dict[str, int] = {}


class TooLargeFile(UploadedFile):
    """Stands for a file over the limit: its size is told, nothing of it was kept."""


def takes_files(*, most: int = 1) -> Callable[[View], View]:
    """Let the forms of a view bring files, at most so many of MOST_BYTES each.

    Outermost of a view's decorators, or below ones that keep attributes (functools.wraps).
    """

    def mark(view: View) -> View:
        setattr(view, _MARK, most)
        return view

    return mark


def open_route(*, name: str, most: int = 1) -> None:
    """The same for a route by its name ("api-1.0.0:add_paper"), where a view cannot be marked."""
    _routes[name] = most


class Files(FileUploadHandler):
    """Take files where they are expected; refuse a form with one elsewhere (SuspiciousOperation).

    Without this, a file of any size is spooled to the disk before a view is asked.
    """

    _most = 0
    _seen = 0

    def handle_raw_input(
        self, input_data: Any, META: dict[str, Any], content_length: int, *rest: Any
    ) -> None:
        """Refuse a form that is far too large before it is read."""
        self._most = _files_taken(self.request)
        if content_length > MOST_BYTES * max(_MOST_IN_A_FORM, self._most):
            raise SuspiciousOperation("a form far over the limit")

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file, or refuse it as its head is read."""
        super().new_file(*args, **kwargs)
        self._seen += 1
        if self._seen > self._most:
            raise SuspiciousOperation("a form with a file, or with too many")
        self._data, self._size = BytesIO(), 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep what is within the limit; count the rest."""
        self._size += len(raw_data)
        if self._size > MOST_BYTES:
            self._data = BytesIO()
        else:
            self._data.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile:
        """The file, or what stands for one that was too large."""
        if file_size > MOST_BYTES:
            return TooLargeFile(BytesIO(), self.file_name, self.content_type, file_size)
        self._data.seek(0)
        return InMemoryUploadedFile(
            self._data, self.field_name, self.file_name, self.content_type, file_size, None
        )


def _files_taken(request: Any) -> int:
    match = getattr(request, "resolver_match", None)
    if match is None:
        return 0
    return int(getattr(match.func, _MARK, 0)) or _routes.get(match.view_name, 0)
