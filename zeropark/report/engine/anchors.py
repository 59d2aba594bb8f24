"""Links that lead nowhere (空链接): where a template prints no bookmark, the text stays alone."""

import re

_NOWHERE = re.compile(r'<w:hyperlink(?=[^>]* w:anchor="")[^>]*>(.*?)</w:hyperlink>')


def unlinked(xml: str) -> str:
    """A part without the links whose bookmark came out empty (去掉空链接); their text stays."""
    return _NOWHERE.sub(r"\1", xml) if ' w:anchor=""' in xml else xml
