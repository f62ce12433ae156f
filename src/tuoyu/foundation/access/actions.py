"""An action: the one name of something a person may do (house.md §4). Pure."""

from __future__ import annotations

from dataclasses import dataclass

from tuoyu.kernel.words import LabelledEnum


class ActionKind(LabelledEnum):
    READ = "read", "查看"
    WRITE = "write", "办理"


@dataclass(frozen=True, slots=True)
class Action:
    """``code`` is app.noun.verb, the spine of URL, service, template, journal and test names.

    ``is_sensitive`` marks reads of personal data (class C2 and above): the request must state a purpose.
    """

    code: str
    label: str
    kind: ActionKind = ActionKind.READ
    is_sensitive: bool = False

    @property
    def app(self) -> str:
        return self.code.split(".")[0]

    @property
    def noun(self) -> str:
        return self.code.split(".")[1]

    @property
    def verb(self) -> str:
        return self.code.split(".")[2]

    @property
    def url_name(self) -> str:
        return f"{self.app}:{self.noun}-{self.verb}"

    def __str__(self) -> str:
        return self.code


def read(code: str, label: str, *, is_sensitive: bool = False) -> Action:
    return Action(code, label, ActionKind.READ, is_sensitive)


def write(code: str, label: str) -> Action:
    return Action(code, label, ActionKind.WRITE)
