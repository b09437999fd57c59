"""How long will I wait: the hall as it is now, played on many times, and what past days have taught."""
