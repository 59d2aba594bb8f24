"""The page of a batch in a real browser: sort, search, filter, a park's own view, keys, phone."""

import base64
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlparse

import pytest
from batches import FORMULA, HOSTILE, WRONG, Batch, batch
from browser import browser, needs_browser, opened, resized
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select, WebDriverWait

from zeropark.summary.page import embedded

pytestmark = needs_browser


@pytest.fixture(scope="module")
def done() -> Batch:
    return batch()


@pytest.fixture(scope="module")
def window() -> Iterator[Any]:
    with browser() as driver:
        yield driver


@pytest.fixture
def page(window: Any, done: Batch) -> Iterator[Any]:
    """The page opened anew; whatever a test does to it, the console stays silent."""
    resized(window, 1280, 1000)
    opened(window, done.output / "index.html")
    yield window
    assert window.get_log("browser") == []


def names(page: Any) -> list[str]:
    """The parks in the order in which they stand in the list."""
    return [link.text for link in page.find_elements(By.CSS_SELECTOR, "#rows td:first-child a")]


def column(page: Any, head: str) -> list[str]:
    """What stands in the list below that head."""
    heads = [cell.text for cell in page.find_elements(By.CSS_SELECTOR, "#heads th")]
    place = heads.index(head) + 1
    return [c.text for c in page.find_elements(By.CSS_SELECTOR, f"#rows td:nth-child({place})")]


def enter(page: Any, name: str) -> Any:
    """A click on the park of that name, and its own view."""
    page.find_element(By.LINK_TEXT, name).click()
    view = page.find_element(By.ID, "park")
    WebDriverWait(page, 5).until(lambda _: view.is_displayed())
    return view


def sort(page: Any, head: str) -> str:
    """A click on that head, and which way it says that it sorts."""
    for cell in page.find_elements(By.CSS_SELECTOR, "#heads th"):
        if cell.text == head:
            cell.find_element(By.TAG_NAME, "button").click()
            break
    return next(
        str(c.get_attribute("aria-sort"))
        for c in page.find_elements(By.CSS_SELECTOR, "#heads th")
        if c.text == head
    )


# ------------------------------------------------------------------ the list


def test_every_workbook_stands_in_the_list_in_its_order(page: Any) -> None:
    shown = names(page)
    assert len(shown) == 8
    assert shown[0] == FORMULA
    assert shown[-1] == "不是.xlsx"
    assert page.find_element(By.ID, "shown").text == "符合条件的填报表8份，共8份。"


def test_a_click_on_a_head_sorts_and_another_turns_it_round(page: Any) -> None:
    assert sort(page, "综合得分") == "descending"
    high = column(page, "综合得分")
    known = [float(text) for text in high if text != "—"]
    assert known == sorted(known, reverse=True)
    assert high[-2:] == ["—", "—"]
    assert sort(page, "综合得分") == "ascending"
    low = [float(text) for text in column(page, "综合得分") if text != "—"]
    assert low == sorted(low)
    assert column(page, "综合得分")[-2:] == ["—", "—"]


def test_a_search_finds_parks_by_any_part_of_a_name(page: Any) -> None:
    page.find_element(By.ID, "q").send_keys("示例 甲")
    assert names(page) == ["示例甲园区"]
    page.find_element(By.ID, "q").clear()
    page.find_element(By.ID, "q").send_keys("没有这样的园区")
    assert names(page) == []
    page.find_element(By.CSS_SELECTOR, "button[type=reset]").click()
    WebDriverWait(page, 5).until(lambda p: len(names(p)) == 8)


def test_filters_narrow_the_list_and_the_figures(page: Any) -> None:
    Select(page.find_element(By.ID, "kind")).select_by_visible_text("文化旅游类")
    assert len(names(page)) == 2
    assert page.find_element(By.CSS_SELECTOR, "#counts b").text == "2"
    Select(page.find_element(By.ID, "conclusion")).select_by_visible_text("零碳产业园区")
    assert names(page) == [HOSTILE]
    bars = [bar.text.split("\n") for bar in page.find_elements(By.CSS_SELECTOR, "#grade-bars li")]
    assert [name for name, count in bars if count != "0份"] == ["零碳产业园区"]


def test_compliance_counts_parks_that_are_judged_by_the_indicator(page: Any) -> None:
    page.find_element(By.XPATH, "//div[@id='met-kinds']/button[text()='农业类']").click()
    bars = [bar.text.split("\n") for bar in page.find_elements(By.CSS_SELECTOR, "#met-bars li")]
    assert len(bars) == 14
    assert {told.partition("／")[2] for _, told in bars} <= {"0", "1"}
    assert any(told.endswith("／0") for _, told in bars)  # one does not apply to this park


# ------------------------------------------------------------------ a park


def test_a_park_shows_its_points_by_aspect_and_how_each_figure_came_about(page: Any) -> None:
    view = enter(page, "示例甲园区")
    assert not page.find_element(By.ID, "overview").is_displayed()
    assert "（试算）" in view.text
    sections = view.find_elements(By.TAG_NAME, "section")
    bars = sections[1].find_elements(By.TAG_NAME, "li")
    points = [bar.text.split("\n") for bar in bars]
    assert [name for name, _ in points][:2] == ["生产", "能源"]
    whole = sum(float(told.partition("／")[0]) for _, told in points)
    total = re.search(r"综合得分\n([\d.]+)分", view.text)
    assert total
    assert abs(whole - float(total[1])) <= 0.04
    for how in sections[2].find_elements(By.TAG_NAME, "summary"):
        how.click()
    assert "填报单元格：" in sections[2].text
    assert "代入：" in sections[2].text


def test_a_returned_park_says_why(page: Any) -> None:
    text = enter(page, WRONG).text
    assert "三万左右" in text
    assert "问题清单.xlsx" in text


def test_every_link_leads_to_a_file_that_is_there(page: Any, done: Batch) -> None:
    addresses = set()
    for place in range(8):
        opened(page, done.output / "index.html", f"#park-{place}")
        links = page.find_elements(By.CSS_SELECTOR, "#park a")
        addresses |= {link.get_attribute("href") for link in links}
    files = {Path(unquote(urlparse(a).path)) for a in addresses if "#" not in a}
    told = zip(done.run.outcomes, done.run.folders, strict=True)
    made = {folder / name for outcome, folder in told for name in outcome.files}
    assert files == {path for path in made if path.name != "summary.json"}
    assert [path for path in files if not path.is_file()] == []


def test_the_way_back_and_the_address_of_a_park_work(page: Any, done: Batch) -> None:
    opened(page, done.output / "index.html", "#park-1")
    assert page.find_element(By.ID, "park-name").text == "示例甲园区"
    page.find_element(By.PARTIAL_LINK_TEXT, "返回").click()
    WebDriverWait(page, 5).until(lambda p: p.find_element(By.ID, "overview").is_displayed())
    page.back()
    WebDriverWait(page, 5).until(lambda p: p.find_element(By.ID, "park").is_displayed())


# ------------------------------------------------------------------ for everybody


def test_all_of_it_can_be_done_with_the_keys(page: Any) -> None:
    page.find_element(By.TAG_NAME, "body").send_keys(Keys.TAB)
    assert page.switch_to.active_element.text == "跳到园区列表"
    head = page.find_element(By.CSS_SELECTOR, "[data-sort=total]")
    head.send_keys(Keys.ENTER)
    assert page.switch_to.active_element.get_attribute("data-sort") == "total"
    link = page.find_element(By.CSS_SELECTOR, "#rows a")
    name = link.text
    link.send_keys(Keys.ENTER)
    WebDriverWait(page, 5).until(lambda p: p.switch_to.active_element.text == name)
    page.switch_to.active_element.send_keys(Keys.ESCAPE)
    WebDriverWait(page, 5).until(lambda p: p.find_element(By.ID, "overview").is_displayed())


def test_every_field_and_button_has_a_name(page: Any) -> None:
    for field in page.find_elements(By.CSS_SELECTOR, "input, select, button, a"):
        if field.is_displayed():
            assert field.accessible_name, field.get_attribute("outerHTML")


def test_no_name_of_a_park_becomes_part_of_the_page(page: Any) -> None:
    assert HOSTILE in names(page)
    assert page.find_elements(By.TAG_NAME, "img") == []
    enter(page, HOSTILE)
    assert page.find_element(By.ID, "park-name").text == HOSTILE
    assert page.find_elements(By.TAG_NAME, "img") == []


def test_on_a_phone_nothing_runs_out_of_the_page(page: Any, done: Batch) -> None:
    resized(page, 360, 740)
    for fragment in ("", "#park-1", "#park-5"):
        opened(page, done.output / "index.html", fragment)
        wide, seen = page.execute_script(
            "return [document.documentElement.scrollWidth, innerWidth]"
        )
        assert wide <= seen, fragment


def test_it_prints_all_parks_with_their_heads_and_without_its_controls(
    page: Any, tmp_path: Path
) -> None:
    made = page.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})
    path = tmp_path / "page.pdf"
    path.write_bytes(base64.b64decode(made["data"]))
    assert path.read_bytes().startswith(b"%PDF")
    page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    hidden = page.find_element(By.TAG_NAME, "form").is_displayed()
    rows = [row.is_displayed() for row in page.find_elements(By.CSS_SELECTOR, "#rows tr")]
    page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    assert (hidden, rows) == (False, [True] * 8)


def test_text_stands_out_from_what_is_behind_it(page: Any, done: Batch) -> None:
    """At least 4.5 to 1, by the formula of WCAG 2."""
    for fragment in ("", "#park-1"):
        opened(page, done.output / "index.html", fragment)
        pairs = page.execute_script(COLOURS)
        assert len(pairs) > 3
        assert [pair for pair in pairs if contrast(*pair) < 4.5] == []


COLOURS = """
const found = new Set();
for (const e of document.querySelectorAll("body *")) {
  const own = [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
  const other = ["SCRIPT", "OPTION"].includes(e.tagName);
  if (!own || other || !e.getClientRects().length) continue;
  const behind = node => getComputedStyle(node).backgroundColor;
  let back = e;
  while (back && /, 0\\)$|transparent/.test(behind(back))) back = back.parentElement;
  found.add(getComputedStyle(e).color + "|" + behind(back || document.body));
}
return [...found].map(pair => pair.split("|"));
"""


def contrast(ink: str, paper: str) -> float:
    """How much lighter one colour is than the other."""
    bright, dark = sorted((luminance(ink), luminance(paper)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    shares = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    red, green, blue = (s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


# ------------------------------------------------------------------ what it is made of


class Addresses(HTMLParser):
    """Everything that a page would fetch."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what the element names."""
        self.found += [f"{tag} {v}" for key, v in attrs if key in {"src", "href", "action"}]


def test_the_page_fetches_nothing(done: Batch) -> None:
    text = (done.output / "index.html").read_text("utf-8")
    reader = Addresses()
    reader.feed(text)
    assert reader.found == ["a #list"]
    assert "url(" not in text
    assert "http" not in text


def test_embedded_data_cannot_end_its_element() -> None:
    data = embedded('{"name": "</script><!--\u2028&", "list": ["]]>"]}')
    assert not set("<>&\u2028") & set(data)
