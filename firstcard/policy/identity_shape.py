"""What an identity number looks like in any text: to refuse it, and never to repeat it. Pure."""

import re

# 15 digits and more in a row, or the groups in which people write a citizen ID number; `\d` is
# every script's digit, the full-width ones too.
IDENTITY_SHAPE = re.compile(
    r"\d{14,}[\dXxＸｘ]"
    r"|\d{6}[ \u3000-](?:\d{8}|\d{4}[ \u3000-]\d{4})[ \u3000-]\d{3}[\dXxＸｘ]"
)
