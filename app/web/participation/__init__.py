"""What a person said, what became of it, and her data: the pages."""
