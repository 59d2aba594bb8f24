"""Steps → points → total → grade (评分与定级), under one scheme and beside it every other."""

from zeropark.score.scoring import conclude, decimal, evaluate, goal, in_force, score

__all__ = ["conclude", "decimal", "evaluate", "goal", "in_force", "score"]
