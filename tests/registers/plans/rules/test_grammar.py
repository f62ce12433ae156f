"""The grammar in small: one construction a line."""

from __future__ import annotations

import pytest

from tuoyu.registers.plans.rules.parse import parse_plan
from tuoyu.registers.plans.rules.text import clean_text, fold
from tuoyu.registers.plans.rules.units import split_units


def units(words: str) -> list[str]:
    return [words[unit.start : unit.end] for unit in split_units(fold(words), 0, len(words))]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("区教育局、区民政局", ["区教育局", "区民政局"]),
        ("区教育局,区民政局；区财政局 区妇联", ["区教育局", "区民政局", "区财政局", "区妇联"]),
        ("各区、县级市", ["各区、县级市"]),
        ("市教育局，各有关区、县级市", ["市教育局", "各有关区、县级市"]),
        ("各县（市、区）人民政府、市民政局", ["各县（市、区）人民政府", "市民政局"]),
        ("各街道办事处、镇人民政府、区教育局", ["各街道办事处、镇人民政府", "区教育局"]),
        ("各街道、区直各部门", ["各街道", "区直各部门"]),
        ("区文化和广电旅游体育局、区发展和改革局", ["区文化和广电旅游体育局", "区发展和改革局"]),
        ("区教育局和区民政局", ["区教育局", "区民政局"]),
        ("市市场监管局及各区、县级市人民政府", ["市市场监管局", "各区、县级市人民政府"]),
        ("区教育局、区民政局等部门", ["区教育局", "区民政局"]),
        ("区教育局等；各区政府", ["区教育局", "各区政府"]),
        ("区教育局等部门和各街镇", ["区教育局", "各街镇"]),
        ("市交通委（市道运局）、市气象局", ["市交通委（市道运局）", "市气象局"]),
        ("区教育局、有关部门", ["区教育局", "有关部门"]),
        ("区教育局、2022年底前、——", ["区教育局"]),
    ],
)
def test_unit_lists(words: str, expected: list[str]) -> None:
    assert units(words) == expected


@pytest.mark.parametrize(
    ("bracket", "lead", "responsible"),
    [
        ("（牵头单位：区教育局；责任单位：区民政局）", ["区教育局"], ["区民政局"]),
        ("(牵头单位 区教育局 责任单位 区民政局)", ["区教育局"], ["区民政局"]),
        ("【主办单位：区教育局；协办单位：区民政局】", ["区教育局"], ["区民政局"]),
        ("（区教育局牵头，区民政局、区财政局配合）", ["区教育局"], ["区民政局", "区财政局"]),
        ("（由区教育局牵头，区民政局等部门按职责分工负责）", ["区教育局"], ["区民政局"]),
        ("（区教育局、区民政局按职责分工负责）", [], ["区教育局", "区民政局"]),
        ("（区教育局负责，区民政局配合）", ["区教育局"], ["区民政局"]),
        ("（责任单位：区教育局；配合单位：区民政局）", ["区教育局"], ["区民政局"]),
        ("（责任单位：区教育局、区民政局）", [], ["区教育局", "区民政局"]),
        ("（责任单位：区教育局（牵头）、区民政局）", ["区教育局"], ["区民政局"]),
        ("（省自然资源厅会同省民政厅负责）", ["省自然资源厅"], ["省民政厅"]),
        ("（区教育局、区民政局）", ["区教育局"], ["区民政局"]),
        ("（区教育局负责）", ["区教育局"], []),
        ("（责任单位：区教育局）", [], ["区教育局"]),
        ("（区教育局）", ["区教育局"], []),
        ("（责任单位：区教育局牵头，区民政局配合）", ["区教育局"], ["区民政局"]),
        (
            "（牵头单位：区教育局；责任单位：区民政局；配合单位：区财政局）",
            ["区教育局"],
            ["区民政局", "区财政局"],
        ),
        ("（牵头单位：区教育局，2022年底前完成）", ["区教育局"], []),
    ],
)
def test_roles(bracket: str, lead: list[str], responsible: list[str]) -> None:
    (task,) = parse_plan(f"1.做好工作。认真落实要求。{bracket}").tasks
    assert (list(task.lead), list(task.responsible)) == (lead, responsible)


@pytest.mark.parametrize(
    "words",
    [
        "1.做好工作。由机构负责安全（机构负责）。",
        "1.做好工作。家庭为主（在满足3至6周岁幼儿入园后，仍有空余学额的幼儿园）开设托班。",
        "1.做好工作。托育机构负责人负责。联系人：王老师。",
        "一、总体要求\n1.坚持正确导向。政务新媒体主办单位按照“谁主办谁负责”的原则确定。",
    ],
)
def test_remarks_are_no_units(words: str) -> None:
    assert parse_plan(words).tasks == ()


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("到2025年，每千人口托位数达到4.5个。", [(2025, "每千人口托位数", ">=", 4.5, "个/千人")]),
        (
            "2025年底前，新增托位300个，改建托育机构5家以上。",
            [(2025, "新增托位", "=", 300, "个"), (2025, "改建托育机构", ">=", 5, "家")],
        ),
        ("到2025年，死亡率控制在5‰以内。", [(2025, "死亡率", "<=", 5, "‰")]),
        ("到2025年，普惠占比从30%提高到60%。", [(2025, "普惠占比", ">=", 60, "%")]),
        (
            "到2025年，备案率、合格率均达到90%以上。",
            [(2025, "备案率", ">=", 90, "%"), (2025, "合格率", ">=", 90, "%")],
        ),
        (
            "备案率2023年、2025年分别达到80%、90%。",
            [(2023, "备案率", ">=", 80, "%"), (2025, "备案率", ">=", 90, "%")],
        ),
        ("到2025年，入托率显著提升。", [(2025, "入托率", "qualitative", None, "显著提升")]),
        ("“十四五”末，至少建成两家示范机构。", [(2025, "建成示范机构", ">=", 2, "家")]),
        ("到2025年，要做到：\n1.备案率达到百分之九十。", [(2025, "备案率", ">=", 90, "%")]),
        ("招收2-3岁幼儿，服务3岁以下婴幼儿，24小时设防。", []),
        ("根据国办发〔2019〕15号和财政部公告2019年第76号。", []),
        ("减按90%计入收入总额，按49%标准补助。", []),
        ("目前，全区已有机构86家、托位5200个。", []),
        ("鼓励500人以上的企业办托，为期3年，连续2年达标。", []),
        ("《到2025年建成100家机构》（2020年12月16日）印发。", []),
    ],
)
def test_target_sentences(sentence: str, expected: list[tuple[object, ...]]) -> None:
    found = parse_plan(sentence).targets
    assert [(one.year, one.metric, str(one.op), one.value, one.unit) for one in found] == expected


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("\ufeff全角１２３％\u3000\u00a0，二〇二〇", "全角123%  ，二〇二〇"),
        ("正文一\r\n\r\n\r\n正文二", "正文一\n\n正文二"),
        ("前文没有写完，\n后文接着写。", "前文没有写完，后文接着写。"),
        ("（牵头单位：区教育局；责任\n单位：区民政局）", "（牵头单位：区教育局；责任单位：区民政局）"),
        ("正文。\n- 12 -\n第 3 页 共 9 页\n下文。", "正文。\n下文。"),
        ("正文。\n【返回顶部】【打印本稿】【关闭本页】\n浏览次数：35", "正文。"),
        ("正文。\n主办单位：某区人民政府办公室\n版权所有 某区人民政府", "正文。"),
        ("⼀、⼯作⽬标", "一、工作目标"),
        ("到 2022 年，新增 3 家。", "到2022年，新增3家。"),
    ],
)
def test_cleaning(raw: str, clean: str) -> None:
    assert clean_text(raw) == clean


@pytest.mark.parametrize(
    ("sentence", "effective", "years", "expires"),
    [
        ("本方案自2021年2月1日起施行，有效期10年。", "2021-02-01", 10, "2031-01-31"),
        ("本办法自印发之日起施行，有效期五年。", "2020-01-10", 5, "2025-01-09"),
        ("本意见自发布之日起30日后施行。", "2020-02-14", None, None),
        ("本细则自2020年2月29日起施行，试行期1年。", "2020-02-29", 1, "2021-02-28"),
        ("本规定自2021年1月1日起施行，有效期至2025年12月31日。", "2021-01-01", 5, "2025-12-31"),
        ("备案证明有效期3年。《旧办法》自2001年1月1日起施行。", None, None, None),
    ],
)
def test_terms(sentence: str, effective: str | None, years: int | None, expires: str | None) -> None:
    plan = parse_plan(f"成文日期：2020-01-10\n发布日期：2020-01-15\n\n一、附则\n{sentence}")
    assert (plan.effective, plan.valid_years, plan.expires) == (effective, years, expires)


def test_numbers_that_restart_are_counted_through() -> None:
    one = "（牵头单位：区教育局）"
    plan = parse_plan(f"一、甲\n1.做甲。好。{one}\n2.做乙。好。{one}\n二、乙\n1.做丙。好。{one}")
    assert [(task.no, task.section) for task in plan.tasks] == [(1, "一"), (2, "一"), (3, "二")]


def test_a_title_may_begin_with_a_figure() -> None:
    one = "（牵头单位：市人社局）"
    plan = parse_plan(f"10.名师项目。好。{one}\n11.121人才梯队项目。好。{one}\n12.博士后项目。好。{one}")
    assert [(task.no, task.title) for task in plan.tasks][1] == (11, "121人才梯队项目")


@pytest.mark.parametrize(
    ("line", "signed"),
    [
        ("2021817", "2021-08-17"),
        ("20211217", "2021-12-17"),
        ("20210309", "2021-03-09"),
        ("2021111", None),  # 11 January or 1 November
        ("2021999", None),
    ],
)
def test_dates_that_lost_their_marks(line: str, signed: str | None) -> None:
    assert parse_plan(f"某市促进照护服务发展实施方案\n\n    {line}\n\n一、目标\n好。").signed == signed


@pytest.mark.parametrize(
    ("header", "row", "expected"),
    [
        ("指标\t单位\t2020年\t2025年\t属性", "入托率\t%\t12\t30\t预期性", [(2025, "=", 30, "%")]),
        ("指标名称|现状值|2023年|2025年目标", "托位数（个）|900|≥1200|2000以上", [(2023, ">=", 1200, "个"), (2025, ">=", 2000, "个")]),
        ("指标\n2023年\n2025年\n类型", "每千人口托位数\n3.5\n不少于4.5\n预期性", [(2025, ">=", 4.5, "个/千人")]),
        ("任务\t负责人\t2025年", "好\t张三\t1", []),
    ],
)  # fmt: skip
def test_indicator_tables(header: str, row: str, expected: list[tuple[int, str, float, str]]) -> None:
    found = parse_plan(f"某市托育规划\n一、指标\n{header}\n{row}").targets
    assert [(one.year, str(one.op), one.value, one.unit) for one in found] == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("2023年、2024年托位数分别达到500个、600个", [(2023, ">=", 500), (2024, ">=", 600)]),
        (
            "新增托位900个，其中2024年300个、2025年600个",
            [(None, "=", 900), (2024, "=", 300), (2025, "=", 600)],
        ),
        ("到2025年，新增示范机构3—5家", [(2025, ">=", 3)]),
        ("到2025年，90%以上的社区能提供照护服务", [(2025, ">=", 90)]),
        ("普惠机构占比超过七成", [(None, ">=", 70)]),
        ("持证率达到百分之百", [(None, ">=", 100)]),
        ("孕产妇死亡率控制在12/10万以内", [(None, "<=", 12)]),
        ("3岁以下婴幼儿，2至3岁幼儿，12—15日", []),
    ],
)
def test_figures(sentence: str, expected: list[tuple[int | None, str, float]]) -> None:
    assert [(one.year, str(one.op), one.value) for one in parse_plan(sentence).targets] == expected


def test_figures_of_the_past_are_no_targets() -> None:
    plan = parse_plan(
        "某市托育方案\n成文日期：2023-03-01\n一、发展基础\n托位数达到900个。\n二、目标\n2022年托位数达到900个。2025年托位数达到2000个。"
    )
    assert [(one.year, one.value) for one in plan.targets] == [(2025, 2000)]


@pytest.mark.parametrize(
    ("item", "title"),
    [
        ("扩大普惠服务供给，新增托位200个。", "扩大普惠服务供给"),
        ("加强规划引领，优化设施布局。", "加强规划引领，优化设施布局"),
        ("到2025年，备案率达到90%。", "到2025年，备案率达到90%"),
        ("加强指导，提升能力。具体做好以下各项工作。", "加强指导，提升能力"),
    ],
)
def test_titles_that_open_a_sentence(item: str, title: str) -> None:
    (task,) = parse_plan(f"1.{item}（牵头单位：区教育局）").tasks
    assert task.title == title
