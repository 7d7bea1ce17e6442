"""What is kept about people: shown to them, handed to them, forgotten in time or when they ask."""
