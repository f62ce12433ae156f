"""Actions on visits, and on the photos taken there."""

from __future__ import annotations

from tuoyu.foundation.access.actions import read, write

VIEW_VISIT = read("supervision.visit.view", "查看检查")
PLAN_VISIT = write("supervision.visit.plan", "安排检查")
MOVE_VISIT = write("supervision.visit.move", "检查改期")
CANCEL_VISIT = write("supervision.visit.cancel", "取消检查")
MERGE_VISIT = write("supervision.visit.merge", "合成一次")
SPLIT_VISIT = write("supervision.visit.split", "分开")
NOTICE_VISIT = write("supervision.visit.notice", "发检查通知")
START_VISIT = write("supervision.visit.start", "开始检查")
SYNC_VISIT = write("supervision.visit.sync", "发送检查结果")
RECORD_VISIT = write("supervision.visit.record", "形成记录")
SIGN_VISIT = write("supervision.visit.sign", "双方签字")
RATE_VISIT = write("supervision.visit.rate", "评价检查")
# Photos may show people: fewer may open them than may read of the visit.
VIEW_PHOTO = read("supervision.photo.view", "查看现场照片")
ADD_PHOTO = write("supervision.photo.add", "上传现场照片")

ACTIONS = (
    VIEW_VISIT,
    PLAN_VISIT,
    MOVE_VISIT,
    CANCEL_VISIT,
    MERGE_VISIT,
    SPLIT_VISIT,
    NOTICE_VISIT,
    START_VISIT,
    SYNC_VISIT,
    RECORD_VISIT,
    SIGN_VISIT,
    RATE_VISIT,
    VIEW_PHOTO,
    ADD_PHOTO,
)
