"""`python -m boundaries` is the command `boundaries`."""

from boundaries.cli import main

if __name__ == "__main__":
    main()
