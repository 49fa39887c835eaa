"""Words of an answer, of the command `answer` and of its texts in a terminal."""

from collections.abc import Mapping

from firstcard.policy.format import Text

ANSWER: Mapping[str, Text] = {
    "answer_ask": Text("Not sure? Ask the {office}.", "拿不准时，请咨询{office}。"),
    "answer_made": Text("Answered for {region} on {on}.", "本回答适用于{region}，日期：{on}。"),
}
