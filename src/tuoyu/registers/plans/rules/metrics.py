"""What a figure measures: the shortest stable name that the sentence gives it."""

from __future__ import annotations

import re
from functools import lru_cache

RATE = re.compile(
    r"(?:率|比例|比重|占比|比率|覆盖面|满意度|指数|系数|[托床学]位数|数量|总数|人数|个数|总量|规模|面积|户数|家数|年限|期限|时限|时长|次数)$"
)
GROWTH = re.compile(r"(?:增长|提高|提升|上升|下降|降低|增加|减少|压缩|缩短)$")
VERBS = (
    "新增|新建|改扩建|改建|扩建|建成|建设|建立|创建|争创|创成|培育|打造|培训|培养|引进|增加|完成|设立|配备|选派|认定|评选|开设|举办|布局|增设|筹建|提供"
    "|扶持|选拔|招聘|配置|改造"
)
VERB = re.compile(rf"(?:{VERBS})")
_LEADING = re.compile(
    r"^(?:第[一二三四五六七八九十百\d]{1,4}条|(?:到|至|在|于|截至)?(?:20\d\d)年(?:底|末|年底|年末|度)?(?:之?以?前)?(?:的|,|、)?|[\"]?十[三四五六]五[\"]?(?:规划)?(?:时期|期间|期?末|末期)?"
    r"|年底之?前|年内|每年(?=至少)|\d{1,2}月底?前"
    r"|力争|确保|努力|争取|实现|使得?|推动|促进|保证|做到|逐步|基本|全面|进一步|其中|并且?|而且|同时|以及|及|和|与|到|至|在|按照?|于"
    r"|全[区县市省州旗镇国域]|[我本][区县市省州旗]|辖区内?|区域内|全域|主要目标|目标[是为]|预期|预计|计划|重点(?!人群|场所|机构|单位|地区)|积极|大力|继续|还?要|须|应当?|必须"
    r"|累计|总共|共|有|将|把|对|不断|稳步|切实|持续|原则上|一般|对于|每年?内|通过|给予|支持(?=[新改扩]?建)|的|即|[一二三四五]是|\d{1,2}[、.)](?!\d)|(?:[一二两三四五]|\d)年内?(?:累计)?|全年|年度(?=[新培])"
    r"|[一二三四五六七八九十]{1,3}、|[\s\"“”:、,.*]+)+"
)
_TRAILING = re.compile(
    r"(?:(?:到|至|在)?20\d\d年(?:底|末)?(?:之?前)?|均|都|皆|全部|分别|累计|总计|合计|约|共|按照?|要|应当?|须|可|得|也|已经?|资料|金额|要求|逐步|力争|确保|有望|原则上|[\s\"“”:、,的*]|拥有|为|是|控制|一般)+$"
)
_OWNER = re.compile(
    r"^(?:婴幼儿)?(?:照护服务|托育服务|照护|托育)?(?:服务)?机构(?=从业人员|工作人员|保育人?员|专业人员)"
)
# In a plan about children under three this is one measure, however fully it is named.
_PER_THOUSAND = re.compile(
    r"(每千(?:名)?(?:常住)?人口?)(?:拥有|的)?(?:(?:[3三]|0[—\-~至到]3)(?:周)?岁(?:以下)?)?(?:婴幼儿|儿童)?(?:照护|托育)?(?:服务)?(?=托位)"
    r"|(每千人口)(?:拥有|的)+"
)
_FROM = re.compile(r"(?:从|由)(?:20\d\d年(?:底|末)?的?)?(?:目前的?|现在的?|现有的?)?\d.*$")
_AGAINST = re.compile(r"(?:较|比|与)(?:20\d\d年(?:底|末)?|上年|去年|同期|\"?十[三四]五\"?末?)(?:相比|同期)?")
SEAM = re.compile(r"、|和|以及|(?<!普)及|与")


@lru_cache(maxsize=4096)
def metric_name(words: str) -> str:
    """A subject phrase without what does not name the measure: adverbs, the year, the place, the owner."""
    words = _AGAINST.sub("", _FROM.sub("", words.replace("\x01", "")))
    words = _PER_THOUSAND.sub(r"\1\2", re.sub(r"资料(?=保存|留存|存储)", "", words))
    before = None
    while before != words:
        before = words
        words = _LEADING.sub("", words)
        words = _TRAILING.sub("", words)
    return _quoted(_OWNER.sub("", re.sub(r"占$", "占比", re.sub(r"按照?(?=每)", "", words))))


def split_subjects(words: str) -> list[str]:
    """``健康管理率、普及率均`` → two measures; ``孕产妇、儿童健康管理率`` → one."""
    name = metric_name(words)
    parts, at = [], 0
    for seam in re.finditer(SEAM, name):
        if RATE.search(name, at, seam.start()):
            parts.append(name[at : seam.start()])
            at = seam.end()
    parts.append(name[at:])
    if len(parts) > 1 and all(RATE.search(part) for part in parts):
        return [metric_name(part) for part in parts]
    return [name] if name else []


def noun_after(words: str) -> str:
    """The thing counted, where it follows the number: ``家托育机构`` → ``托育机构``; a list goes on, a next number not."""
    words = re.split(r"[,;。:!?\n\t|\x01]|、(?=[^、]*\d)|以上|左右|以内", words, maxsplit=1)[0]
    if places := re.match(r"([托床学]位)的", words):
        return places[1]
    words = re.split(
        r"(?:并|纳入|用于|进行|开展|作为|规划|规模|达到|(?<=[位构心站点])(?:建设|标准))", words, maxsplit=1
    )[0]
    return _quoted(words.rsplit("的", 1)[-1].strip(' "'))


def _quoted(words: str) -> str:
    """Without quotation marks that have lost their partner."""
    return words if words.count("“") == words.count("”") else re.sub("[“”]", "", words)


def time_limit_name(subject: str, after: str) -> str:
    """``于五个工作日内将登记信息…推送至…`` → 登记信息推送时限; ``15日内完成整改`` → 整改时限."""
    after = re.split(r"[,;。\n\t|]", after.replace("\x01", ""), maxsplit=1)[0]
    moved = re.match(
        r"(?:将|把)(?P<what>[^通以按经由]{2,14}?)(?:通过.*?方式|以.*?方式|按.*?要求|及时|书面|统一)*(?P<verb>[\u4e00-\u9fff]{2})(?:至|到|给|于|区|市|县)",
        after,
    )
    if moved:
        return f"{moved['what']}{moved['verb']}时限"
    deed = re.sub(
        r"^(?:应当?|须|必须|要|向[^报申提备告]{2,12}|予以|作出|完成|进行|给予|办理|提出|一次性|依法|及时|的?)+",
        "",
        after,
    )
    deed = re.split(r"至|到|给|并|的", deed, maxsplit=1)[0][:10]
    if deed:
        return f"{deed}时限"
    name = metric_name(subject)
    return name if not name or re.search(r"时限|期限|时间|时长$", name) else f"{name}时限"


def built_place(sentence: str) -> str | None:
    """Where places per thousand people must be built: ``新建居住区托位配建``; ``None`` when it is about the whole area."""
    place = re.search(
        r"新建(?:、改建|、扩建|城镇|和改造|及改造|、改扩建)*(?:居住区|居住小区|住宅小区|居民小区|小区|住宅|社区|居住项目)",
        sentence,
    )
    if place and re.search(r"规划|配建|配套|建设", sentence):
        return f"{place[0]}托位配建"
    return None


def subsidy_name(name: str, after: str, segment: str, sentence: str) -> str:
    """A subsidy's name with whom it is for: ``每班补助`` of 公办的 … → ``公办机构每班建设补助``."""
    owner = re.search(
        r"(?:^|[,;])(?:其中)?(?:对于?)?(?P<owner>[^,;。\d]{2,8}?)(?:举办|兴办|开办|投资)?的(?:机构)?(?=给予|按|予以|实行|,|每)",
        segment,
    )
    given = re.match(
        r"(?:的标准)?(?:标准)?的?(?:给予|予以|进行)?(?:一次性)?(?P<what>[\u4e00-\u9fff]{0,6}?(?:补助|补贴|奖励|奖补|资助))",
        after,
    )
    if given and not re.search(r"补[助贴]|奖[励补]|资助", name):
        name = f"{name.removesuffix('给予').removesuffix('予以')}{given['what']}"
    name = re.sub(r"给予|予以|发放", "", name)
    about = re.search(r"对[^,。]*?(?P<head>机构|中心|项目|托位|设施)建设", sentence)
    if about and re.search(r"(?<!建设)补[助贴]", name):
        name = re.sub(r"(?=补[助贴])", "建设", name, count=1)
    if owner and not name.startswith(owner["owner"]):
        head = about["head"] if about else ("机构" if "机构" in sentence else "")
        name = f"{metric_name(owner['owner'])}{head}{name}"
    return name
