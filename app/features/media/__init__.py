"""Images and documents that people attach."""
