"""Our renderer of Word templates (Word 模板引擎), in the tag dialect that docxtpl made known.

==================================  ==============================================================
``{{ }}`` ``{% %}`` ``{# #}``       Jinja within a paragraph, however Word cut it into runs
``{%p %}`` ``{{p }}``               the tag takes the place of its paragraph
``{%tr %}`` ``{%tc %}`` ``{%r %}``  … of its table row, cell or run; ``{{r }}`` likewise
``{% colspan n %}``                 the cell spans *n* columns
``{% cellbg "D9E2F3" %}``           the cell's colour
``{% vm %}``                        in a row of a loop: the cell merges down over all its rows
``{% hm %}``                        in a cell of a loop: one cell over all its columns
==================================  ==============================================================

Other than in docxtpl, ``{%-`` and ``-%}`` trim blanks as in Jinja and join no paragraphs; text that
would vanish beside ``{%p %}`` is a fault; ``{{p }}`` and ``{{r }}`` take Word XML only; a key of
a row comes before a method of the same name; pictures and sub-documents are not made here.
"""

from zeropark.report.engine.template import WordTemplate

__all__ = ["WordTemplate"]
