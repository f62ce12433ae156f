"""Words of people: kinds of units, and the sentences the rules say."""

from __future__ import annotations

from tuoyu.kernel.words import LabelledEnum


class UnitKind(LabelledEnum):
    LEADERSHIP = "leadership", "领导小组"
    DEPARTMENT = "department", "政府部门"
    PARTY_ORGAN = "party_organ", "党委部门"
    MASS_ORGANISATION = "mass_organisation", "群团组织"
    BRANCH = "branch_of_city", "市级派驻机构"
    PUBLIC_INSTITUTION = "public_institution", "事业单位"
    COMPANY = "company", "公用企业"
    STREET = "street", "街道"
    TOWN = "town", "镇"
    COLLECTIVE = "collective", "统称"
