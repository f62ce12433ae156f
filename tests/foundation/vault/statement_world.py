"""An invented issuer with keys of two terms, a receipt, lists, and a corpus of tokens of every state."""

from __future__ import annotations

import random
import zlib
from collections.abc import Iterator, Mapping
from datetime import date
from functools import partial
from typing import Any

from tuoyu.foundation.vault import sm2, sm2_signing
from tuoyu.foundation.vault.provider import SM2, PublicKey
from tuoyu.foundation.vault.statements import issue
from tuoyu.foundation.vault.statements.keysets import key_set

TODAY = date(2026, 11, 25)
ISSUER = "示例区卫生健康局"
RECEIPT: dict[str, Any] = {
    "number": "9901012026000017",
    "name": "示例区青禾社区托育园（南汇分园）",
    "uscc": "52990101MJ9612345X",
    "address": "示例市示例区南汇街道锦绣路1067号青禾社区服务中心二层东侧",
    "nature": "非营利性",
    "form": "社区嵌入式托育",
    "classes": ["乳儿班 10", "托小班 30", "托大班 40"],
    "places": 80,
    "issued_on": "2026-03-02",
    "valid_until": "2029-03-01",
    "issuer": ISSUER,
    "state": "已备案",
}
REVOKED = {"9901012026000011": {"on": "2026-11-20", "reason": "机构终止服务"}}
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


class World:
    """``old`` signed until 2026-01-31, ``receipt`` signs since; ``stranger`` is nobody's published key."""

    def __init__(self) -> None:
        draw = random.Random(7)
        self.private = {
            name: draw.randrange(1, sm2.N - 1).to_bytes(32, "big")
            for name in ("receipt-1-aaaa", "receipt-2-bbbb", "stranger-1-cccc")
        }
        terms = {"receipt-1-aaaa": ("", "2026-01-31"), "receipt-2-bbbb": ("2026-01-31", "")}
        self.keys = key_set(
            ISSUER,
            [PublicKey(name, SM2, self.public(name), *days) for name, days in terms.items()],
        )
        self.list = self.issue("revocations", {"as_of": "2026-11-24", "revoked": REVOKED})

    def public(self, key_id: str) -> bytes:
        return sm2.public_of(int.from_bytes(self.private[key_id], "big"))

    def issue(
        self, kind: str, content: Mapping[str, Any], key_id: str = "receipt-2-bbbb", signer: str = ""
    ) -> str:
        return issue(kind, content, key_id, partial(sm2_signing.sign, self.private[signer or key_id]))

    def receipt(self, key_id: str = "receipt-2-bbbb", signer: str = "", **changes: Any) -> str:
        content = {key: value for key, value in {**RECEIPT, **changes}.items() if value != ""}
        return self.issue("filing.receipt", content, key_id, signer)

    def corpus(self, mutants: int) -> Iterator[tuple[str, str]]:
        """(what it is, token): hand-made cases, then random mutants of them."""
        made = list(self.cases())
        yield from made
        draw = random.Random(11)
        for _ in range(mutants):
            what, token = draw.choice(made)
            at, mark = draw.randrange(len(token) + 1), draw.choice(ALPHABET + ". é")
            length = draw.choice((0, 1, 1, 1))
            yield f"mutant of {what} at {at}", token[:at] + mark + token[at + length :]

    def cases(self) -> Iterator[tuple[str, str]]:
        receipt = self.receipt()
        other = self.receipt(number="9901012026000018", name="示例区禾苗托育园")
        yield "valid", receipt
        yield "valid, no end", self.receipt(valid_until="")
        yield "valid, old key", self.receipt("receipt-1-aaaa", issued_on="2025-12-01")
        yield "last day", self.receipt(valid_until="2026-11-25")
        yield "expired", self.receipt(valid_until="2026-11-24")
        yield "revoked", self.receipt(number="9901012026000011")
        yield "revoked and expired", self.receipt(number="9901012026000011", valid_until="2026-11-01")
        yield "not yet", self.receipt(issued_on="2026-11-26")
        yield "other content", receipt.replace(receipt.split(".")[1], other.split(".")[1])
        yield "other signature", receipt.rpartition(".")[0] + "." + other.rpartition(".")[2]
        yield "stranger under our name", self.receipt(signer="stranger-1-cccc")
        yield "stranger", self.receipt("stranger-1-cccc")
        yield "after its term", self.receipt("receipt-1-aaaa")
        yield "before its term", self.receipt(issued_on="2025-12-01")
        yield (
            "other kind",
            self.issue(
                "draw", {"issued_on": "2026-11-01", "名单": {"2": "甲", "10": {"b": 1, "a": "乙{on}"}}}
            ),
        )
        yield "the list itself", self.list
        yield "braces in a fact", self.receipt(name="{issuer}<b>&amp;</b>\n\u2028", number="__proto__")
        yield "long, much repeated", self.receipt(note="托育" * 3000, other=[[["深"]]])
        yield "hardly packed", self.receipt(note="".join(chr(0x4E00 + n * 7919 % 20000) for n in range(700)))
        yield "cut", receipt[:300]
        yield "nothing", ""
        yield "zero signature", receipt.rpartition(".")[0] + "." + "A" * 86


def packed_pdf(token: str) -> bytes:
    """The smallest PDF with ``statement.txt`` attached and packed with zlib, as document writers pack it."""
    packed = zlib.compress(token.encode(), 9)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[(statement.txt) 3 0 R]>>>>>>",
        b"<</Type/Pages/Kids[5 0 R]/Count 1>>",
        b"<</Type/Filespec/F(statement.txt)/UF(statement.txt)/EF<</F 4 0 R>>>>",
        b"<</Type/EmbeddedFile/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream" % (len(packed), packed),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
    ]
    made, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    tail = b"xref\n0 6\n0000000000 65535 f \n%strailer\n<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
    return made + tail % (table, len(made))
