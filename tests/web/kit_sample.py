"""A small application that uses every part of the interface kit, for the kit's own tests."""

from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from flask import Flask, Response, abort, render_template, request
from flask_babel import lazy_gettext as _l
from flask_wtf import CSRFProtect
from jinja2 import ChoiceLoader, FileSystemLoader

from portal.assets import merge_fragments
from portal.errors import init_errors
from portal.i18n import LocaleMiddleware, init_babel
from portal.security import init_headers
from portal.templating import TAGS, NavItem, Person, Site, init_templates, template_loader
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
    app.jinja_loader = ChoiceLoader(
        [template_loader(), FileSystemLoader(Path(__file__).parent / "kit_templates")]
    )
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
        return render_template("verdict.html", noon=NOON)

    @app.get("/parts")
    def parts() -> str:
        return render_template("parts.html", tags=TAGS)

    @app.route("/report/where", methods=["GET", "POST"])
    def form_page() -> tuple[str, int]:
        form = SampleForm()
        valid = form.validate_on_submit()
        shown = render_template("form.html", form=form) if not valid else repr(form.data)
        return shown, 200 if valid or request.method == "GET" else 422

    @app.get("/office/work")
    def office() -> str:
        rows = [("/office/work", "我的待办", 7, True), ("/office/tips", "举报线索", None, False)]
        nav = [NavItem(url=url, label=label, count=n, current=here) for url, label, n, here in rows]
        return render_template(
            "office.html",
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
        return render_template("verdict.html", noon=NOON)

    @app.get("/cached")
    def cached() -> tuple[str, dict[str, Any]]:
        return "body", {"Cache-Control": "public, max-age=60", "Content-Security-Policy": "sandbox"}
