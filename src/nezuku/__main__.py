"""`python -m nezuku` is the `nezuku` command."""

from nezuku.cli.main import main

if __name__ == "__main__":
    raise SystemExit(main())
