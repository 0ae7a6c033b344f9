"""``python -m countermove`` is ``countermove``."""

from countermove.cli import main

if __name__ == "__main__":  # processes of --jobs import this module again
    main()
