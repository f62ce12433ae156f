"""What the workforce itself counts: people in posts as they stood at the end of a day."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from tuoyu.foundation.figures.registry import Count, FigureSource
from tuoyu.foundation.policy.reader import PolicySilent
from tuoyu.kernel.context import Ctx
from tuoyu.registers.institutions.queries import profiles_filed
from tuoyu.registers.workforce.limits import is_certified
from tuoyu.registers.workforce.queries import certificates_held, certified_posts, staff_held


def certified_staff(ctx: Ctx, on: date, area: str | None) -> Count:
    """People certified for every counted post they hold, over people in counted posts; each person once."""
    try:
        wanted = certified_posts(on, ctx.area).by_post
    except PolicySilent:
        return Count(0, 0)
    filed = profiles_filed(on, area or ctx.area).order_by().values("institution")
    posts = staff_held(filed, on).filter(kind__in=wanted)
    shown = certificates_held(posts, on)
    kinds: dict[int, set[str]] = defaultdict(set)
    for person, kind in posts.values_list("practitioner_id", "kind"):
        kinds[person].add(kind)
    certified = [
        person
        for person, held in kinds.items()
        if all(is_certified(kind, shown.get(person, ()), wanted, on) for kind in held)
    ]
    return Count(len(certified), len(kinds))


FIGURES = (
    FigureSource(
        key="workforce.certified_staff",
        label="从业人员底册：持证率",
        definition=(
            "期末在已备案且未暂停、未终止的机构任职、岗位要求持证的人员中，所任岗位都持有有效认可证书的人数所占的比例；"
            "一人只计一次；计入的岗位和证书见参数“持证上岗的岗位和证书”（待核实）"
        ),
        unit="%",
        numerator_label="持证人数",
        denominator_label="应持证人数",
        owner_app="workforce",
        compute=certified_staff,
        rows_url=lambda _area: "/workforce/?papers=held",
    ),
)
