"""Many workbooks: each is judged for itself, and the output is whole, tidy and the same again."""

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path

import pytest
from books import VARIANTS, named, of_another_edition, sample, with_power
from small import written
from workbook_park import workbook

from zeropark.batch import Order, Run, books_in, run
from zeropark.batch import run as run_module  # noqa: F401 -- see `running`
from zeropark.batch.folder import distinct, put, safe_name
from zeropark.batch.workshop import scheme_for
from zeropark.model import Outcome, StandardError
from zeropark.standard import find

ORDER = Order(find(), "", reports=False)
