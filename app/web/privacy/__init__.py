"""One's own data: seen, taken along, erased; legal notices, accepted version by version."""
