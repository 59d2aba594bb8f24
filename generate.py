"""The command from a clone: ``python generate.py`` does what ``zeropark`` does once installed."""

from zeropark.cli import main

if __name__ == "__main__":
    main()
