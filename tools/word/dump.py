"""A document as text (文本), so that a reviewer reads what changed: style names and words."""

from collections.abc import Iterator, Mapping

from word.xml import Element, local, qualified


def dump(body: Element, around: Mapping[str, Element]) -> str:
    """Headers, footers and body (文本转储): a line per paragraph, table row and section."""
    lines = [line for name, part in around.items() for line in (f"〔{name}〕", *_blocks(part))]
    return "\n".join([*lines, "〔document〕", *_blocks(body)]) + "\n"


def _blocks(parent: Element) -> Iterator[str]:
    for child in parent:
        match local(child):
            case "p":
                yield from _paragraph(child)
            case "tbl":
                yield from _table(child)
            case "sectPr":
                yield _section(child)
            case _:
                pass


def _paragraph(element: Element) -> Iterator[str]:
    text = _text(element)
    if text:
        yield f"{_style(element)}｜{text}"
    for section in element.iter(qualified("sectPr")):
        yield _section(section)


def _style(element: Element) -> str:
    style = element.find(f"{qualified('pPr')}/{qualified('pStyle')}")
    return str(style.get(qualified("val"))) if style is not None else ""


def _text(element: Element) -> str:
    return "".join(_printed(run) for run in element.iter(qualified("r")))


def _printed(run: Element) -> str:
    pieces: list[str] = []
    for each in run:
        match local(each):
            case "t":
                pieces.append(each.text or "")
            case "tab":
                pieces.append("\t")
            case "br":
                pieces.append("\n")
            case "drawing":
                named = next(each.iter("{*}docPr"))
                pieces.append(f"〔{named.get('name')}｜{named.get('descr')}〕")
            case "instrText":
                pieces.append(f"⟦{(each.text or '').strip()}⟧")
            case _:
                pass
    return "".join(pieces)


def _table(element: Element) -> Iterator[str]:
    widths = " ".join(
        str(column.get(qualified("w"))) for column in element.iter(qualified("gridCol"))
    )
    style = next(element.iter(qualified("tblStyle"))).get(qualified("val"))
    yield f"┌ {style} {widths}"
    for row in element.iter(qualified("tr")):
        cells = [
            " ⏎ ".join(map(_text, cell.iter(qualified("p")))) for cell in row.iter(qualified("tc"))
        ]
        yield f"│ {' │ '.join(cells)}"
    yield "└"


def _section(element: Element) -> str:
    size = next(element.iter(qualified("pgSz")))
    return f"═ 分节 {size.get(qualified('w'))}×{size.get(qualified('h'))}"
