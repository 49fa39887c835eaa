"""Places as forms and pages name them. Pure."""

from firstcard.guidance.forms.fields import HERE, Option
from firstcard.policy.book import RuleBook
from firstcard.policy.format import Text
from firstcard.policy.region_codes import NATION


def place_name(rules: RuleBook, code: str | None) -> Text | None:
    """A division's full name; None for the country, an unknown code, or where it is not settled."""
    if code in (None, NATION) or code not in rules.divisions:
        return None
    full = rules.divisions.full_name
    return Text(full(str(code), "en"), full(str(code), "zh"))


def local_packs(rules: RuleBook) -> list[tuple[str, Text]]:
    """The regions with rules of their own: the most local first."""
    regions = [pack.form.region for pack in rules.packs.values()]
    named = [(region, place_name(rules, region)) for region in regions]
    return sorted(((region, name) for region, name in named if name),
                  key=lambda pair: (pair[0].endswith("0000"), pair[0]))  # fmt: skip


def here_option(here: Text | None) -> tuple[Option, ...]:
    """The answer "where the child will live", once that place is named."""
    if here is None:
        return ()
    return (Option(HERE, Text(f"Where the child will live: {here.en}", f"在居住地：{here.zh}")),)
