"""The register itself (登记库): what is added is added once, what was accepted is found again."""

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any, Self

from sqlalchemy import Connection, Table, create_engine, insert, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from zeropark.messages import remedy, what, words
from zeropark.model import Account, Issue, Outcome, RegisterError
from zeropark.register.tables import (
    DATA,
    FILES,
    INDICATORS,
    ISSUES,
    PARKS,
    QUANTITIES,
    RESULTS,
    SUBMISSIONS,
)

Row = Mapping[str, Any]

_ALL = RESULTS.join(SUBMISSIONS).join(PARKS)


@dataclass(frozen=True, slots=True)
class Past:
    """An earlier accepted submission (上一次被接受的提交)."""

    book: str
    year: str
    amounts: Mapping[tuple[str, str], Decimal | None]  # by quantity and calendar year


@dataclass(frozen=True, slots=True)
class Entry:
    """A result in the register (登记的一次结果), for people to look at."""

    book: str
    run: str
    standard: str
    status: str
    year: str
    scheme: str
    total: Decimal | None
    conclusion: str
    issues: int
    amounts: Mapping[str, tuple[str, str, Decimal | None]]  # quantity → name, unit, judged year's


class Register:
    """An open register. Everything raises RegisterError where the database does not do it."""

    def __init__(self, url: str) -> None:
        """Open the register of that URL; SQLite or PostgreSQL; its tables are made if need be."""
        try:
            told = make_url(url)
            if told.drivername == "postgresql":
                told = told.set(drivername="postgresql+psycopg")
            self._url = told.render_as_string(hide_password=True)
            self._engine = create_engine(told)
        except (ArgumentError, ImportError) as error:
            raise RegisterError(url, type(error).__name__) from error
        with self._begun() as database:
            DATA.create_all(database)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._engine.dispose()

    @contextmanager
    def _begun(self) -> Iterator[Connection]:
        """A transaction: all of it or nothing."""
        try:
            with self._engine.begin() as database:
                yield database
        except DBAPIError as error:
            code = getattr(error.orig, "sqlite_errorname", "")  # as SQLite names it
            found = words("refusals").get(code) or str(error.orig).partition("\n")[0]
            raise RegisterError(self._url, found) from error

    # -------------------------------------------------------------- looking up

    def last(self, outcome: Outcome) -> Past | None:
        """The accepted submission of the park before this one, the one of the latest year.

        A submission that is there already is compared with those before it, as it was then.
        """
        with self._begun() as database:
            own = select(SUBMISSIONS.c.id).where(SUBMISSIONS.c.sha256 == outcome.sha256)
            mine = database.scalar(own)
            found = (
                select(RESULTS, SUBMISSIONS.c.book)
                .select_from(_ALL)
                .where(PARKS.c.key == _key(outcome.park))
                .where(SUBMISSIONS.c.standard == outcome.standard)
                .where(RESULTS.c.status == "evaluated")
                .order_by(RESULTS.c.year.desc(), SUBMISSIONS.c.id.desc(), RESULTS.c.id.desc())
            )
            before = found if mine is None else found.where(SUBMISSIONS.c.id < mine)
            row = database.execute(before.limit(1)).mappings().first()
            if row is None:
                return None
            return Past(row["book"], row["year"], _amounts(database, row["id"]))

    def history(self, park: str) -> tuple[Entry, ...]:
        """All that is kept of a park, by year and in the order of its submissions."""
        with self._begun() as database:
            rows = database.execute(
                select(RESULTS, SUBMISSIONS.c.book, SUBMISSIONS.c.standard)
                .select_from(_ALL)
                .where(PARKS.c.key == _key(park))
                .order_by(SUBMISSIONS.c.standard, RESULTS.c.year, SUBMISSIONS.c.id, RESULTS.c.id)
            )
            return tuple(_entry(database, row) for row in rows.mappings().all())

    def parks(self) -> tuple[str, ...]:
        """The names of all parks."""
        with self._begun() as database:
            return tuple(database.scalars(select(PARKS.c.name).order_by(PARKS.c.name)))

    # -------------------------------------------------------------- adding

    def add(self, told: Iterable[tuple[Outcome, str]], version: str, run: str) -> None:
        """Record outcomes with their folders, as of the time ``run``; what is known is left."""
        with self._begun() as database:
            for outcome, folder in told:
                if outcome.sha256:
                    _Addition(database, outcome, folder, version, run).make()


def _key(park: str) -> str:
    return unicodedata.normalize("NFKC", park).casefold()


def _amounts(database: Connection, result: int) -> dict[tuple[str, str], Decimal | None]:
    rows = database.execute(select(QUANTITIES).where(QUANTITIES.c.result_id == result))
    return {(row["quantity"], row["year"]): row["value"] for row in rows.mappings()}


def _entry(database: Connection, row: Any) -> Entry:  # noqa: ANN401 -- a row of any query
    amounts = database.execute(
        select(QUANTITIES)
        .where(QUANTITIES.c.result_id == row["id"], QUANTITIES.c.year == row["year"])
        .order_by(QUANTITIES.c.id)
    ).mappings()
    issues = database.execute(select(ISSUES.c.id).where(ISSUES.c.result_id == row["id"])).all()
    return Entry(
        book=row["book"],
        run=row["run"],
        standard=row["standard"],
        status=row["status"],
        year=row["year"],
        scheme=row["scheme"],
        total=row["total"],
        conclusion=row["conclusion"],
        issues=len(issues),
        amounts={a["quantity"]: (a["name"], a["unit"], a["value"]) for a in amounts},
    )


@dataclass(frozen=True, slots=True)
class _Addition:
    """An outcome on its way into the register."""

    database: Connection
    outcome: Outcome
    folder: str
    version: str
    run: str

    def make(self) -> None:
        """Add what is not there yet."""
        submission = self._submission()
        digest = self._digest()
        known = select(RESULTS.c.id).where(
            RESULTS.c.submission_id == submission, RESULTS.c.digest == digest
        )
        if self.database.scalar(known) is None:
            self._result(submission, digest)

    def _submission(self) -> int:
        known = select(SUBMISSIONS.c.id).where(SUBMISSIONS.c.sha256 == self.outcome.sha256)
        return self.database.scalar(known) or self._new(
            SUBMISSIONS,
            park_id=self._park() if self.outcome.park else None,
            sha256=self.outcome.sha256,
            book=self.outcome.book,
            standard=self.outcome.standard,
            first_run=self.run,
        )

    def _park(self) -> int:
        key = _key(self.outcome.park)
        known = self.database.scalar(select(PARKS.c.id).where(PARKS.c.key == key))
        return known or self._new(PARKS, key=key, name=self.outcome.park)

    def _result(self, submission: int, digest: str) -> None:
        account = self.outcome.account or Account("", "", "", "", None, "", (), ())
        result = self._new(
            RESULTS,
            submission_id=submission,
            digest=digest,
            run=self.run,
            version=self.version,
            status=self.outcome.status,
            trouble=self.outcome.trouble,
            variant=account.variant,
            year=account.year,
            scheme=account.scheme,
            scheme_digest=account.scheme_digest,
            total=account.total,
            grade=account.grade,
            conclusion=self.outcome.summary.get("conclusion", ""),
        )
        files = [
            {"folder": self.folder, "name": name, "sha256": sha}
            for name, sha in self.outcome.files.items()
        ]
        self._all(INDICATORS, result, map(asdict, account.marks))
        self._all(QUANTITIES, result, map(asdict, account.amounts))
        self._all(ISSUES, result, map(_issue, self.outcome.issues))
        self._all(FILES, result, files)

    def _new(self, table: Table, **values: object) -> int:
        made = insert(table).values(**values).returning(table.c.id)
        return int(self.database.execute(made).scalar_one())

    def _all(self, table: Table, result: int, rows: Iterable[Row]) -> None:
        told = [{**row, "result_id": result} for row in rows]
        if told:
            self.database.execute(insert(table), told)

    def _digest(self) -> str:
        """One digest of all that would be recorded, but for when and where it was made."""
        data = {**asdict(self.outcome), "version": self.version, "book": ""}
        data.pop("registered")
        text = json.dumps(data, default=str, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()


def _issue(issue: Issue) -> Row:
    return {
        "code": issue.code,
        "level": issue.level,
        "sheet": issue.cell.sheet if issue.cell else "",
        "cell": issue.cell.ref if issue.cell else "",
        "name": issue.params.get("name", ""),
        "found": issue.params.get("found", ""),
        "what": what(issue.code, issue.params),
        "remedy": remedy(issue.code, issue.params),
    }
