"""What happened: triggers, arguments, status, when, where, reactions."""
