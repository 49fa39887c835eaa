"""Cards: made, sent, collected, activated, ended.

`states` is the law of a card: three tables, one for each of its lives. `models` keep it, `changing`
moves one, `bulk` moves thousands by the same tables, `ending` takes one out of use. `operations`
say what each station does, `files` read and write what card centres exchange, `incoming` judges
their lines. What packs say: `clock` (making), `waiting` (on the way and at the office), `validity`,
`offices`; who may: `attending`, `collectors`, `places`. What people look at: `queries`, `boards`
and `centre_queries`, `shelves`, `branches`, `figures`; on paper: `notices`, `receipts`. Words and
refusals stand by station. `api` is the same for programs, `jobs` what the worker does.
"""
