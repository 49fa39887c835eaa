"""Words of the family's pages about a card, in both languages."""

from firstcard.family.cards.words.doing import DOING
from firstcard.family.cards.words.standing import STANDING
from firstcard.family.cards.words.using import USING

CARDS = {**STANDING, **DOING, **USING}
