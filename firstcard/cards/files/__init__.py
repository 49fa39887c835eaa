"""The files that go to a card centre and come back from it (docs/card-files.md). Pure."""
