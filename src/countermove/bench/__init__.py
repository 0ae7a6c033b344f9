"""How fast the parts are, each beside the bare work in the same run."""
