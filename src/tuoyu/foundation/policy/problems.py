"""What is wrong with a policy file: which file, which key, why."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """``key`` is empty when the whole file is meant; ``line`` is 0 when no line is known."""

    file: str
    key: str
    reason: str
    line: int = 0

    def __str__(self) -> str:
        place = f"{self.file} 第{self.line}行" if self.line else self.file
        return "：".join(part for part in (place, self.key, self.reason) if part)


class PolicyBroken(Exception):
    """The policy cannot be used; ``problems`` lists everything that is wrong with it."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("政策数据有误：\n" + "\n".join(str(problem) for problem in problems))
