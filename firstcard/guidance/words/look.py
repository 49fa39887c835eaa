"""Words of the frame's switches and of the page that shows all components."""

from firstcard.policy.format import Text

LOOK = {
    "look_group": Text("Language and text size", "语言和字号"),
    "look_large": Text("Large text", "大字版"),
    "look_usual": Text("Usual text", "标准版"),
}  # fmt: skip
