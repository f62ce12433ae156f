"""Is a new password good enough? Length by policy, the rest by Django's validators, each refusal in plain words."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from tuoyu.foundation.people.models import User
from tuoyu.foundation.people.policy import people_policy_at
from tuoyu.foundation.people.rules import password_is_long_enough
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.verdict import Refused, demand

SENTENCES = {
    "password_too_common": "这个密码太常见，容易被猜到。",
    "password_entirely_numeric": "密码不能全是数字。",
    "password_like_account": "密码里不能有登录名。",
}
NEXT_STEP = "请换一个密码，例如几个不相干的词加数字。"


class UnlikeAccountValidator:
    """Refuses a password that contains the name one signs in with."""

    def validate(self, password: str, user: User | None = None) -> None:
        name = user.username.casefold() if user else ""
        if len(name) >= 3 and name in password.casefold():
            raise ValidationError(SENTENCES["password_like_account"], code="password_like_account")

    def get_help_text(self) -> str:
        return SENTENCES["password_like_account"]


def demand_good_password(ctx: Ctx, user: User, password: str, *, field: str) -> None:
    """Refuse (422, beside ``field``) a password that is short, common, numeric or like the account."""
    demand(
        password_is_long_enough(password, people_policy_at(ctx.today, ctx.area).password_min_length, field),
        422,
    )
    try:
        validate_password(password, user)
    except ValidationError as error:
        first = error.error_list[0]
        sentence = SENTENCES.get(str(first.code), "；".join(first.messages))
        raise Refused.because(
            "people.password.weak", sentence, status=422, next_step=NEXT_STEP, field=field
        ) from None
