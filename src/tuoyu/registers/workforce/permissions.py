"""Actions on practitioners."""

from __future__ import annotations

from tuoyu.foundation.access.actions import read, write

VIEW = read("workforce.practitioner.view", "查看从业人员")
REVEAL = read("workforce.practitioner.reveal", "查看完整身份信息", is_sensitive=True)
REGISTER = write("workforce.practitioner.register", "登记从业人员")
IMPORT = write("workforce.practitioner.import", "导入从业人员")
OPEN_POSITION = write("workforce.position.open", "登记任职")
END_POSITION = write("workforce.position.end", "终止任职")
RECORD_CERTIFICATE = write("workforce.certificate.record", "登记证书")
RECORD_TRAINING = write("workforce.training.record", "登记培训")
OPEN_QUERIES = write("workforce.query.open", "列出应查人员")

ACTIONS = (
    VIEW,
    REVEAL,
    REGISTER,
    IMPORT,
    OPEN_POSITION,
    END_POSITION,
    RECORD_CERTIFICATE,
    RECORD_TRAINING,
    OPEN_QUERIES,
)
