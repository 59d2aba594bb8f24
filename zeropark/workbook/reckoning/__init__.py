"""What the workbook works out by itself (试算): figures, points, checks, progress."""
