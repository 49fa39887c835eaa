"""Why a file is not taken, in sentences that say what would be right; and the refusals."""

from __future__ import annotations

from http import HTTPStatus

from firstcard.casework.files import limits
from firstcard.core.refusals import Invalid, Refusal
from firstcard.core.uploads import MOST_BYTES
from firstcard.policy.format import Text

_MB = MOST_BYTES // (1024 * 1024)
_MILLIONS = limits.MOST_PIXELS // 1_000_000

REASONS: dict[str, Text] = {
    "empty": Text(
        "The file is empty. Choose the photo or PDF again.",
        "文件是空的。请重新选择照片或PDF。",
    ),
    "wrong-kind": Text(
        "We do not take this kind of file. Send a photo (JPEG, PNG or HEIC) or a PDF.",
        "不支持这种文件。请上传照片（JPEG、PNG、HEIC）或PDF。",
    ),
    "not-a-photo": Text(
        "A PDF cannot be used here. Send the photo itself, as JPEG, PNG or HEIC.",
        "这里不能用PDF。请上传照片本身（JPEG、PNG或HEIC）。",
    ),
    "too-large": Text(
        f"The file is larger than {_MB} MB. Send a smaller one: a photo taken with a telephone is "
        "enough.",
        f"文件超过{_MB}MB。请换一个小一些的文件，用手机拍一张照片就可以。",
    ),
    "too-many-pixels": Text(
        f"The picture has more points than we open (a side over {limits.MOST_SIDE} pixels, or more "
        f"than {_MILLIONS} million in all). Send a photo in the usual size of your telephone.",
        f"图片尺寸过大（单边超过{limits.MOST_SIDE}像素，或总像素超过{_MILLIONS * 100}万）。"
        "请上传手机默认尺寸拍摄的照片。",
    ),
    "unreadable": Text(
        "The file is damaged or was cut off on its way. Send it again, or take a new photo of the "
        "paper and send that.",
        "文件已损坏或者没有传完整。请重新上传，或者把材料重新拍照后上传。",
    ),
    "too-heavy": Text(
        "This file takes too much time or memory to open. Take a photo of the paper and send that.",
        "打开这个文件要占用过多时间或内存。请把材料拍成照片后上传。",
    ),
    "too-many-pages": Text(
        f"The PDF has more than {limits.MOST_PAGES} pages. Send only the pages that we ask for.",
        f"PDF超过{limits.MOST_PAGES}页。请只上传需要的那几页。",
    ),
    "locked": Text(
        "The PDF is locked with a password. Save it without one, or take a photo of the paper.",
        "PDF设有密码。请另存为不带密码的文件，或者把材料拍成照片后上传。",
    ),
    "infected": Text(
        "The virus scanner stopped this file, and we kept nothing of it. Take a photo of the "
        "paper and send that.",
        "这个文件没有通过病毒检查，已拦下，没有保存。请把材料拍成照片后上传。",
    ),
}  # fmt: skip


def known(reason: object) -> str:
    """A reason that has a sentence; for every other the general one."""
    return reason if isinstance(reason, str) and reason in REASONS else "unreadable"


class UnfitFile(Invalid):
    """A file that is not taken; nothing of it was kept."""

    def __init__(self, reason: str) -> None:
        super().__init__(REASONS[reason])
        self.reason = reason
        self.code = f"file-{reason}"


class FilesBusy(Refusal):
    """Too many files are being opened at this moment."""

    code = "files-busy"
    status = HTTPStatus.SERVICE_UNAVAILABLE

    def __init__(self) -> None:
        super().__init__(_BUSY)


class ScannerAway(Refusal):
    """The virus scanner does not answer; unchecked files are not taken."""

    code = "scanner-away"
    status = HTTPStatus.SERVICE_UNAVAILABLE

    def __init__(self) -> None:
        super().__init__(_SCANNER_AWAY)


_BUSY = Text(
    "Many files are arriving right now. Send yours again in a minute. Everything else you entered "
    "is saved.",
    "现在上传的人较多。请过一分钟再上传，其他已填内容都已保存。",
)
_SCANNER_AWAY = Text(
    "We cannot check files for viruses right now, so we cannot take any. Try again in a few "
    "minutes. Everything else you entered is saved.",
    "暂时无法检查文件是否带病毒，因此不能接收。请过几分钟再试，其他已填内容都已保存。",
)
