"""Council sessions, reasoned responses, the adopted plan."""
