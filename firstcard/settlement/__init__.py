"""Bills: what the fund pays and what the family pays, and each amount explained."""
