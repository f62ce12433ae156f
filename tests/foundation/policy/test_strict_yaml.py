from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tuoyu.foundation.policy.strict_yaml import YamlRefused, read_yaml


def read(tmp_path: Path, text: str) -> object:
    path = tmp_path / "law.yaml"
    path.write_text(text, encoding="utf-8")
    return read_yaml(path)


def test_words_stay_words_and_numbers_stay_whole(tmp_path: Path) -> None:
    text = "a: yes\nb: 'on'\nc: off\nd: 007\ne: 12:30\nf: true\ng: 12\nh: 2021-02-01\ni:\nj: -3\nk: 1_000\nl: 5月\n"
    assert read(tmp_path, text) == {
        "a": "yes", "b": "on", "c": "off", "d": "007", "e": "12:30", "f": True, "g": 12,
        "h": date(2021, 2, 1), "i": None, "j": -3, "k": "1_000", "l": "5月",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("a: 1\na: 2\n", 2, "“a”在同一层写了两次"),
        ("x:\n  - {b: 1, b: 1}\n", 2, "“b”在同一层写了两次"),
        ("a: 1\nb: 0.8\n", 2, "小数 0.8 要加引号"),
        ("a: 1e3\n", 1, "小数 1e3 要加引号"),
        ("a: .5\n", 1, "小数 .5 要加引号"),
        ("a:\n\n  b: 2021-02-30\n", 3, "日期 2021-02-30 不存在"),
        ("a: 1\nb: [1, 2\nc: 3\n", 3, "YAML 写法有误"),
        ("a: 1\n\tb: 2\n", 2, "YAML 写法有误"),
        ("a: &x 1\n? [b]\n: 2\n", 2, "键应是一个词"),
        ("a: !!python/object:os.system {}\n", 1, "YAML 写法有误"),
    ],
)
def test_a_wrong_file_says_line_and_reason(tmp_path: Path, text: str, line: int, reason: str) -> None:
    with pytest.raises(YamlRefused) as refused:
        read(tmp_path, text)
    assert refused.value.line == line
    assert reason in refused.value.reason


def test_a_file_of_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "law.yaml"
    path.write_bytes("名称: 托育".encode("gb18030"))
    with pytest.raises(YamlRefused, match="UTF-8"):
        read_yaml(path)


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "law.yaml"
    path.write_bytes("名称: 托育".encode("utf-8-sig"))
    assert read_yaml(path) == {"名称": "托育"}
