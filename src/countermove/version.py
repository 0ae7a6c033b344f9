"""The version, in a module of its own: the line needs it, and must not go through the package's front door for it."""

__version__ = "0.1.0"
