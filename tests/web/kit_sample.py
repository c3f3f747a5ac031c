"""A small application that uses every part of the interface kit, for the kit's own tests."""

from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from flask import Flask, Response, abort, render_template_string, request
from flask_babel import lazy_gettext as _l
from flask_wtf import CSRFProtect

from portal.assets import merge_fragments
from portal.errors import init_errors
from portal.i18n import LocaleMiddleware, init_babel
from portal.security import init_headers
from portal.templating import NavItem, Person, Site, init_templates
from publishing.kernel.errors import DomainError, NotFound, SamePerson, WrongState
from publishing.kernel.forms import (
    CheckboxField,
    DateField,
    FileField,
    Form,
    IntegerField,
    Matching,
    MultipleFileField,
    Needed,
    PasswordField,
    PhoneField,
    RadioField,
    SelectField,
    TextArea,
    TextField,
    TickField,
)
from publishing.kernel.words import choices

ROOT = Path(__file__).resolve().parents[2]
SITE = Site(
    city_name="焦作市",
    owner="焦作市教育局",
    phone="0391-1000800",
    site_code="0000000000",
    icp="豫ICP备00000000号",
    police="豫公网安备00000000000000号",
    leave_url="https://example.com/",
)
NOON = datetime(2026, 11, 23, 8, 32, tzinfo=UTC)


class SampleForm(Form):
    """One field of each kind."""

    county = SelectField(
        "县（市、区）", [Needed("请选择县（市、区）")], choices=[("", "请选择"), ("410822", "博爱县")]
    )
    town = TextField("乡镇（办事处）或村、社区", description="写平时的叫法就行，例如“清化”“后圪垱村”。")
    where = TextArea(
        "具体位置",
        [Needed("请写清楚具体位置，例如村名、路名或附近的标志物")],
        description="例如“大队院东边第二家，门口有蓝色招牌”。不要写孩子的姓名。",
        render_kw={"rows": 3},
    )
    category = RadioField(
        _l("问题"),
        [Needed("请选择一个问题，例如“无证”")],
        choices=choices("category", "unlicensed", "fire"),
        render_kw={"hints": {"unlicensed": "没有办学许可证"}},
    )
    also = CheckboxField("还有哪些问题", choices=choices("category", "food", "bus"))
    due = DateField("期限", [Needed("请填写期限，例如2026年12月1日")])
    children = IntegerField("幼儿人数", [Needed("请填写人数，例如23")])
    phone = PhoneField("电话", render_kw={"autocomplete": "tel"})
    number = TextField("编号", [Matching(r"\d{4}", "请填写4位数字，例如0417")])
    secret = PasswordField("口令", render_kw={"autocomplete": "current-password"})
    sure = TickField("我已经核对", [Needed("请核对后打勾")])
    photos = MultipleFileField("照片", render_kw={"accept": "image/*"})
    paper = FileField("通知书")


FORM_PAGE = """{% extends "shared/public.html" %}{% set section = "report" %}
{% from "shared/macros.html" import leave_row, csrf_field %}
{% block title %}地点在哪里？{% endblock %}
{% block before %}{{ leave_row(site_path("/")) }}{% endblock %}
{% block content %}<div class="govuk-grid-row"><div class="govuk-grid-column-two-thirds">
{{ error_summary(form) }}<h1 class="govuk-heading-l">地点在哪里？</h1>
<form method="post" novalidate enctype="multipart/form-data">{{ form.csrf_token }}
{% for field in form if field.name != "csrf_token" %}{{ field() }}{% endfor %}
{{ govuk("button", {"text": _("继续")}) }}</form></div></div>{% endblock %}"""

VERDICT_PAGE = """{% extends "shared/public.html" %}
{% from "shared/macros.html" import verdict, back_link, facts, timeline, next_steps, inset %}
{% block title %}{{ word("verdict", "licensed") }}{% endblock %}
{% block before %}{{ back_link(site_path("/"), _("再查一所")) }}{% endblock %}
{% block content %}
{{ verdict("licensed", ("博爱县", "月山镇", "中心幼儿园"), "办学许可证有效期至2027年8月31日。", proof=[
  ("截至", noon|day), ("名单确认", noon|day), ("发证机关", "博爱县教育体育局"), ("依据", "博教公告〔2026〕3号，第41项")]) }}
<div class="ming-cols ming-cols--wide"><div><section class="ming-block"><h2 class="ming-block__h">请核对是不是这一所</h2>
{{ facts([("全称", "博爱县月山镇中心幼儿园"), ("地址", "博爱县月山镇花园村学校路12号")]) }}</section>
{{ inset("有证不等于没有问题。看到安全隐患，有证的幼儿园也可以举报。") }}</div>
<aside aria-label="可以做的事"><h2 class="ming-block__h">接下来</h2>{{ next_steps([("/report/", "举报这所幼儿园的问题", ""), ("tel:03911000822", "打电话问博爱县教育体育局", "0391-1000822（工作日）")]) }}</aside>
<section class="ming-block"><h2 class="ming-block__h ming-block__h--gap">许可经过</h2>
{{ timeline([("2024年9月1日", "换发许可证", "有效期三年。", "now"), ("2018年8月20日", "取得许可", "", "")]) }}</section></div>
{% endblock %}"""

PARTS_PAGE = """{% extends "shared/public.html" %}
{% import "shared/macros.html" as ming %}
{% block title %}组件{% endblock %}
{% block before %}{{ ming.breadcrumbs([("/", "首页"), ("/counties/", "县（市、区）")]) }}{% endblock %}
{% block content %}<h1 class="govuk-heading-xl">组件样张</h1>
{% for kind in ("conditional", "suspended", "expired", "revoked", "closed", "licensed", "not_on_register") %}
{{ ming.verdict(kind, "甲幼儿园", "一句说明。", extra=_("（整改中）") if kind == "conditional" else none, level=2) }}{% endfor %}
{{ ming.verdict("ambiguous", "“小博士幼儿园”", "请按地址选出您要找的那一所。", said="有5所同名", level=2) }}
<p class="govuk-body ming-tagline">{% for table, codes in tags.items() %}{% for code in codes %}{{ ming.state_tag(table, code) }} {% endfor %}{% endfor %}
{{ ming.state_tag("tip_state", "handled", waits=true) }} {{ ming.clock("超期2个工作日", "over") }}</p>
{{ ming.answers([("问题", "无证", "/report/category"), ("姓名", "没有填写", none)]) }}
{{ ming.strip([("有证", "118", "其中整改中3"), ("暂停", "1", "")]) }}
{{ ming.news([("/announcements/1", "博爱县名单公告", ["博爱县教育体育局", ming.tag("fact", "属实")])]) }}
{{ ming.more("/announcements/", "全部公告") }}
{{ ming.steps([("已收到", "11月23日", "done"), ("已受理", "11月24日", "done"), ("核查中", "", "now"), ("已办结", "1月22日前", "")]) }}
<ol class="ming-thread">{{ ming.message("您", "11月23日 16:32", "第一行\\n第二行", "you") }}{{ ming.message("核查人员提问", "11月26日", "几点到？", "ask") }}</ol>
{{ ming.call([("政务服务热线（全天）", "12345"), ("市教育局（工作日）", "0391-1000800")], "/report/") }}
{{ ming.hotline([("政务热线", "12345")], "/report/") }}
{{ ming.warning("请现在抄下来。") }}{{ ming.search("/search", "小星芽", small=true) }}
{% call ming.fold_table("名单", (("园名", ""), ("在册", "ming-r"))) %}<tbody><tr><th scope="row">{{ ming.kindergarten_link(("博爱县", "甲幼儿园"), "/kindergartens/1") }}</th>{{ ming.cell("在册", "3", "ming-r") }}</tr></tbody>{% endcall %}
{{ ming.diff([("added", "甲幼儿园"), ("changed", "乙幼儿园"), ("removed", "丙幼儿园")]) }}
{{ ming.bars([("无证", 214, "214"), ("消防", 3, "少于5")]) }}
{{ ming.chart("每月举报", "6月到8月每月收到和办结的件数。数据见下表。", "2026年", ("收到", "办结"), [("6月", 52, 49), ("7月", 38, 44), ("8月", 86, 61)]) }}
{{ ming.pager(2, 6) }}{% endblock %}"""

OFFICE_PAGE = """{% extends "shared/office.html" %}
{% import "shared/macros.html" as ming %}
{% block title %}我的待办{% endblock %}
{% block before %}{{ ming.back_link(site_path("/office/")) }}{% endblock %}
{% block content %}<h1 class="govuk-heading-l">月山镇花园村，无证幼儿园</h1>
<p class="ming-headline"><span class="ming-num">博爱2026-0417</span>{{ ming.state_tag("tip_state", "received") }}{{ ming.clock("剩5个工作日") }}</p>
{{ ming.tabs([("/office/work", "全部 7", true), ("/office/work?mine=1", "要我审核 2", false)]) }}
<div class="ming-case"><div>{{ ming.facts([("原文", "租的民房")]) }}</div><aside aria-label="责任与期限">
{% call ming.panel("销号还差1项", "act") %}{{ ming.checklist([("整改通知书", true), ("复查", false)]) }}{% endcall %}</aside></div>{% endblock %}"""


def make_app(translations: Path, configure: Callable[[Flask], None] = lambda _app: None) -> Flask:
    """The application; `translations` is a folder that may be written to."""
    catalogue = BytesIO()
    write_mo(catalogue, merge_fragments([ROOT / "portal/translations/en/kit.po"], "en"))
    target = translations / "en/LC_MESSAGES/messages.mo"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(catalogue.getvalue())

    app = Flask("kit_sample", static_folder=str(ROOT / "static"), static_url_path="/static")
    app.config.update(SECRET_KEY="sample", MAX_CONTENT_LENGTH=200_000)
    CSRFProtect(app)
    init_babel(app, translations=translations)
    init_templates(app, site=SITE)
    init_headers(app)
    init_errors(app)
    app.wsgi_app = LocaleMiddleware(app.wsgi_app)  # type: ignore[method-assign]
    configure(app)
    _add_pages(app)
    return app


def _add_pages(app: Flask) -> None:
    refusals: dict[str, Callable[[], DomainError]] = {
        "same-person": lambda: SamePerson(action="conclude", earlier="report"),
        "wrong-state": lambda: WrongState(action="start", state="concluded", workflow="tip"),
        "not-found": lambda: NotFound(what="tip"),
    }

    @app.get("/")
    @app.get("/search")
    def verdict() -> str:
        return render_template_string(VERDICT_PAGE, noon=NOON)

    @app.get("/parts")
    def parts() -> str:
        from portal.templating import TAGS

        return render_template_string(PARTS_PAGE, tags=TAGS)

    @app.route("/report/where", methods=["GET", "POST"])
    def form_page() -> tuple[str, int]:
        form = SampleForm()
        valid = form.validate_on_submit()
        shown = render_template_string(FORM_PAGE, form=form) if not valid else repr(form.data)
        return shown, 200 if valid or request.method == "GET" else 422

    @app.get("/office/work")
    def office() -> str:
        rows = [("/office/work", "我的待办", 7, True), ("/office/tips", "举报线索", None, False)]
        nav = [NavItem(url=url, label=label, count=n, current=here) for url, label, n, here in rows]
        return render_template_string(
            OFFICE_PAGE,
            office_nav=nav,
            office_user=Person(name="李静", role="县级受理"),
            office_name="博爱县教育体育局",
        )

    @app.get("/abort/<int:status>")
    @app.get("/api/v1/abort/<int:status>")
    def stop(status: int) -> Response:
        abort(status)

    @app.get("/break")
    def broken() -> str:
        raise RuntimeError("disk on fire")

    @app.get("/refuse/<name>")
    @app.get("/api/v1/refuse/<name>")
    def refuse(name: str) -> str:
        raise refusals[name]()

    @app.post("/only-post")
    def only_post() -> str:
        return render_template_string(VERDICT_PAGE, noon=NOON)

    @app.get("/cached")
    def cached() -> tuple[str, dict[str, Any]]:
        return "body", {"Cache-Control": "public, max-age=60", "Content-Security-Policy": "sandbox"}
