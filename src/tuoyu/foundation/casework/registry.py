"""The flows of the house, declared when the rooms open: drawn into the docs, walked by the house tests."""

from __future__ import annotations

from tuoyu.kernel.flow import Flow

_flows: dict[str, Flow] = {}


def declare_flow(flow: Flow) -> None:
    if _flows.setdefault(flow.name, flow) is not flow:
        raise ValueError(f"flow {flow.name} is declared twice")


def all_flows() -> dict[str, Flow]:
    return dict(sorted(_flows.items()))
