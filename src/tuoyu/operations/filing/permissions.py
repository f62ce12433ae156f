"""Actions of filing."""

from __future__ import annotations

from tuoyu.foundation.access.actions import read, write

# What the three doors send.
VIEW_REGISTRATION = read("filing.registration.view", "查看登记信息")
PUSH_REGISTRATION = write("filing.registration.push", "推送登记信息")
RECORD_REGISTRATION = write("filing.registration.record", "录入登记信息")
IMPORT_REGISTRATIONS = write("filing.registration.import", "上传登记信息")
JUDGE_REGISTRATION = write("filing.registration.judge", "判定是否托育")
INVITE_REGISTRATION = write("filing.registration.invite", "发出开户邀请")
RECORD_FOLLOWUP = write("filing.followup.record", "记录走访")
VIEW_LIST = read("filing.list.view", "查看全量比对")
LOAD_LIST = write("filing.list.load", "载入全量名单")
VIEW_SENDER = read("filing.sender.view", "查看推送系统")
REGISTER_SENDER = write("filing.sender.register", "登记推送系统")
CLOSE_SENDER = write("filing.sender.close", "停用推送系统")

# A case, as the applicant sees it and as the officer does.
VIEW_CASE = read("filing.case.view", "查看备案件")
OPEN_CASE = write("filing.case.open", "开始办理")
SAVE_CASE = write("filing.case.save", "保存填报")
SUBMIT_CASE = write("filing.case.submit", "提交备案")
RECALL_CASE = write("filing.case.recall", "撤回修改")
WITHDRAW_CASE = write("filing.case.withdraw", "放弃本次办理")
RETURN_CASE = write("filing.case.return", "退回补正")
ACCEPT_CASE = write("filing.case.accept", "出具备案回执")
FINISH_CASE = write("filing.case.finish", "办结")
VERIFY_CASE = write("filing.case.verify", "确认现场核实")
REJECT_CASE = write("filing.case.reject", "告知不符合")
REVEAL_CASE = read("filing.case.reveal", "查看填报的身份信息", is_sensitive=True)
VIEW_MATERIAL = read("filing.material.view", "查看备案材料")
ADD_MATERIAL = write("filing.material.add", "上传材料")
REMOVE_MATERIAL = write("filing.material.remove", "撤下材料")
RENEW_MATERIAL = write("filing.material.renew", "更新到期的材料")
REMIND_MATERIALS = write("filing.material.remind", "提醒证件到期")
REMIND_CONVERSIONS = write("filing.conversion.remind", "提醒备案换许可")
RECORD_EXIT = write("filing.exit.record", "登记幼儿安置")
VIEW_EXIT = read("filing.exit.view", "查看幼儿安置", is_sensitive=True)

VIEW_RECEIPT = read("filing.receipt.view", "查看备案回执")
REVOKE_RECEIPT = write("filing.receipt.revoke", "撤销备案")

# What the tax bureau is told of a chain.
VIEW_NOTE = read("filing.note.view", "查看合并纳税告知单")
ISSUE_NOTE = write("filing.note.issue", "出具合并纳税告知单")

# The national system (托育机构备案信息系统) has no interface: a file out, its answers back by hand or file.
EXPORT_NATIONAL = read("filing.national.export", "导出国家系统报送表")
VIEW_RESULT = read("filing.result.view", "查看国家系统结果")
RECORD_RESULT = write("filing.result.record", "登记国家系统结果")

# Opening an account by invitation: nobody is known yet, so no role grants it; it has a name for the journal.
JOIN = write("filing.invitation.accept", "开通机构账号")

ACTIONS = (
    VIEW_REGISTRATION,
    PUSH_REGISTRATION,
    RECORD_REGISTRATION,
    IMPORT_REGISTRATIONS,
    JUDGE_REGISTRATION,
    INVITE_REGISTRATION,
    RECORD_FOLLOWUP,
    VIEW_LIST,
    LOAD_LIST,
    VIEW_SENDER,
    REGISTER_SENDER,
    CLOSE_SENDER,
    VIEW_CASE,
    OPEN_CASE,
    SAVE_CASE,
    SUBMIT_CASE,
    RECALL_CASE,
    WITHDRAW_CASE,
    RETURN_CASE,
    ACCEPT_CASE,
    FINISH_CASE,
    VERIFY_CASE,
    REJECT_CASE,
    REVEAL_CASE,
    VIEW_MATERIAL,
    ADD_MATERIAL,
    REMOVE_MATERIAL,
    RENEW_MATERIAL,
    REMIND_MATERIALS,
    REMIND_CONVERSIONS,
    RECORD_EXIT,
    VIEW_EXIT,
    VIEW_RECEIPT,
    REVOKE_RECEIPT,
    VIEW_NOTE,
    ISSUE_NOTE,
    EXPORT_NATIONAL,
    VIEW_RESULT,
    RECORD_RESULT,
)
