"""The forms of answers, by subject: what the API's document says of every JSON that is handed out.

They only describe: the rooms' own values are written out as they are (``replies.hand_out``), and the tests compare
every answer with its form (``docs/decisions/0015-answers-are-described-and-compared.md``). Three rules: every field is
listed; what may be null is ``… | None`` without a default; what may be absent is ``… | MISSING = absent()``.
"""
