"""Repeats a published draw and says, step by step, what holds and what does not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tuoyu.kernel.verdict import Reason, Verdict
from tuoyu.operations.supervision.rules.drawing.file import (
    absent_of,
    finished,
    frozen_digest,
    parsed,
    pool_of,
    seed_told_by,
    whole_digest,
    written,
)
from tuoyu.operations.supervision.rules.drawing.lottery import FORMAT, WHOLE, Pool, commitment
from tuoyu.operations.supervision.rules.drawing.shape import ShapeWrong, demand_shape

LARGEST = 200_000_000
# 执法检查人员不少于两人（行政处罚法第四十二条）: part of the format, whose files must stay readable for ever.
LEAST_CREW = 2
_NEXT = "请从公布的网址重新取文件；还不对的，把文件和这一行结果交给公布单位或监督机关。"
# Whoever chose a photo by mistake has nobody to report.
_NEXT_FILE = "请看看选的是不是公布的抽取文件；不是的，从公布的网址取来再核对。"


def check_file(content: bytes) -> Verdict:
    """Every step with its result. Where the file cannot be read, nothing further is asked."""
    if len(content) > LARGEST:
        return _wrong("draw.size", "文件超过 200 MB，不像抽取文件。")
    try:
        document = parsed(content)
        demand_shape(document)
    except ShapeWrong as wrong:
        return _wrong("draw.shape", f"文件的格式不对：{wrong}")
    except (ValueError, RecursionError):
        return _wrong("draw.unreadable", "这不是抽取文件，或者文件不完整。")
    if document["format"] != FORMAT:
        return _wrong("draw.version", f"文件写的格式是“{document['format']}”，这里只认 {FORMAT}。")
    verdict = Verdict.of([_is_untouched(document, content), _is_frozen(document)])
    pool = pool_of(document)
    soundness = check_pool(pool)
    verdict &= soundness
    verdict &= Verdict.of([*_ceremony(document)])
    if soundness.is_ok:
        verdict &= Verdict.of([_is_result(document)])
    return verdict


def check_pool(pool: Pool) -> Verdict:
    """May it be drawn from? Asked before the pool is frozen, and again of the published file."""
    faults = [*_faults_of_names(pool), *_faults_of_numbers(pool)] or [*_faults_of_crews(pool)]
    if faults:
        return Verdict.of(Reason("draw.pool", fault, next_step=_NEXT) for fault in faults)
    return _ok("draw.pool", f"名单可以抽：{len(pool.objects)} 个对象、{len(pool.inspectors)} 名检查人员。")


def _faults_of_names(pool: Pool) -> Iterator[str]:
    for what, names in (
        ("检查对象", (each.id for each in pool.objects)),
        ("检查人员", (each.id for each in pool.inspectors)),
        ("风险类别", (each.name for each in pool.strata)),
        ("参加部门", (each.department for each in pool.crews)),
    ):
        if double := _first_double(names):
            yield f"{what}“{double}”列了两次。"
    strata, departments = {each.name for each in pool.strata}, {each.department for each in pool.crews}
    objects, staff = {each.id for each in pool.objects}, {each.id for each in pool.inspectors}
    yield from (
        f"对象“{each.id}”的风险类别“{each.stratum}”没有抽取比例。"
        for each in pool.objects
        if each.stratum not in strata
    )
    yield from (
        f"检查人员“{each.id}”的部门“{each.department}”没有参加这次抽取。"
        for each in pool.inspectors
        if each.department not in departments
    )
    strangers = [pair for pair in pool.recusals if pair[0] not in staff or pair[1] not in objects]
    yield from (f"回避“{inspector} 对 {thing}”里有名单外的编号。" for inspector, thing in sorted(strangers))


def _faults_of_numbers(pool: Pool) -> Iterator[str]:
    yield from (f"风险类别“{each.name}”的比例超过百分之百。" for each in pool.strata if each.share > WHOLE)
    yield from (f"部门“{each.department}”没有派人。" for each in pool.crews if each.size < 1)
    if sum(each.size for each in pool.crews) < LEAST_CREW:
        yield f"每次检查不足 {LEAST_CREW} 人。"


def _faults_of_crews(pool: Pool) -> Iterator[str]:
    """After all recusals every object must leave each department enough inspectors."""
    staff = Counter(each.department for each in pool.inspectors)
    department_of = {each.id: each.department for each in pool.inspectors}
    lost = Counter((thing, department_of[inspector]) for inspector, thing in pool.recusals)
    for crew in pool.crews:
        code, spare = crew.department, staff[crew.department] - crew.size
        if spare < 0:
            yield f"部门“{code}”要派 {crew.size} 人，名单里只有 {staff[code]} 人。"
            continue
        short = [thing for (thing, owner), count in lost.items() if count > spare and owner == code]
        yield from (f"对象“{thing}”回避以后，部门“{code}”不够 {crew.size} 人。" for thing in sorted(short))


def _is_untouched(document: Mapping[str, Any], content: bytes) -> Reason:
    if written(document) != content:
        return _fault("draw.spelling", "文件的写法被改动过：不是公布时的字节。")
    if whole_digest(document) != document["digest"]:
        return _fault("draw.digest", "文件的内容和文件末尾的摘要对不上，有地方被改动过。")
    return _held("draw.digest", "文件和它自己的摘要一致。")


def _is_frozen(document: Mapping[str, Any]) -> Reason:
    if frozen_digest(document) != document["frozen"]:
        return _fault("draw.frozen", "名单、回避或规则和封存时的摘要对不上：封存以后被改动过。")
    return _held("draw.frozen", "名单、回避和规则与封存时一致。")


def _ceremony(document: Mapping[str, Any]) -> Iterator[Reason]:
    """Commitments, openings, absences, the beacon and the seed, in the order in which they came to be."""
    sealed = {row["department"]: row["digest"] for row in document["commitments"]}
    names = {row["department"]: row["name"] for row in document["rules"]["crews"]}
    yield from _who(document, names)
    for row in document["openings"]:
        code = row["department"]
        name = names.get(code, code)
        if code not in sealed:
            yield _fault("draw.unsealed", f"{name}没有先封存密数，却公开了密数。")
        elif commitment(document["frozen"], code, row["secret"]) != sealed[code]:
            yield _fault("draw.commitment", f"{name}公开的密数和它封存时的摘要对不上。")
        else:
            yield _held("draw.commitment", f"{name}公开的就是它封存的密数。")
    yield _times(document)
    yield _quorum(document)
    yield _beacon(document)
    if seed_told_by(document) != document["seed"]:
        yield _fault("draw.seed", "种子不是由封存的名单和公开的密数算出来的。")
    else:
        yield _held("draw.seed", "种子由封存的名单和公开的密数算出。")


def _who(document: Mapping[str, Any], names: Mapping[str, str]) -> Iterator[Reason]:
    for what, rows in (("封存", document["commitments"]), ("公开", document["openings"])):
        codes = [row["department"] for row in rows]
        if double := _first_double(codes):
            yield _fault("draw.twice", f"{names.get(double, double)}{what}了两次密数。")
        if strangers := [code for code in codes if code not in names]:
            yield _fault("draw.stranger", f"部门“{strangers[0]}”没有参加这次抽取，却{what}了密数。")
    absent = absent_of(document)
    if absent != document["absent"]:
        yield _fault("draw.absent", "没有公开密数的部门，和文件里写的不一样。")
    elif absent:
        told = "、".join(names[code] for code in absent)
        yield _held("draw.absent", f"没有公开密数的部门：{told}。按规则不计它的密数，照样抽取。")


def _times(document: Mapping[str, Any]) -> Reason:
    """Frozen, then every secret sealed, then opened, before the end of opening. Moments are spelt so that texts compare."""
    rules = document["rules"]
    sealed = [row["at"] for row in document["commitments"]]
    opened = [row["at"] for row in document["openings"]]
    if sealed and min(sealed) < rules["frozen_at"]:
        return _fault("draw.order", "有部门在名单封存以前就封存了密数。")
    if sealed and opened and min(opened) <= max(sealed):
        return _fault("draw.order", "有密数在各部门封存完以前就公开了，后封存的部门可以看着它挑。")
    if opened and max(opened) > rules["open_by"]:
        return _fault("draw.order", "有密数在公开截止以后才公开。")
    return _held("draw.order", "先封存名单，再封存密数，最后公开密数，次序没有错。")


def _quorum(document: Mapping[str, Any]) -> Reason:
    least = max(document["rules"]["quorum"], 1)
    if len(document["openings"]) < least:
        return _fault("draw.quorum", f"公开密数的部门不到 {least} 个，这次抽取不作数。")
    return _held("draw.quorum", f"有 {len(document['openings'])} 个部门公开了密数，至少要 {least} 个。")


def _beacon(document: Mapping[str, Any]) -> Reason:
    agreed, value = document["rules"]["beacon"], document["beacon"]
    if (agreed is None) != (value is None):
        return _fault("draw.beacon", "约定的公共随机数和文件里的对不上。")
    if agreed is None:
        return _held("draw.beacon", "没有约定公共随机数。")
    return _held(
        "draw.beacon",
        f"约定用“{agreed['name']}”第 {agreed['round']} 轮；它的值请到发布处核对：{value}",
    )


def _is_result(document: Mapping[str, Any]) -> Reason:
    """Draw again and compare, seat by seat."""
    again = finished(document)["result"]
    told = document["result"]
    for number, (ours, theirs) in enumerate(zip(again, told, strict=False), 1):
        if ours != theirs:
            return _fault("draw.result", f"结果第 {number} 个和重新抽取的不一样：{theirs['object']}。")
    if len(again) != len(told):
        return _fault("draw.result", f"应当抽出 {len(again)} 个，文件里有 {len(told)} 个。")
    return _held("draw.result", f"重新抽取一遍，{len(told)} 个对象和检查人员都一样。")


def _first_double(names: Iterable[str]) -> str:
    listed = list(names)
    if len(set(listed)) == len(listed):
        return ""
    return next(name for name, count in Counter(listed).items() if count > 1)


def _held(code: str, sentence: str) -> Reason:
    return Reason(code, sentence, is_ok=True)


def _ok(code: str, sentence: str) -> Verdict:
    return Verdict((_held(code, sentence),))


def _fault(code: str, sentence: str) -> Reason:
    return Reason(code, sentence, next_step=_NEXT)


def _wrong(code: str, sentence: str) -> Verdict:
    return Verdict.refuse(code, sentence, next_step=_NEXT_FILE)
