"""The command (命令行): words in, exit code out. Commands import what they need when they run."""

import sys
from collections.abc import Mapping
from importlib import import_module

import click

from zeropark import __version__
from zeropark.cli.usage import chinese, in_words
from zeropark.messages import word

OK, RETURNED, USAGE, ENVIRONMENT, INTERRUPTED = 0, 1, 2, 3, 130

_COMMANDS: Mapping[str, str] = {
    "report": "zeropark.cli.process",
    "check": "zeropark.cli.process",
    "blank": "zeropark.cli.hand_out",
    "sample": "zeropark.cli.hand_out",
    "explain": "zeropark.cli.show",
    "diff": "zeropark.cli.show",
    "standards": "zeropark.cli.show",
    "verify": "zeropark.cli.verify",
    "history": "zeropark.cli.history",
}
_DEFAULT = "report"


class _Commands(click.Group):
    """Commands by name, each imported only when it is asked for; ``report`` if none is named."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 -- click's signature
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        return chinese(getattr(import_module(_COMMANDS[cmd_name]), cmd_name), ctx)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 -- likewise
        """The commands with what they do, which the catalogue says: none is imported for it."""
        limit = formatter.width - 6 - max(map(len, _COMMANDS))  # as click has it
        told = (click.Command(name, help=word(f"help_{name}")) for name in _COMMANDS)
        with formatter.section("commands"):
            formatter.write_dl([(str(c.name), c.get_short_help_str(limit)) for c in told])

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        named = args and (args[0] in _COMMANDS or args[0] in {"--help", "--version"})
        return super().parse_args(ctx, args if named else [_DEFAULT, *args])


@click.group(cls=_Commands, help=word("help_main"))
@click.version_option(__version__, prog_name="zeropark", help=word("help_version"))
def commands() -> None:
    """All commands."""


commands.subcommand_metavar = word("help_any_command")
chinese(commands, click.Context(commands))


def main() -> None:
    """Run the command and leave with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    sys.exit(_run())


def _run() -> int:
    try:
        return int(commands(standalone_mode=False) or OK)
    except click.ClickException as error:
        click.echo(word("usage", text=in_words(error)), err=True)
        return USAGE
    except (click.Abort, KeyboardInterrupt):
        click.echo(word("interrupted"), err=True)
        return INTERRUPTED
    except _standard_error() as error:
        _tell_faults(error)
        return USAGE
    except OSError as error:
        click.echo(_environment(error), err=True)
        return ENVIRONMENT


def _environment(error: OSError) -> str:
    """What the machine refused, where, in words."""
    from zeropark.messages import refused  # noqa: PLC0415

    key = "environment" if error.filename else "environment_nameless"
    return word(key, name=error.filename or "", found=refused(error))


def _standard_error() -> type[Exception]:
    """Looked up only once something was raised: ``--help`` needs no records."""
    from zeropark.model import StandardError  # noqa: PLC0415

    return StandardError


def _tell_faults(error: Exception) -> None:
    """The faults of a standard or template, one a line: file, place, what is wrong."""
    from zeropark.cli.tell import fault_lines  # noqa: PLC0415

    click.echo(word("standard_faulty"), err=True)
    for line in fault_lines(error):
        click.echo(line, err=True)
