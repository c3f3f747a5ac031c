"""The part of a form that is one row of the official 巡查表: when, where, what was found, what was done."""

import secrets
from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Field, FieldList, FormField
from wtforms.validators import StopValidation

from intake.desk.patrols_forms import KINDERGARTEN, VILLAGE
from intake.patrols.rules import FINDING_CATEGORIES, HANDLINGS, LONGEST, SEVERITIES, FindingForm, VisitForm
from publishing.kernel.errors import Invalid
from publishing.kernel.forms import (
    DateField,
    Form,
    HiddenField,
    Needed,
    SelectField,
    TextArea,
    TextField,
    TickField,
)
from publishing.kernel.words import choices

MOST_FINDINGS = 5
"""Rows of one form; a visit with more to say is two rows of the sheet."""
_CHOOSE = ("", "请选择")


class NeededInRow(Needed):
    """Needed where anything at all was entered in the row; an empty row is no row."""

    def __call__(self, form: Any, field: Field) -> None:
        """Raise StopValidation, without words where the whole row is empty."""
        if form.is_blank():
            field.errors = []
            raise StopValidation
        super().__call__(form, field)


class NeededWithoutKindergarten(NeededInRow):
    """Needed in a filled row unless a kindergarten was chosen, whose name then stands for it."""

    def __call__(self, form: Any, field: Field) -> None:
        """Raise StopValidation, without words where a kindergarten was chosen."""
        if form.kindergarten():
            field.errors = []
            raise StopValidation
        super().__call__(form, field)


class FindingFields(Form):
    """One problem found."""

    class Meta(Form.Meta):
        """The outer form carries the token."""

        csrf = False

    category = SelectField(
        _l("问题类别"),
        [NeededInRow(_l("请选择问题类别，例如“消防”"))],
        choices=[_CHOOSE, *choices("category", *FINDING_CATEGORIES)],
    )
    severity = SelectField(
        _l("严重程度"),
        [NeededInRow(_l("请选择一般或重大隐患"))],
        choices=[_CHOOSE, *choices("severity", *SEVERITIES)],
    )
    handling = SelectField(
        _l("怎么整改"),
        [NeededInRow(_l("请选择怎么整改，例如“限期整改”"))],
        choices=[_CHOOSE, *choices("finding_mode", *HANDLINGS)],
    )
    where = SelectField(
        _l("在哪里"),
        default="",
        choices=[],
        validate_choice=False,
        description=_l("是名单上的幼儿园的，请选这所幼儿园。"),
    )
    premises = TextField(
        _l("单位或地点"),
        [NeededWithoutKindergarten(_l("请写清楚是哪一处，例如“花园村大队院东边第二家”"))],
        description=_l("例如门口招牌上的名字。上面选了幼儿园的，可以不填。"),
        render_kw={"maxlength": 200},
    )
    operator = TextField(
        _l("举办者或负责人"),
        description=_l("知道的话写上，同一个人换地方再办时能对上。"),
        render_kw={"maxlength": 200},
    )
    description = TextArea(
        _l("问题描述"),
        [NeededInRow(_l("请写清楚看到了什么，例如“煤气罐放在过道”"))],
        render_kw={"rows": 2, "maxlength": LONGEST},
    )

    def is_blank(self) -> bool:
        """Whether nothing was found in the row; the place may be known before."""
        return not any(value for name, value in self.data.items() if name not in ("where", "premises"))

    def kindergarten(self) -> str:
        """The id of the kindergarten that was chosen, if one was."""
        chosen = self.where.data or ""
        return chosen.removeprefix(KINDERGARTEN) if chosen.startswith(KINDERGARTEN) else ""

    def finding(self) -> FindingForm:
        """The row as patrols take it."""
        return FindingForm(
            category=self.category.data,
            severity=self.severity.data,
            handling=self.handling.data,
            premises=self.premises.data or self._chosen_name(),
            description=self.description.data,
            division_code="" if self.kindergarten() else (self.where.data or "").removeprefix(VILLAGE),
            kindergarten_id=self.kindergarten() or None,
            operator=self.operator.data or "",
        )

    def _chosen_name(self) -> str:
        return {code: str(label) for code, label in self.where.choices}.get(self.where.data, "")


class VisitFields(Form):
    """One row of the 巡查表 (notice 60, annex): 巡查时间, 巡查范围, 发现问题, 问题处理结果."""

    submission = HiddenField()
    visited_on = DateField(_l("巡查时间"), [Needed(_l("请填写到场的日期，例如2026年11月23日"))])
    scope = TextArea(
        _l("巡查范围"),
        [Needed(_l("请写明去了哪里，例如“花园村大队院周边和村小学门前”"))],
        render_kw={"rows": 2, "maxlength": LONGEST},
    )
    companions = TextField(
        _l("同去的人"), description=_l("例如村委会和派出所的同志。"), render_kw={"maxlength": 200}
    )
    findings = FieldList(FormField(FindingFields), min_entries=1, max_entries=MOST_FINDINGS)
    found_nothing = TickField(_l("未发现问题"))
    handling = TextArea(
        _l("问题处理结果"),
        description=_l("例如“当场要求移走煤气罐，发整改通知，12月1日前复查”。"),
        render_kw={"rows": 2, "maxlength": LONGEST},
    )

    def begin(self, **known: Any) -> None:
        """Fills in an empty form: its own token, so that sending it twice counts once, and what is known."""
        self.submission.data = secrets.token_urlsafe(24)
        for name, value in known.items():
            self[name].data = value

    def add_row(self) -> None:
        """Another empty row, up to the most."""
        if len(self.findings.entries) < MOST_FINDINGS:
            self.findings.append_entry()

    def offer_places(self, places: Sequence[tuple[str, str]]) -> None:
        """Gives every row these places to choose from, the first where nothing else was chosen."""
        for row in self.findings.entries:
            row.form.where.choices = list(places)
            if row.form.where.data not in dict(places):
                row.form.where.data = places[0][0]

    def visit(self) -> VisitForm:
        """The sheet's row as patrols take it; rows left empty are left out."""
        if self.visited_on.data is None:
            raise Invalid(field="visited_on", reason="required")
        return VisitForm(
            submission=self.submission.data or "",
            visited_on=self.visited_on.data,
            scope=self.scope.data,
            found_nothing=bool(self.found_nothing.data),
            findings=tuple(row.form.finding() for row in self.filled_rows()),
            handling=self.handling.data or "",
            companions=self.companions.data or "",
        )

    def filled_rows(self) -> Iterable[Any]:
        """The rows of findings in which something was entered."""
        return [row for row in self.findings.entries if not row.form.is_blank()]

    def own_name(self, refusal: Invalid) -> Invalid:
        """The refusal with its field named as this form names it: rows left empty are not counted by the
        use case."""
        parts = str(refusal.values["field"]).split("-")
        if parts[0] != "findings" or len(parts) != 3:
            return refusal
        row = list(self.filled_rows())[int(parts[1])]
        name = "where" if parts[2] == "division_code" else parts[2]
        return Invalid(**{**refusal.values, "field": f"{row.name}-{name}"})
