"""The plan and the answers as pages, text and API.

Where things are: `forms` what is asked, read and kept · `presenters` plans and answers in plain
words · `views` and `urls` the pages · `api` the HTTP API · `text` and `html` a plan as one file ·
`words` every sentence in both languages · `packs_store` the rules that serve · `planning` the one
call to `policy` that every door makes.
"""
