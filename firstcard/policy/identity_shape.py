"""What an identity number looks like in any text: to refuse it, and never to repeat it. Pure."""

import re

# 15 digits and more: in a row, in the groups of a citizen ID number, or in any other groups, of
# which the first is no date (lists of dates are no number). People part them by blanks, hyphens,
# points, slashes, and by signs that show nothing. `\d` is every script's digit, the full-width
# ones too.
_PART = r"[\s\u200b-\u200d\u2060\ufeff\-\u2010-\u2015\u2212－./．·]"
IDENTITY_SHAPE = re.compile(
    r"\d{14,}[\dXxＸｘ]"
    rf"|\d{{6}}{_PART}{{1,2}}(?:\d{{8}}|\d{{4}}{_PART}\d{{4}}){_PART}{{1,2}}\d{{3}}[\dXxＸｘ]"
    rf"|(?<!\d)(?<!\d{_PART})(?!\d{{4}}[-./]\d\d[-./]\d\d\b)"
    rf"\d(?:{_PART}{{0,2}}\d){{13,}}{_PART}{{0,2}}[\dXxＸｘ]"
)
