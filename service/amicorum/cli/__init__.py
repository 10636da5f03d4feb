"""The command `amicorum`: one module for each subcommand."""
