"""How the pages do over time and in numbers: first picture, memory over a week, many open at once."""
