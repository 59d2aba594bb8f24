"""Evaluation → Word report (报告生成): the only room that knows Word."""
