"""Introduces filing to the house."""

from __future__ import annotations

from tuoyu.foundation.room.opening import Room


class FilingRoom(Room):
    name = "tuoyu.operations.filing"
    verbose_name = "登记备案"

    def open(self) -> None:
        from tuoyu.foundation.access.registry import declare_actions, declare_scope
        from tuoyu.foundation.casework.registry import declare_flow
        from tuoyu.foundation.figures.registry import declare_figure
        from tuoyu.foundation.jobs.handlers import daily
        from tuoyu.foundation.ui.nav import declare_nav, declare_public
        from tuoyu.foundation.ui.panels import Panel, declare_panel
        from tuoyu.operations.filing import jobs, scopes
        from tuoyu.operations.filing.figures import FIGURES
        from tuoyu.operations.filing.flow import FLOWS
        from tuoyu.operations.filing.models import (
            ChildExit,
            FilingCase,
            FullList,
            Material,
            Receipt,
            Registration,
            TaxNote,
        )
        from tuoyu.operations.filing.permissions import ACTIONS, VIEW_CASE, VIEW_MATERIAL, VIEW_NOTE
        from tuoyu.operations.filing.queries.concerns import revoked
        from tuoyu.operations.filing.web.nav import NAV, PUBLIC
        from tuoyu.operations.filing.web.panels import (
            cases_of_institution,
            notes_of_chain,
            papers_of_institution,
        )
        from tuoyu.registers.institutions.queries import declare_concern

        declare_actions(ACTIONS)
        declare_nav(NAV)
        declare_public(PUBLIC)
        for flow in FLOWS:
            declare_flow(flow)
        declare_scope(Registration, "unit", scopes.registration_of_unit)
        declare_scope(Registration, "street", scopes.registration_of_street)
        declare_scope(FullList, "unit", scopes.registration_of_unit)
        declare_scope(FilingCase, "unit", scopes.case_of_unit)
        for model in (Material, ChildExit, Receipt):
            declare_scope(model, "unit", scopes.through_case)
        declare_scope(TaxNote, "unit", scopes.note_of_unit)
        declare_concern("filing.revoked", revoked)
        for figure in FIGURES:
            declare_figure(figure)
        declare_panel(
            "institutions.institution", Panel("cases", "备案事项", VIEW_CASE, 20, cases_of_institution)
        )
        declare_panel(
            "institutions.institution", Panel("papers", "证件", VIEW_MATERIAL, 30, papers_of_institution)
        )
        declare_panel("institutions.institution", Panel("notes", "合并纳税", VIEW_NOTE, 25, notes_of_chain))
        daily(at="00:30")(jobs.follow_standings)
        daily(at="00:40")(jobs.remind_materials)
        daily(at="00:45")(jobs.remind_conversions)
