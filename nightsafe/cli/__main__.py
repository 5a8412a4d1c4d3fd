"""`python -m nightsafe.cli` is the same as `nightsafe`."""

from nightsafe.cli.main import main

if __name__ == "__main__":
    main(prog_name="nightsafe")
