"""Limits of what is read (读取上限), each with its reason, in one place."""

from datetime import date

MEBIBYTE = 1 << 20

FILE = 100 * MEBIBYTE  # photographs pasted into a workbook are normal
PARTS = 5_000  # files within the package
PART = 200 * MEBIBYTE  # one of them unpacked
READ = 400 * MEBIBYTE  # all that is read of one workbook, unpacked
RATIO, RATIO_FROM = 500, MEBIBYTE  # honest small parts reach 100:1, large ones never 500:1
STRINGS = 300_000  # shared strings; a filled workbook of ours has a few thousand
TEXT = 4 * 32_767  # characters of one cell: four times what a spreadsheet program holds
DEPTH = 64  # nesting of elements; a sheet needs six
ROWS, COLUMNS = 5_000, 256  # the area of a sheet that is looked at
SHEETS = 100  # worksheets that are looked through for a label
MARKED_PART = 64 * MEBIBYTE  # a part that is changed for a marked copy is held in memory
MARKS = 2_000  # cells that a marked copy marks; more are in its list alone
NAMES = 50_000  # defined names; a workbook of ours has about a thousand
SECONDS = (
    60  # for one workbook from reading to its last document; a usual one takes a fiftieth of one
)
MEMORY = 2 << 30  # addresses of a process at work, the program itself (about 300 MB) included

NUMBER = 40  # characters of a number typed as text
YEARS = (1990, 2100)  # dates and years outside are slips
DAY_ZERO = date(1899, 12, 30)  # day 0 of a spreadsheet's calendar
DAY_ZERO_1904 = date(1904, 1, 1)
