"""The forms of a penalty. Sums are typed in yuan and become fen here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from tuoyu.foundation.ui.forms import day_input
from tuoyu.kernel.money import Yuan
from tuoyu.operations.supervision.web.penalty_past import PastField
from tuoyu.operations.supervision.words.penalties import (
    ChallengeKind,
    ChallengeOutcome,
    PenaltyKind,
    ServedHow,
    SpareGround,
)


def lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class YuanField(forms.CharField):
    """An amount in yuan that may be left out; its value is fen."""

    def __init__(self, *, label: str, help_text: str = "") -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(max_length=20, required=False, widget=widget, label=label, help_text=help_text)

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return Yuan.of(text).fen
        except ValueError as error:
            raise ValidationError(str(error)) from error


def yuan_initial(fen: int) -> str:
    """What stands in a sum's field: ``20000`` or ``20000.50``; empty for none."""
    yuan, rest = divmod(fen, 100)
    return "" if not fen else f"{yuan}.{rest:02d}" if rest else str(yuan)


def deviation_field() -> forms.CharField:
    """Why a sum lies outside of what was decided for like facts."""
    return forms.CharField(
        label="偏离说明", max_length=2000, required=False, widget=lines(3), help_text="金额在以往案例中间一半之外的，写明为什么"
    )  # fmt: skip


class OpenForm(forms.Form):
    place = forms.CharField(label="机构", max_length=100, help_text="机构全称、备案编号或统一社会信用代码")
    offence = forms.ChoiceField(label="违法行为", help_text="只列本机关有权处罚的；没有的请移送")
    facts = forms.CharField(
        label="违法事实", max_length=4000, widget=lines(4), help_text="时间、地点、做了什么"
    )
    occurred_on = forms.DateField(
        label="违法行为日期", widget=day_input(), help_text="连续、继续的，写终了的那一天"
    )
    has_harm = forms.BooleanField(
        label="涉及生命健康安全且有危害后果", required=False, help_text="勾选后时效按更长的算"
    )
    officers = forms.MultipleChoiceField(
        label="执法人员", widget=forms.CheckboxSelectMultiple, help_text="不少于两名"
    )
    findings = forms.MultipleChoiceField(
        label="依据的问题", required=False, widget=forms.CheckboxSelectMultiple, help_text="检查中发现的问题"
    )

    def __init__(self, *args: Any, offences: Any, officers: Any, findings: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["offence"].choices = [("", "请选择"), *offences]  # type: ignore[attr-defined]
        self.fields["officers"].choices = officers  # type: ignore[attr-defined]
        if findings:
            self.fields["findings"].choices = findings  # type: ignore[attr-defined]
        else:
            del self.fields["findings"]


class SpotForm(forms.Form):
    """A penalty on the spot, in the order in which it happens there."""

    place = forms.CharField(label="机构", max_length=100, help_text="机构全称、备案编号或统一社会信用代码")
    findings = forms.MultipleChoiceField(
        label="依据的问题", required=False, widget=forms.CheckboxSelectMultiple, help_text="检查中发现的问题"
    )
    offence = forms.ChoiceField(label="违法行为", help_text="只列能当场处罚的；没有的请按普通程序立案")
    facts = forms.CharField(label="违法事实", max_length=2000, widget=lines(3), help_text="时间、做了什么")
    occurred_on = forms.DateField(label="违法行为日期", widget=day_input())
    where = forms.CharField(label="处罚地点", max_length=200)
    colleague = forms.ChoiceField(label="另一名执法人员", help_text="您之外到场的那一名")
    has_shown_card = forms.BooleanField(label="已出示执法证件", required=False)
    has_told_rights = forms.BooleanField(
        label="已当面告知拟处罚的内容、事实、理由、依据和陈述申辩的权利", required=False
    )
    said = forms.CharField(
        label="当事人怎么说", max_length=2000, required=False, widget=lines(2), help_text="没有意见的留空"
    )
    answer = forms.CharField(
        label="怎么答复", max_length=2000, required=False, widget=lines(2), help_text="采纳或不采纳，以及理由；印在决定书上"
    )  # fmt: skip
    seen = PastField()
    kinds = forms.MultipleChoiceField(label="处罚种类", widget=forms.CheckboxSelectMultiple)
    fine_fen = YuanField(label="罚款（元）")
    deviation = deviation_field()
    signed_by = forms.CharField(label="签收人", max_length=60, required=False)
    is_refused = forms.BooleanField(label="拒绝签收", required=False, help_text="决定书上会注明")
    collected = YuanField(label="当场收缴（元）")
    receipt_no = forms.CharField(label="罚款票据号", max_length=64, required=False)
    collect_reason = forms.CharField(
        label="不当场收缴事后难以执行的理由", max_length=200, required=False, help_text="超过上面金额的才写"
    )

    def __init__(
        self, *args: Any, offences: Any, officers: Any, findings: Any, kinds: Any, most: str, collect: str, past: Any, url: str, **named: Any
    ) -> None:  # fmt: skip
        super().__init__(*args, **named)
        self.fields["seen"].show(past, url)  # type: ignore[attr-defined]
        self.fields["offence"].choices = [("", "请选择"), *offences]  # type: ignore[attr-defined]
        self.fields["colleague"].choices = [("", "请选择"), *officers]  # type: ignore[attr-defined]
        self.fields["kinds"].choices = [(kind.value, kind.label) for kind in PenaltyKind if kind.value in kinds]  # type: ignore[attr-defined]  # fmt: skip
        self.fields["fine_fen"].help_text = most
        self.fields["collected"].help_text = collect
        if findings:
            self.fields["findings"].choices = findings  # type: ignore[attr-defined]
        else:
            del self.fields["findings"]


class ConcludeForm(forms.Form):
    facts = forms.CharField(label="查明的违法事实", max_length=4000, widget=lines(5))
    evidence = forms.CharField(label="证据", max_length=4000, widget=lines(4), help_text="一行一件")
    gain = YuanField(label="违法所得（元）", help_text="没有的不填")

    def __init__(self, *args: Any, counted: str, **named: Any) -> None:
        """``counted``: what the article counts the fine of, where it counts in multiples."""
        super().__init__(*args, **named)
        self.fields["gain"].label = f"{counted}（元）"


class SentenceForm(forms.Form):
    """What is intended or decided."""

    kinds = forms.MultipleChoiceField(label="处罚种类", widget=forms.CheckboxSelectMultiple)
    fine_fen = YuanField(label="罚款（元）")
    confiscated_fen = YuanField(label="没收违法所得（元）")
    measure = forms.CharField(
        label="其他内容", max_length=200, required=False, help_text="停业期限、吊销哪个证照等"
    )

    def __init__(self, *args: Any, kinds: Any, bounds: str = "", **named: Any) -> None:
        super().__init__(*args, **named)
        allowed = [(kind.value, kind.label) for kind in PenaltyKind if kind.value in kinds]
        self.fields["kinds"].choices = allowed  # type: ignore[attr-defined]
        self.fields["fine_fen"].help_text = bounds
        for kind, name in ((PenaltyKind.FINE, "fine_fen"), (PenaltyKind.CONFISCATE, "confiscated_fen")):
            if kind.value not in kinds:
                del self.fields[name]


class TellForm(SentenceForm):
    reason = forms.CharField(
        label="裁量理由", max_length=2000, required=False, widget=lines(3), help_text="为什么是这个轻重"
    )


class DecideForm(SentenceForm):
    deviation = deviation_field()
    plea_answer = forms.CharField(
        label="对陈述申辩的答复", max_length=4000, required=False, widget=lines(4), help_text="逐条写明采纳或不采纳，会印在决定书上"
    )  # fmt: skip
    reviewer = forms.CharField(label="法制审核人", max_length=64, required=False)
    review = forms.CharField(label="法制审核意见", max_length=2000, required=False, widget=lines(2))

    def __init__(self, *args: Any, has_spoken: bool, wants_review: bool, **named: Any) -> None:
        super().__init__(*args, **named)
        if not has_spoken:
            del self.fields["plea_answer"]
        if not wants_review:
            del self.fields["reviewer"]
            del self.fields["review"]


class PleadForm(forms.Form):
    text = forms.CharField(
        label="您的意见", max_length=4000, required=False, widget=lines(6), help_text="哪些事实不对、有什么理由和证据；提意见不会加重处罚"
    )  # fmt: skip
    is_waiver = forms.BooleanField(
        label="没有意见，也不要求听证",
        required=False,
        help_text="勾选后处罚机关可以马上决定；只想提意见的不要勾",
    )


class ContestForm(forms.Form):
    """The button is enough."""


class CallForm(forms.Form):
    held_on = forms.DateField(label="听证日期", widget=day_input())
    place = forms.CharField(label="地点", max_length=100)
    chair = forms.CharField(label="主持人", max_length=64, help_text="不能是本案的调查人员")


class HearForm(forms.Form):
    opinion = forms.CharField(
        label="听证意见", max_length=4000, widget=lines(5), help_text="按听证笔录写，会印在决定书上"
    )


class SpareForm(forms.Form):
    ground = forms.ChoiceField(label="理由")
    is_mended = forms.BooleanField(label="问题已经改正", required=False)
    reason = forms.CharField(label="说明", max_length=2000, widget=lines(3))

    def __init__(self, *args: Any, grounds: Mapping[str, str], **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["ground"].choices = [(code, f"{SpareGround.label_of(code)}（{basis}）") for code, basis in grounds.items()]  # type: ignore[attr-defined]  # fmt: skip


class ReasonForm(forms.Form):
    reason = forms.CharField(label="理由", max_length=500, widget=lines(3))


class ServeForm(forms.Form):
    served_on = forms.DateField(label="送达日期", widget=day_input())
    how = forms.ChoiceField(label="送达方式", choices=ServedHow.choices())
    receiver = forms.CharField(label="签收人", max_length=64, help_text="留置送达的写见证人")


class PayForm(forms.Form):
    paid_on = forms.DateField(label="履行日期", widget=day_input())
    paid_fen = YuanField(label="缴款金额（元）", help_text="没有罚款的不填")
    note = forms.CharField(
        label="说明", max_length=200, required=False, help_text="缴款凭证号；停业的写怎样落实"
    )


class CloseForm(forms.Form):
    note = forms.CharField(label="结案说明", max_length=500, required=False, widget=lines(2))


class PublishForm(forms.Form):
    fact = forms.CharField(
        label="违法事实（公示）", max_length=1000, widget=lines(4), help_text="任何人都能看到：不写人名，不写幼儿的情况"
    )  # fmt: skip


class ChallengeForm(forms.Form):
    kind = forms.ChoiceField(label="途径", choices=ChallengeKind.choices())
    organ = forms.CharField(label="受理机关", max_length=100)
    filed_on = forms.DateField(label="提出日期", widget=day_input())


class SettleForm(forms.Form):
    outcome = forms.ChoiceField(label="结果", choices=ChallengeOutcome.choices())
    decided_on = forms.DateField(label="结果日期", widget=day_input())
    fine_fen = YuanField(label="变更后的罚款（元）", help_text="只有结果是变更的填")
    note = forms.CharField(
        label="文书和说明", max_length=500, widget=lines(2), help_text="复议决定书、判决书的文号"
    )


class PurposeForm(forms.Form):
    purpose = forms.CharField(
        label="查看事由", max_length=100, help_text="写明为什么要看；事由和查看人会记入操作日志"
    )
