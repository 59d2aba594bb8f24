"""第5章 温室气体排放核算与净零判定."""

from word.nodes import RULED, Chapter, Column, Each, Heading, Nodes, Text, When, listing

_ELECTRICITY = (
    '["e_electricity_location[base]", "e_electricity_location[report]", '
    '"e_electricity_market[base]", "e_electricity_market[report]", '
    '"e_heat[base]", "e_heat[report]"]'
)
_NOT_EMISSIONS = '["sink", "offset", "fuel_tce"]'


def _figures(id_: str, title: str, of: str, *, share: bool = False, change: bool = True):  # type: ignore[no-untyped-def]  # noqa: ANN202
    columns = [
        Column("项目", "{{ l.name }}", 40),
        Column("单位", "{{ l.unit }}", 13, "center"),
        Column("基准年（{{ years.base }}）", "{{ l.base }}", 18, "right"),
        Column("评价年（{{ years.report }}）", "{{ l.report }}", 18, "right"),
    ]
    if change:
        columns.append(Column("变化率", "{{ l.change }}", 13, "right"))
    if share:
        columns.append(Column("占总量", "{{ l.share }}", 12, "right"))
    return listing(id_, title, of, tuple(columns), empty="没有可列的数据。", look=RULED)
