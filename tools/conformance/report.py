"""Findings for people and for programs."""

import json

from rich.console import Console
from rich.table import Table
from rich.text import Text

from tools.conformance.findings import Finding, Verdict

COLOURS = {Verdict.KEPT: "green", Verdict.BROKEN: "bold red", Verdict.UNSEEN: "yellow"}


def all_kept(findings: list[Finding]) -> bool:
    """Whether nothing is left to doubt."""
    return all(finding.verdict is Verdict.KEPT for finding in findings)


def as_json(side: str, device: str, findings: list[Finding]) -> str:
    """One object."""
    rows = [
        {"rule": each.rule.name, "verdict": str(each.verdict), "why": each.why, "sentence": each.rule.sentence}
        for each in findings
    ]
    return json.dumps({"tried": side, "device": device, "kept": all_kept(findings), "rules": rows}, ensure_ascii=False)


def show(console: Console, title: str, findings: list[Finding]) -> None:
    """A table, and a line that sums it up."""
    table = Table(title=title, title_justify="left")
    table.add_column("rule", no_wrap=True)
    table.add_column("verdict", no_wrap=True)
    table.add_column("what it says; what was seen")
    for each in findings:
        words = each.rule.sentence + (f"\n{each.why}" if each.why else "")
        table.add_row(each.rule.name, Text(str(each.verdict), COLOURS[each.verdict]), Text(words))
    console.print(table)
    counts = {verdict: sum(each.verdict is verdict for each in findings) for verdict in Verdict}
    console.print(", ".join(f"{count} {verdict}" for verdict, count in counts.items()))
