"""No form is larger than the largest file that is taken anywhere: who sends more is stopped before a byte is kept."""

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler


class LargestUpload(FileUploadHandler):
    """First of the handlers; it takes nothing itself. Each form then has its own, smaller limit."""

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,  # noqa: N803 - the name is Django's
        content_length: int,
        boundary: Any,
        encoding: Any = None,
    ) -> None:
        if content_length > settings.LARGEST_UPLOAD:
            raise RequestDataTooBig(f"a form of {content_length} bytes; {settings.LARGEST_UPLOAD} are the most")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None
