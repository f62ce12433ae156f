"""What an institution probably is, from what it is registered as. A first guess, which it corrects in its filing."""

from __future__ import annotations

# Word of the name (or kind of body) → word value of ``institutions.words.SupplyForm``; the first that is found.
_FORMS = (
    ("幼儿园", "kindergarten"),
    ("家庭托育", "home"),
    ("托育综合服务中心", "centre"),
    ("社区", "community"),
)


def form_of(name: str, kind_name: str) -> str:
    """The form of supply."""
    text = f"{name} {kind_name}"
    return next((form for word, form in _FORMS if word in text), "standalone")


def sponsor_of(nature: str) -> str:
    """A public institution is public; everything else is private until it says more."""
    return "public" if nature == "public_institution" else "private"


def nature_of(registered: str, name: str) -> str:
    """``registered``: what the code says (a word value of ``institutions.words.Nature``); a company may be a branch."""
    return "branch" if registered == "company" and name.endswith(("分公司", "分店", "分园")) else registered
