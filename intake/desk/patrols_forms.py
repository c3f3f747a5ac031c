"""The row of the 巡查表 as a form: 巡查时间, 巡查范围, 发现问题, 问题处理结果 (annex of notice 60)."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import FieldList, FormField

from intake.patrols.rules import (
    FINDING_CATEGORIES,
    HANDLINGS,
    LONGEST,
    PLACE_KINDS,
    SEVERITIES,
    FindingForm,
    PlaceForm,
)
from publishing.kernel.forms import (
    CheckboxField,
    DateField,
    Form,
    HiddenField,
    Needed,
    RadioField,
    SelectField,
    TextArea,
    TextField,
)
from publishing.kernel.words import choices

VILLAGE, KINDERGARTEN = "village:", "kindergarten:"
"""Begin the codes of the places that a finding may be at."""
MOST_FINDINGS = 5
"""Findings of one visit; a site with more is worth a second row."""


class FindingEntry(Form):
    """One finding. An entry in which nothing is filled in is no finding and never refused."""

    class Meta(Form.Meta):
        """The form around it carries the token."""

        csrf = False

    category = SelectField(
        _l("类别"), default="", choices=[("", _l("请选择")), *choices("category", *FINDING_CATEGORIES)]
    )
    severity = SelectField(
        _l("严重程度"),
        default="",
        choices=[("", _l("请选择")), *choices("severity", *SEVERITIES)],
        description=_l("重大隐患要上报县教育局备案。"),
    )
    handling = SelectField(
        _l("怎么处理"), default="", choices=[("", _l("请选择")), *choices("finding_mode", *HANDLINGS)]
    )
    where = SelectField(_l("在哪里"), default="", choices=[("", _l("请选择"))], validate_choice=False)
    premises = TextField(
        _l("单位或地点"),
        description=_l("例如门口招牌上的名字。上面选了幼儿园的，可以不填。"),
        render_kw={"maxlength": 200},
    )
    operator = TextField(
        _l("举办者或负责人"),
        description=_l("知道的话写上，同一个人换地方再办时能对上。"),
        render_kw={"maxlength": 200},
    )
    description = TextArea(_l("看到的情况"), render_kw={"rows": 3, "maxlength": LONGEST})

    def blank(self) -> bool:
        """Whether nothing is filled in."""
        return not any(field.data for field in self)

    def validate(self, extra_validators: Any = None) -> bool:
        """Every field is needed once one of them is filled in."""
        valid = bool(super().validate(extra_validators))
        if self.blank():
            return valid
        for field, message in (
            (self.category, _l("请选择类别，例如“消防”")),
            (self.severity, _l("请选择严重程度：一般或重大隐患")),
            (self.handling, _l("请选择怎么处理，例如“限期整改”")),
            (self.where, _l("请选择在哪个村、社区或哪所幼儿园")),
            (self.premises, _l("请填写单位或地点，例如“花园村小星芽宝贝之家”")),
            (self.description, _l("请写看到的情况，例如“煤气罐放在过道”")),
        ):
            if field is self.premises and self._kindergarten():
                continue
            if not field.data and not field.errors:
                field.errors = [str(message)]
                valid = False
        return valid

    def value(self) -> FindingForm:
        """The finding as the use case takes it."""
        kindergarten = self._kindergarten()
        names = {code: str(label) for code, label in self.where.choices}
        return FindingForm(
            category=self.category.data,
            severity=self.severity.data,
            handling=self.handling.data,
            premises=self.premises.data or names.get(self.where.data, ""),
            description=self.description.data,
            division_code="" if kindergarten else self.where.data.removeprefix(VILLAGE),
            kindergarten_id=kindergarten or None,
            operator=self.operator.data or "",
        )

    def _kindergarten(self) -> str:
        """The id of the kindergarten that was chosen, if one was."""
        chosen = self.where.data or ""
        return chosen.removeprefix(KINDERGARTEN) if chosen.startswith(KINDERGARTEN) else ""


class PatrolForm(Form):
    """One visit. `villages`, `kindergartens` and `kind` get their choices from the view."""

    submission = HiddenField()
    kind = RadioField(
        _l("这次是"), [Needed(_l("请选择巡查还是抽查"))], choices=choices("visit_kind", "patrol")
    )
    visited_on = DateField(
        _l("巡查时间"),
        [Needed(_l("请填写到访的日期，例如2026年11月23日"))],
        description=_l("可以补登一年以内的到访。"),
    )
    companions = TextField(
        _l("同行人员"), description=_l("几个人用顿号隔开，例如“陈芳、赵敏”。"), render_kw={"maxlength": 200}
    )
    villages = CheckboxField(_l("村、社区"), choices=[])
    kindergartens = CheckboxField(_l("幼儿园"), choices=[])
    elsewhere = TextField(
        _l("其他地方"), description=_l("例如“花园村大队院东边”。"), render_kw={"maxlength": 200}
    )
    result = RadioField(
        _l("这次有没有发现问题"),
        [Needed(_l("请选择有没有发现问题"))],
        choices=[("nothing", _l("未发现问题")), ("found", _l("发现了问题"))],
        render_kw={"hints": {"found": _l("逐个写在下面，每个问题会登记到台账")}},
    )
    findings = FieldList(FormField(FindingEntry), min_entries=1, max_entries=MOST_FINDINGS)
    handling = TextArea(
        _l("问题处理结果"),
        description=_l("例如“已当面要求搬走煤气罐，三天后再去看”。"),
        render_kw={"rows": 3, "maxlength": LONGEST},
    )

    def offer_places(self) -> None:
        """Gives every entry the villages and kindergartens of the form to choose from; call it after adding
        one."""
        offered = [
            ("", _l("请选择")),
            *((f"{VILLAGE}{code}", label) for code, label in self.villages.choices),
            *((f"{KINDERGARTEN}{code}", label) for code, label in self.kindergartens.choices),
        ]
        for entry in self.findings:
            entry.form.where.choices = offered
            if entry.form.where.data not in dict(offered):
                entry.form.where.data = ""

    def found(self) -> list[FindingEntry]:
        """The entries in which something is filled in, in their order."""
        return [entry.form for entry in self.findings if not entry.form.blank()]

    def scope(self) -> str:
        """巡查范围 as the sheet prints it: villages, then kindergartens, then other places."""
        places = self.places()
        groups = [[place.name for place in places if place.kind == kind] for kind in PLACE_KINDS]
        return "；".join("、".join(group) for group in groups if group)

    def places(self) -> tuple[PlaceForm, ...]:
        """The same, place by place."""
        chosen = [
            PlaceForm(kind=kind, code=code, name=str(label))
            for kind, field in (("village", self.villages), ("kindergarten", self.kindergartens))
            for code, label in field.choices
            if code in (field.data or ())
        ]
        if self.elsewhere.data:
            chosen.append(PlaceForm(kind="other", name=self.elsewhere.data))
        return tuple(chosen)
