"""What the staff have to do now."""
