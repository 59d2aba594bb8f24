"""Runs inside LibreOffice's own Python (办公软件操作): does to a workbook what staff do by hand.

Usage: python3 office.py PROFILE rearranged SOURCE TARGET — sheets get new titles, three rows are
inserted at the top and a column at the left of every visible sheet, all by the program itself.

python3 office.py PROFILE shown PREFIXES TARGET SOURCE… — works every workbook out anew and writes
what the cells show whose names begin with one of the PREFIXES (p_,s_) or that stand at an
address (表!B2), as JSON by workbook.

python3 office.py PROFILE typed JOBS — types into workbooks: JOBS is a JSON list of objects with
``source``, ``target``, ``names`` (name → what is typed) and ``cells`` (sheet, address, what).

python3 office.py PROFILE mistaken SOURCE FOLDER NAME TABLE HEAD — one workbook in FOLDER for every
mistake of a clumsy filler: at the cell of NAME, or in the rows of TABLE under HEAD.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import uno  # type: ignore[import-not-found]
from com.sun.star.beans import PropertyValue  # type: ignore[import-not-found]


def main(profile: str, task: str, *arguments: str) -> None:
    pipe = f"zeropark-{os.getpid()}"
    office = subprocess.Popen(
        [
            "soffice",
            f"-env:UserInstallation={Path(profile).as_uri()}",
            "--headless",
            "--norestore",
            f"--accept=pipe,name={pipe};urp;",
        ]
    )
    desktop = _desktop(pipe)
    try:
        if task == "rearranged":
            _save_rearranged(desktop, *arguments)
        elif task == "typed":
            _type(desktop, *arguments)
        elif task == "mistaken":
            _err(desktop, *arguments)
        else:
            _show(desktop, *arguments)
    finally:
        desktop.terminate()
        office.wait(timeout=60)


def _save_rearranged(desktop: Any, source: str, target: str) -> None:
    document = _opened(desktop, source)
    _rearrange(document)
    _save(document, target)


def _save(document: Any, target: str) -> None:
    filter_name = _property("FilterName", "Calc MS Excel 2007 XML")
    document.storeToURL(Path(target).as_uri(), (filter_name,))
    document.close(True)


def _type(desktop: Any, jobs: str) -> None:
    for job in json.loads(Path(jobs).read_text("utf-8")):
        document = _opened(desktop, job["source"])
        names = document.NamedRanges
        for key, typed in job["names"].items():
            name, _, down = key.partition("+")  # so many cells below the named one
            cells = names.getByName(name).getReferredCells()
            place = cells.getRangeAddress()
            sheet = document.Sheets.getByIndex(place.Sheet)
            _put(sheet.getCellByPosition(place.StartColumn, place.StartRow + int(down or 0)), typed)
        for title, address, typed in job["cells"]:
            _put(document.Sheets.getByName(title).getCellRangeByName(address), typed)
        _save(document, job["target"])


def _put(cell: Any, typed: Any) -> None:
    """Numbers as numbers; a text that begins with = is what a person types, such as a date."""
    if isinstance(typed, str) and not typed.startswith("="):
        cell.setString(typed)
    elif isinstance(typed, str):
        cell.setFormula(typed[1:])
    else:
        cell.setValue(typed)


def _err(desktop: Any, source: str, folder: str, name: str, table: str, head: str) -> None:
    for deed in (_cut_onto_next, _merge_with_last, _delete_column, _paste_over, _copy_sheet, _sort):
        document = _opened(desktop, source)
        document.unprotect("")
        for place in range(document.Sheets.Count):
            document.Sheets.getByIndex(place).unprotect("")
        at = {n: _area(document, n) for n in (name, table, head)}
        deed(document, document.Sheets.getByIndex(at[name].Sheet), *at.values())
        _save(document, f"{folder}/{deed.__name__.removeprefix('_')}.xlsx")


def _area(document: Any, name: str) -> Any:
    return document.NamedRanges.getByName(name).getReferredCells().getRangeAddress()


def _cut_onto_next(_: Any, sheet: Any, cell: Any, *__: Any) -> None:
    below = sheet.getCellByPosition(cell.StartColumn, cell.StartRow + 1).CellAddress
    sheet.moveRange(below, cell)


def _merge_with_last(_: Any, sheet: Any, cell: Any, *__: Any) -> None:
    left, row = cell.StartColumn - 1, cell.StartRow
    sheet.getCellRangeByPosition(left, row, left + 1, row).merge(True)


def _delete_column(_: Any, sheet: Any, __: Any, ___: Any, head: Any) -> None:
    sheet.Columns.removeByIndex(head.StartColumn, 1)


def _paste_over(_: Any, sheet: Any, __: Any, rows: Any, ___: Any) -> None:
    first, column = rows.StartRow, rows.StartColumn
    row = sheet.getCellRangeByPosition(column, first, rows.EndColumn, first)
    sheet.copyRange(sheet.getCellByPosition(column, first + 1).CellAddress, row.RangeAddress)


def _copy_sheet(document: Any, sheet: Any, *_: Any) -> None:
    document.Sheets.copyByName(sheet.Name, f"{sheet.Name} (2)", document.Sheets.Count)


def _sort(_: Any, sheet: Any, __: Any, rows: Any, ___: Any) -> None:
    by = uno.createUnoStruct("com.sun.star.table.TableSortField")
    by.Field, by.IsAscending = 0, False
    given = uno.Any("[]com.sun.star.table.TableSortField", (by,))
    body = sheet.getCellRangeByPosition(
        rows.StartColumn, rows.StartRow, rows.EndColumn, rows.EndRow
    )
    body.sort((_property("SortFields", given), _property("ContainsHeader", False)))


def _show(desktop: Any, prefixes: str, target: str, *sources: str) -> None:
    shown: dict[str, dict[str, str]] = {}
    for source in sources:
        document = _opened(desktop, source)
        document.calculateAll()
        names = document.NamedRanges
        shown[source] = {
            name: names.getByName(name).getReferredCells().getCellByPosition(0, 0).String
            for name in names.ElementNames
            if name.startswith(tuple(prefixes.split(",")))
        } | {ref: _cell(document, ref).String for ref in prefixes.split(",") if "!" in ref}
        document.close(True)
    Path(target).write_text(json.dumps(shown, ensure_ascii=False), encoding="utf-8")


def _cell(document: Any, ref: str) -> Any:
    title, _, address = ref.partition("!")
    return document.Sheets.getByName(title).getCellRangeByName(address)


def _opened(desktop: Any, source: str) -> Any:
    return desktop.loadComponentFromURL(
        Path(source).as_uri(), "_blank", 0, (_property("Hidden", True),)
    )


def _desktop(pipe: str) -> Any:
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstance("com.sun.star.bridge.UnoUrlResolver")
    for _ in range(120):
        try:
            context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            return context.ServiceManager.createInstance("com.sun.star.frame.Desktop")
        except Exception:  # noqa: BLE001 -- not listening yet
            time.sleep(0.5)
    raise SystemExit("LibreOffice does not answer")


def _property(name: str, value: object) -> Any:
    given = PropertyValue()
    given.Name, given.Value = name, value
    return given


def _rearrange(document: Any) -> None:  # an object of LibreOffice
    document.unprotect("")
    sheets = document.Sheets
    for place in range(sheets.Count):
        sheet = sheets.getByIndex(place)
        if not sheet.IsVisible:
            continue
        sheet.unprotect("")
        sheet.Rows.insertByIndex(0, 3)
        sheet.Columns.insertByIndex(0, 1)
        sheet.Name = f"表{place}"


if __name__ == "__main__":
    main(*sys.argv[1:])
