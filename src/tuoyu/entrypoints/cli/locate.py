"""``tuoyu locate``: addresses on standard input, one a line → one JSON object a line."""

from __future__ import annotations

import json
import sys

from tuoyu.entrypoints.cli.lines import input_lines
from tuoyu.entrypoints.cli.usage import ChineseParser
from tuoyu.foundation.policy.divisions import CodeTableWrong, gazetteer
from tuoyu.foundation.policy.paths import PolicyFolderMissing
from tuoyu.foundation.policy.problems import PolicyBroken


def run(argv: list[str]) -> int:
    """0 when every line was answered; 1 where the district's tables are missing or wrong."""
    parser = ChineseParser(
        "tuoyu locate",
        "逐行认出标准输入里地址的街镇和村社，每行输出一个 JSON："
        "address、street_code9、community_code12（认不出或有歧义时为 null）、reason。",
    )
    parser.add_argument(
        "--district", default="", metavar="CODE", help="区县代码，例如 330302（默认本安装服务的区县）"
    )
    asked = parser.parse_args(argv)
    try:
        places = gazetteer(asked.district)
    except (CodeTableWrong, PolicyBroken, PolicyFolderMissing) as wrong:
        print(wrong, file=sys.stderr)
        return 1
    for line in input_lines():
        found = places.locate(line)
        answer = {
            "address": line,
            "street_code9": found.street_code9,
            "community_code12": found.community_code12,
            "reason": found.reason,
        }
        print(json.dumps(answer, ensure_ascii=False))
    return 0
