"""A ten-minute practice in moderation on fictional texts: it touches nothing that is moderated."""
