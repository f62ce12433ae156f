"""Actions on institutions. What a case decides is written by the house itself: the deciding app asked its own right."""

from __future__ import annotations

from tuoyu.foundation.access.actions import read, write

VIEW = read("institutions.institution.view", "查看机构")
VIEW_HISTORY = read("institutions.fact.view", "查看机构历史")
REGISTER = write("institutions.institution.register", "登记机构入册")
REVISE = write("institutions.institution.revise", "更正机构信息")
MARK = write("institutions.institution.mark", "记录机构状态")
LOCATE = write("institutions.institution.locate", "标注位置")
ATTACH = write("institutions.institution.attach", "登记所属总部")
RECORD_AGREEMENT = write("institutions.agreement.record", "登记连锁约定")
RECORD_CAPACITY = write("institutions.capacity.record", "填报园舍余量")
VIEW_SAMENESS = read("institutions.sameness.view", "查看疑似重复")
SUSPECT_SAMENESS = write("institutions.sameness.suspect", "比对疑似重复")
DECIDE_SAMENESS = write("institutions.sameness.decide", "判断是不是同一家")

ACTIONS = (
    VIEW,
    VIEW_HISTORY,
    REGISTER,
    REVISE,
    MARK,
    LOCATE,
    ATTACH,
    RECORD_AGREEMENT,
    RECORD_CAPACITY,
    VIEW_SAMENESS,
    SUSPECT_SAMENESS,
    DECIDE_SAMENESS,
)
