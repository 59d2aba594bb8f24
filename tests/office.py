"""Runs inside LibreOffice's own Python (办公软件操作): does to a workbook what staff do by hand.

Usage: python3 office.py SOURCE TARGET PROFILE — sheets get new titles, three rows are inserted at
the top and a column at the left of every visible sheet, all by the program itself.
"""

import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import uno  # type: ignore[import-not-found]
from com.sun.star.beans import PropertyValue  # type: ignore[import-not-found]

PIPE = "zeropark-test"


def main(source: str, target: str, profile: str) -> None:
    office = subprocess.Popen(
        [
            "soffice",
            f"-env:UserInstallation={Path(profile).as_uri()}",
            "--headless",
            "--norestore",
            f"--accept=pipe,name={PIPE};urp;",
        ]
    )
    desktop = _desktop()
    try:
        document = desktop.loadComponentFromURL(
            Path(source).as_uri(), "_blank", 0, (_property("Hidden", True),)
        )
        _rearrange(document)
        document.storeToURL(
            Path(target).as_uri(), (_property("FilterName", "Calc MS Excel 2007 XML"),)
        )
        document.close(True)
    finally:
        desktop.terminate()
        office.wait(timeout=60)


def _desktop() -> Any:
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstance("com.sun.star.bridge.UnoUrlResolver")
    for _ in range(120):
        try:
            context = resolver.resolve(f"uno:pipe,name={PIPE};urp;StarOffice.ComponentContext")
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
