"""Access log, metrics and logging."""
