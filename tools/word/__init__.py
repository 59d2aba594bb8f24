"""Word templates written in Python (Word 模板的构建): nodes, styles, and the file they make."""
