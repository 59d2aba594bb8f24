"""What the answers come to, worked out by the workbook itself (结果预览), by the same formulas."""

from zeropark.workbook.preview.sheet import draw_preview

__all__ = ["draw_preview"]
