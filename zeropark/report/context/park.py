"""What was asked and answered (填报事实): the standard, the park, every answer and table."""

from collections.abc import Iterator

from zeropark import __version__
from zeropark.messages import percent, remedy, what, word, words
from zeropark.model import Issue, Item
from zeropark.report.context.case import Case, Record


def facts(case: Case) -> Record:
    """``standard variant terms texts meta park years answers asked tables policies issues``."""
    return {
        "standard": _standard(case),
        "variant": {"id": case.evaluation.variant.id, "name": case.evaluation.variant.name},
        "terms": dict(case.evaluation.variant.terms),
        "texts": case.texts,
        "meta": _meta(case),
        "park": _park(case),
        "years": {p.id: case.submission.text(p.year) for p in case.standard.periods},
        "answers": case.answers(case.submission.entries),
        "asked": _asked(case),
        "tables": _tables(case),
        "policies": _policies(case),
        "limits": sorted(_limits(case), key=lambda limit: str(limit["id"])),
        "issues": [_issue(case, issue) for issue in case.evaluation.issues],
    }


def _standard(case: Case) -> Record:
    standard = case.standard
    return {
        "id": standard.id,
        "title": standard.title,
        "number": standard.number,
        "edition": standard.edition,
        "publisher": standard.publisher,
        "origin": standard.origin,
        "digest": standard.digest,
        "short_digest": standard.digest[:12],
    }


def _meta(case: Case) -> Record:
    return {
        "version": __version__,
        "book": case.submission.book,
        "sha256": case.submission.sha256,
        "template_version": case.submission.template_version,
        "scheme_digest": case.evaluation.result.scheme.digest,
        "final": False,  # set for each document, as is its template's digest
        "template": "",
    }


def _park(case: Case) -> Record:
    region = case.submission.text(case.standard.roles["region"])
    return {"name": case.park, "region": region, "pick": case.pick()}


def _asked(case: Case) -> Record:
    """Every item asked once, with its answer and what stands beside it."""
    items = case.evaluation.variant.items().values()
    return {item.id: _item(case, item) for item in items if not item.periods}


def _item(case: Case, item: Item) -> Record:
    entry = case.submission.entries[item.id]
    return {
        "name": item.name,
        "unit": item.unit,
        "hint": item.hint,
        "clause": item.clause,
        "answer": case.entry(entry),
        "given": entry.state == "value",
        "reason": entry.reason or case.dash,
        "evidence": case.listed(entry.evidence),
        "adverse": bool(item.choices) and entry.text != item.choices[0],
        "pick": case.pick(item.id),
    }


def _tables(case: Case) -> Record:
    """Every table's rows by column, ``n`` the row's number in print."""
    return {
        id_: [case.row(row) | {"n": n} for n, row in enumerate(listing.rows, start=1)]
        for id_, listing in case.submission.listings.items()
    }


def _policies(case: Case) -> list[Record]:
    return [
        {
            "id": policy.id,
            "name": policy.name,
            "value": policy.options[policy.value],
            "reason": policy.reason,
            "clause": policy.clause or case.dash,
            "changed": policy.value != case.standard.policies[policy.id].value,
        }
        for policy in case.evaluation.policies.values()
    ]


def _limits(case: Case) -> Iterator[Record]:
    """The limits of the checks that are our own choice, each with its reason (校核限度)."""
    for check in case.evaluation.variant.checks:
        if check.reason:
            yield _limit(check.id, check.text, check.reason, check.clause or case.dash)
    if trend := case.standard.trend:
        value = word("trend_limit", between=f"{trend.between:f}", end=f"{trend.end:f}")
        yield _limit("V218", value, trend.reason, case.dash)
    if near := case.standard.near_zero:
        value = word("near_zero_limit", share=percent(near.share))
        yield _limit("V219", value, near.reason, case.dash)


def _limit(id_: str, value: str, reason: str, clause: str) -> Record:
    return {"id": id_, "value": value, "reason": reason, "clause": clause}


def _issue(case: Case, issue: Issue) -> Record:
    """What was asked back and may be answered in words; errors stop the report."""
    return {
        "level": words("levels")[issue.level],
        "cell": str(issue.cell) if issue.cell else case.dash,
        "code": issue.code,
        "what": what(issue.code, issue.params),
        "remedy": remedy(issue.code, issue.params),
    }
