"""``tuoyu receipt verify``, ``keys`` and ``renew``: signed statements without database and without framework.

Exit codes of ``verify``: 0 valid, 1 anything else (the first line says what), 2 the command is written wrongly.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from tuoyu.entrypoints.cli.lines import in_one_field
from tuoyu.entrypoints.cli.usage import ChineseParser, day
from tuoyu.foundation.room.environment import REPOSITORY
from tuoyu.foundation.vault.keyring import key_file
from tuoyu.foundation.vault.provider import SM2, SoftwareProvider
from tuoyu.foundation.vault.statements import Judgement, State, fact_lines, judge, tokens_in
from tuoyu.foundation.vault.statements.keysets import key_set, public_key_file
from tuoyu.foundation.vault.words import KINDS, UNNAMED_KIND
from tuoyu.kernel.context import CHINA

DONE, NOT_VALID, WRONG_USAGE = 0, 1, 2


class _UnusableError(Exception):
    """A file that the check needs cannot be used; the sentence says which and what to do."""


def run(argv: list[str]) -> int:
    asked = _parser().parse_args(argv)
    try:
        code: int = asked.verb(asked)
    except _UnusableError as wrong:
        print(wrong, file=sys.stderr)
        return NOT_VALID
    except OSError as error:
        print(f"文件“{error.filename}”不能读写：{error.strerror}。请检查路径和权限。", file=sys.stderr)
        return NOT_VALID
    return code


def _verify(asked: argparse.Namespace) -> int:
    keys = _published(asked.keys or public_key_file(_data_folder()))
    revocations = _list_in(asked.revoked) if asked.revoked else None
    name, content = _read(asked.file)
    today = asked.on or datetime.now(CHINA).date()
    tokens = tokens_in(name, content) or [""]
    judgements = [judge(token, keys, revocations, today) for token in tokens]
    list_state = judgements[0].list_state
    if list_state not in {None, State.VALID}:
        raise _UnusableError(
            f"撤销名单“{asked.revoked}”不能用（{list_state.label}），没有核对。请取最新公布的撤销名单。"
        )
    _tell(judgements)
    return DONE if all(each.is_valid for each in judgements) else NOT_VALID


def _tell(judgements: Sequence[Judgement]) -> None:
    """A block for each statement; where one of several is not valid, it comes first."""
    blocks = ["\n".join(_lines(each)) for each in sorted(judgements, key=lambda each: each.is_valid)]
    print("\n\n".join(blocks))


def _lines(judgement: Judgement) -> list[str]:
    lines = [judgement.state.label, judgement.sentence, judgement.next_step]
    if judgement.statement is not None:
        kind, content = judgement.statement.kind, judgement.statement.content
        lines += ["", KINDS.get(kind, UNNAMED_KIND).title]
        lines += [f"{label}：{text}" for label, text in fact_lines(kind, content)]
        lines += [f"签名密钥：{judgement.statement.key_id}"]
    if judgement.as_of:
        lines += [f"撤销名单截至：{judgement.as_of}"]
    return [in_one_field(line) for line in lines]


def _keys(asked: argparse.Namespace) -> int:
    software = _software()
    known = software.keyring.purposes("signing")
    keys = [
        key
        for purpose in asked.purpose or known
        for key in software.public_keys(purpose)
        if key.algorithm == SM2
    ]
    if not keys:
        raise _UnusableError("还没有签名密钥：出具第一份回执时自动生成。用途写错时也会这样。")
    print(json.dumps(key_set(asked.issuer, keys), ensure_ascii=False, indent=1))
    return DONE


def _renew(asked: argparse.Namespace) -> int:
    software = _software()
    if not any(key.algorithm == SM2 for key in software.public_keys(asked.purpose)):
        raise _UnusableError(f"“{asked.purpose}”还没有签名密钥，不用更换：出具第一份凭证时自动生成。")
    on: date = asked.on or datetime.now(CHINA).date()
    key_id = software.renew_signing(asked.purpose, SM2, on)
    print(
        f"已换用新密钥“{key_id}”，从 {on} 起签名；旧密钥签的凭证仍然有效。请重新公布密钥：tuoyu receipt keys"
    )
    return DONE


def _software() -> SoftwareProvider:
    path = key_file(_data_folder())
    if not path.is_file():
        raise _UnusableError(f"没有密钥文件“{path}”。请在装有系统的机器上运行，或用 TUOYU_KEYS_FILE 指明。")
    return SoftwareProvider(path)


def _data_folder() -> Path:
    """Like ``environment.data_dir``, without making the folder: who only checks leaves no trace."""
    return Path(os.environ.get("TUOYU_DATA_DIR", REPOSITORY / "var"))


def _published(path: Path) -> dict[str, Any]:
    if not path.is_file():
        raise _UnusableError(f"没有公开密钥文件“{path}”。请用 --keys 指明出具机关公布的密钥文件。")
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError):
        content = None
    if not isinstance(content, dict) or not isinstance(content.get("keys"), list):
        raise _UnusableError(f"“{path}”不是公开密钥文件。请取出具机关公布的密钥文件（JSON）。")
    return content


def _list_in(path: Path) -> str:
    tokens = tokens_in(path.name, path.read_bytes())
    if len(tokens) != 1:
        raise _UnusableError(f"“{path}”里要有一份撤销名单，读到 {len(tokens)} 份。请取最新公布的撤销名单。")
    return tokens[0]


def _read(file: str) -> tuple[str, bytes]:
    if file == "-":
        return "-", sys.stdin.buffer.read()
    return Path(file).name, Path(file).read_bytes()


def _parser() -> ChineseParser:
    parser = ChineseParser(
        "tuoyu receipt", "核对回执等签名凭证的真假，管理签名用的密钥。不用联网，不用数据库。"
    )
    verbs = parser.add_subparsers(required=True, metavar="verify|keys|renew", title="做什么")
    verifying = verbs.add_parser(
        "verify", description="核对一份凭证：0 有效，1 无效（第一行说明是哪一种），2 写法不对。"
    )
    verifying.set_defaults(verb=_verify)
    verifying.add_argument("file", metavar="FILE|-", help="回执文件（PDF、txt、json），- 为标准输入")
    verifying.add_argument("--keys", type=Path, metavar="KEYS.json", help="公布的密钥（默认本机的）")
    verifying.add_argument("--revoked", type=Path, metavar="FILE", help="撤销名单")
    verifying.add_argument("--on", type=day, metavar="DATE", help="以哪天为今天（默认当天）")
    publishing = verbs.add_parser("keys", description="打印本机的公开密钥，供公布。不含私钥。")
    publishing.set_defaults(verb=_keys)
    publishing.add_argument("--issuer", required=True, metavar="NAME", help="出具机关的名称")
    publishing.add_argument(
        "--purpose", action="append", metavar="NAME", help="只要这个用途的，可以写几次（默认全部）"
    )
    renewing = verbs.add_parser("renew", description="更换一个用途的签名密钥。")
    renewing.set_defaults(verb=_renew)
    renewing.add_argument("purpose", help="用途，例如 receipt")
    renewing.add_argument("--on", type=day, metavar="DATE", help="从哪天起用新密钥（默认当天）")
    return parser
