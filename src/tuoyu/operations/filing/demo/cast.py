"""Who is in the story of filing: invented institutions, the same every time, in every state there is."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from tuoyu.kernel.geometry import Outline
from tuoyu.kernel.identity import citizen_check_character, organisation_check_character, uscc_check_character

SEED = 20190508
_FIRST = ("青禾", "小橘灯", "芽芽", "暖阳", "春田", "向日葵", "小榕树", "蒲公英", "星芽", "知了", "云朵", "满天星", "木棉", "小溪", "麦田", "晨露", "石榴", "竹林", "童心", "萌芽")  # fmt: skip
_LAST = ("托育园", "婴幼儿照护中心", "托育中心", "托育服务点")
_GARDENS = ("第一幼儿园", "实验幼儿园", "中心幼儿园", "机关幼儿园", "阳光幼儿园", "艺术幼儿园", "小博士幼儿园", "新苗幼儿园")  # fmt: skip
_ROADS = ("车站大道", "人民东路", "学院西路", "飞霞南路", "黎明中路", "江滨西路", "锦绣路", "望江东路")
SURNAMES = "陈林叶郑王李张黄周吴徐胡朱金潘夏项蔡谢赵孙杨何马"
GIVEN = ("秀英", "晓燕", "丽娜", "佳宁", "雨桐", "梦洁", "国平", "海峰", "雅琴", "小敏", "玉兰", "思思", "春梅", "静怡", "慧")  # fmt: skip
# What becomes of an institution, and how many of each: alone standing ones, then classes in kindergartens.
FATES = (
    ("unfiled", 5), ("draft", 3), ("submitted", 4), ("returned", 3), ("nonconforming", 2), ("accepted", 5), ("open", 31),
    ("suspended", 2), ("closing", 1), ("closed", 3), ("changing", 1),
)  # fmt: skip
GARDEN_FATES = (("draft", 2), ("submitted", 3), ("returned", 1), ("accepted", 4), ("open", 30))
FORMS = ("community", "community", "standalone", "standalone", "employer", "home", "centre")
SPONSORS = ("inclusive", "private", "inclusive", "public_built", "private", "aided")


@dataclass(frozen=True, slots=True)
class Person:
    post: str
    name: str
    citizen_id: str


@dataclass(slots=True)
class Role:
    """One institution of the story. ``age`` is how many days ago it was registered."""

    name: str
    uscc: str
    form: str
    sponsor: str
    fate: str
    age: int
    community: str
    address: str
    lon: Decimal
    lat: Decimal
    classes: list[dict[str, object]]
    head: str
    people: list[Person] = field(default_factory=list)
    is_branch_of: str = ""
    phone: str = ""

    @property
    def is_garden(self) -> bool:
        return self.form == "kindergarten"


class Dice:
    """Everything that is drawn, from one seed."""

    def __init__(
        self, communities: Sequence[tuple[str, str]], outline: Outline | None, centre: tuple[Decimal, Decimal]
    ):
        self.random = random.Random(SEED)
        self.communities, self.outline, self.centre = list(communities), outline, centre
        self.serial = 0
        self.names: set[str] = set()

    def point(self) -> tuple[Decimal, Decimal]:
        """Somewhere within the district; around its centre where there is no outline."""
        for _ in range(50):
            lon = float(self.centre[0]) + self.random.gauss(0, 0.035)
            lat = float(self.centre[1]) + self.random.gauss(0, 0.018)
            if self.outline is None or self.outline.contains((lon, lat)):
                return Decimal(f"{lon:.6f}"), Decimal(f"{lat:.6f}")
        return self.centre

    def person_name(self) -> str:
        return self.random.choice(SURNAMES) + self.random.choice(GIVEN)

    def citizen_id(self) -> str:
        """Serials 995 to 998 were kept for centenarians: no living person holds such a number."""
        self.serial += 1
        day = date(1972, 1, 1) + timedelta(days=3 * (self.serial // 4))
        stem = f"330302{day:%Y%m%d}{995 + self.serial % 4}"
        return stem + citizen_check_character(stem)

    def uscc(self, prefix: str, area: str) -> str:
        self.serial += 1
        organisation = f"MA9{self.serial:05d}"
        stem = prefix + area + organisation + organisation_check_character(organisation)
        return stem + uscc_check_character(stem)

    def unique(self, name: str) -> str:
        while name in self.names:
            name = name.replace("托", "二托", 1) if "二托" not in name else f"{name}（{len(self.names)}）"
        self.names.add(name)
        return name


def cast(dice: Dice, area: str) -> Iterator[Role]:
    """Everybody, oldest first within a fate."""
    for fate, count in FATES:
        for _ in range(count):
            yield _role(dice, area, fate, dice.random.choice(FORMS))
    for fate, count in GARDEN_FATES:
        for _ in range(count):
            yield _role(dice, area, fate, "kindergarten")


def _role(dice: Dice, area: str, fate: str, form: str) -> Role:
    code, community = dice.random.choice(dice.communities)
    lon, lat = dice.point()
    short = community.removesuffix("社区").removesuffix("村")
    name = _name(dice, form, short)
    role = Role(
        name=dice.unique(name),
        uscc=dice.uscc({"home": "92", "kindergarten": "52"}.get(form, "91"), area),
        form=form,
        sponsor=dice.random.choice(("public", "public", "inclusive", "private"))
        if form == "kindergarten"
        else "employer"
        if form == "employer"
        else dice.random.choice(SPONSORS),
        fate=fate,
        age=_age(dice, fate),
        community=code,
        address=f"{community}{dice.random.choice(_ROADS)}{dice.random.randrange(1, 399)}号{dice.random.choice((1, 1, 2))}楼",
        lon=lon,
        lat=lat,
        classes=_classes(dice, form),
        head=dice.person_name(),
    )
    role.people = _people(dice, role)
    return role


def _name(dice: Dice, form: str, short: str) -> str:
    first = dice.random.choice(_FIRST)
    if form == "kindergarten":
        return f"鹿城区{short}{dice.random.choice(_GARDENS)}托班"
    if form == "home":
        return f"{short}{first}家庭托育点"
    if form == "employer":
        return f"{first}职工托育园"
    if form == "centre":
        return f"{short}托育综合服务中心"
    return f"{short}{first}{dice.random.choice(_LAST)}"


def _age(dice: Dice, fate: str) -> int:
    """How long ago it was registered: what waits is young, what is open may be old."""
    spans = {
        "unfiled": (6, 70), "draft": (4, 15), "submitted": (6, 9), "returned": (9, 16), "nonconforming": (40, 80),
        "accepted": (12, 16), "changing": (300, 500), "closing": (400, 600), "suspended": (300, 600), "closed": (400, 700),
    }  # fmt: skip
    low, high = spans.get(fate, (60, 720))
    return dice.random.randrange(low, high)


def _classes(dice: Dice, form: str) -> list[dict[str, object]]:
    if form == "home":
        return [{"name": "家庭组", "band": "home", "places": dice.random.choice((3, 4, 5))}]
    if form == "kindergarten":
        count = dice.random.choice((1, 1, 2))
        return [
            {"name": f"托{'一二'[at]}班", "band": "toddler_l", "places": dice.random.choice((18, 20))}
            for at in range(count)
        ]
    plans = (
        (("芽芽班", "infant", 9), ("苗苗班", "toddler_s", 15), ("果果班", "toddler_l", 20)),
        (("苗苗班", "toddler_s", 15), ("果果班", "toddler_l", 20)),
        (("苗苗班", "toddler_s", 14), ("乐乐班", "mixed", 18)),
        (
            ("芽芽一班", "infant", 9),
            ("芽芽二班", "infant", 8),
            ("苗苗班", "toddler_s", 15),
            ("果果班", "toddler_l", 20),
        ),
    )
    return [
        {"name": name, "band": band, "places": places} for name, band, places in dice.random.choice(plans)
    ]


_CHILDREN_A_CARER = {"infant": 3, "toddler_s": 5, "toddler_l": 7, "mixed": 5, "home": 3}


def _people(dice: Dice, role: Role) -> list[Person]:
    """Enough of everybody for the classes; a head first."""
    carers = sum(
        -(-int(str(each["places"])) // _CHILDREN_A_CARER[str(each["band"])]) for each in role.classes
    )
    posts = ["head", *["carer"] * (max(carers - 1, 0) if role.form == "home" else carers)]
    if role.form != "home":
        posts += ["medic", "cook"]
    if role.form in {"standalone", "centre"}:
        posts.append("guard")
    people = [Person(post, dice.person_name(), dice.citizen_id()) for post in posts]
    return [Person("head", role.head, people[0].citizen_id), *people[1:]]
