"""The command line: ``asbuilt COMMAND``, one module per command in this folder."""

from __future__ import annotations

import importlib
import logging
import sys

import click

from asbuilt import __version__
from asbuilt.errors import UserError

COMMANDS = (
    "init",
    "demo",
    "read",
    "load",
    "check",
    "rule",
    "explain",
    "cases",
    "fix",
    "waive",
    "query",
    "trace",
    "why",
    "map",
    "reason",
    "validate",
    "export",
    "serve",
)
"""The commands in the order of a person's first day with them."""


class _Commands(click.Group):
    """Finds a command in the module of its name, so that only what runs is imported."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"asbuilt.cli.{cmd_name}")
        command = module.command
        assert isinstance(command, click.Command)
        return command


@click.command(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="asbuilt")
def cli() -> None:
    """See how work is meant to be done, how systems really run it, and where the two part.

    Start with `asbuilt demo`, or with `asbuilt init` in a folder that holds your own models,
    registers and exports.
    """


def main(arguments: list[str] | None = None) -> None:
    """Run a command and exit: 0 done, 1 findings, 2 could not run."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s: %(message)s")
    try:
        code = cli.main(args=arguments, prog_name="asbuilt", standalone_mode=False)
    except UserError as error:
        click.echo(f"asbuilt: {error}", err=True)
        sys.exit(2)
    except click.Abort:
        click.echo("asbuilt: stopped", err=True)
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(141)
    sys.exit(code if isinstance(code, int) else 0)
