"""What may be wrong with a photograph, in sentences that say how to take a better one."""

from __future__ import annotations

from typing import Literal

from firstcard.policy import format as form
from firstcard.policy.format import Text

Code = Literal[
    "no-face", "several-faces", "face-too-small", "too-close", "head-cut-off", "too-dark",
    "too-bright", "blurred", "background-colour", "background-not-plain", "no-detail",
]  # fmt: skip
NONE = Text("There is no photo here yet.", "还没有照片。")
NO_RULES = Text(
    "We do not know the rules for the photo in this place. Ask the social security card centre.",
    "我们没有收录该地区的照片规定，请咨询社保卡服务机构。",
)
FINDINGS: dict[Code, Text] = {
    "no-face": Text(
        "No face was found. Take the photo from the front, with the whole face in the light. Lay "
        "a baby down and hold the phone straight above. If the face is still not found, crop the "
        "photo on the phone so that the head fills it, and send that: a clerk will look at it.",
        "没有找到人脸。请正面拍摄，脸部光线均匀；婴儿可以平躺，手机从正上方拍。如果还是找不到，请在手机上"
        "把照片裁剪到头部占满画面后上传，由工作人员查看。",
    ),
    "several-faces": Text(
        "More than one face was found. Only the person the card is for may be in the picture.",
        "找到不止一张人脸。画面中只能有办卡人本人。",
    ),
    "face-too-small": Text(
        "The face is too small: it must be at least {face_least} pixels wide. Go closer, or send "
        "the photo in its full size.",
        "脸部太小，宽度至少要{face_least}像素。请靠近一些拍，或者上传原图。",
    ),
    "too-close": Text(
        "There is too little room around the head. Take one step back.",
        "头部周围留的空间不够。请退后一步再拍。",
    ),
    "head-cut-off": Text(
        "The top of the head is cut off. Leave some room above it.",
        "头顶没有拍全。请在头顶上方留一些空间。",
    ),
    "too-dark": Text(
        "The face is too dark. Take the photo by daylight, facing the window.",
        "脸部太暗。请在白天面向窗户拍摄。",
    ),
    "too-bright": Text(
        "The face is too bright. Take the photo without flash and out of the sun.",
        "脸部太亮。请关闭闪光灯，避开阳光直射。",
    ),
    "blurred": Text(
        "The face is blurred. Wipe the lens, hold the phone still and wait until the picture is "
        "sharp.",
        "脸部模糊。请擦净镜头、拿稳手机，对焦清楚后再拍。",
    ),
    "background-colour": Text(
        "The background is not {colours}. Take the photo in front of a plain {colours} wall or "
        "sheet.",
        "背景不是{colours}。请在纯{colours}的墙面或床单前拍摄。",
    ),
    "background-not-plain": Text(
        "There is something in the background, or it has shadows. Take the photo in front of a "
        "plain {colours} wall or sheet, without toys, chair or other people.",
        "背景中有其他物品或者阴影。请在纯{colours}的墙面或床单前拍摄，不要有玩具、椅子或其他人。",
    ),
    "no-detail": Text(
        "The picture has too little detail, or too much, for a file of {kilobytes_least} to "
        "{kilobytes_most} KB. Take a new photo.",
        "照片的细节过少或者过多，不能存成{kilobytes_least}至{kilobytes_most}KB的文件。请重新拍摄。",
    ),
}


def said(code: Code, photo: form.Photo) -> Text:
    """What a finding says, with the pack's own numbers and colours."""
    text, names = FINDINGS[code], [each.name for each in photo.backgrounds or ()]
    numbers = {
        f"{key}_{end}": getattr(getattr(photo, name), end)
        for key, name in (("face", "face_width"), ("kilobytes", "kilobytes"))
        for end in ("least", "most")
    }
    return Text(
        text.en.format(colours=" or ".join(name.en for name in names), **numbers),
        text.zh.format(colours="或".join(name.zh for name in names), **numbers),
    )
