"""Results as text, JSON and rows: one file a format, one table of formats (`formats`). No verdict is made here."""
