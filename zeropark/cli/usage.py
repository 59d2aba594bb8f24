"""What click says, in Chinese (用法说明): headings of the help, and what was wrong with a line."""

import re
from typing import Any

import click

from zeropark.messages import word

# click has one class for several errors; only its words tell them apart
_ALONE = "does not take a value"
_EXTRA = re.compile(r"Got unexpected extra arguments? \((?P<extra>.*)\)")


class Formatter(click.HelpFormatter):
    """Help with Chinese headings."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """How the line is written."""
        super().write_usage(prog, args, prefix or word("help_usage"))

    def write_heading(self, heading: str) -> None:
        """The heading of a list of options or commands."""
        self.write(word("help_heading", name=word(f"help_{heading.lower()}")) + "\n")


class Context(click.Context):
    """Where a command is run from."""

    formatter_class = Formatter


def chinese(command: click.Command, context: click.Context) -> click.Command:
    """The command with what click says of every command in Chinese."""
    command.context_class = Context
    command.options_metavar = word("help_any_options")
    if shows := command.get_help_option(context):
        shows.help = word("help_help")
    return command


def in_words(error: click.ClickException) -> str:
    """What was wrong with the line that was typed (用法错误); our own errors say it themselves."""
    match error:
        case click.NoSuchOption(option_name=name):
            near = word("list_sign").join(error.possibilities or ())
            return word("option_near" if near else "option_unknown", name=name, near=near)
        case click.BadOptionUsage(option_name=name):
            return word("option_alone" if _ALONE in error.message else "option_value", name=name)
        case click.MissingParameter(param=click.Parameter() as param):
            return word("parameter_missing", name=param.human_readable_name.upper())
        case click.BadParameter(param=click.Parameter() as param):
            return word("parameter_bad", name=param.opts[-1], wanted=_wanted(param.type))
    if extra := _EXTRA.match(error.message):
        return word("parameter_extra", extra=extra["extra"])
    return error.message


def _wanted(kind: click.ParamType[Any]) -> str:
    """What a value must be: a number from some least one on, or the path of what is there."""
    if isinstance(kind, click.IntRange):
        return word("wanted_number", least=str(kind.min))
    return word("wanted_path")
