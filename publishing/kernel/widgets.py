"""How a form field is drawn: govuk-frontend's component with label, hint, error and the ids that tie them.

Options, in a field's `render_kw` or in the template's call: label, hint (default: the description),
heading=True (the label is the page's h1), label_size "s", "m" or "l", mark_optional=False, hints={code: text}
for choices, dividers={code: words} before a choice, classes, rows, autocomplete, spellcheck and the HTML
attributes of `_ATTRIBUTES`.
"""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from jinja2 import ChainableUndefined, Environment, PackageLoader, PrefixLoader
from markupsafe import Markup, escape
from wtforms import Field

_PACKAGE = "govuk_frontend_jinja"
_macros = Environment(
    loader=PrefixLoader({_PACKAGE: PackageLoader(_PACKAGE)}),
    undefined=ChainableUndefined,
    autoescape=True,
    # the package does not change while we run
    auto_reload=False,
)


def component(name: str, params: Mapping[str, Any] | None = None, **more: Any) -> Markup:
    """A govuk-frontend component: `component("button", text="继续")` draws what govukButton draws."""
    macro = "govuk" + "".join(part.capitalize() for part in name.split("-"))
    module = _macros.get_template(f"{_PACKAGE}/components/{name}/macro.html").module
    return Markup(getattr(module, macro)({**(params or {}), **more}))  # noqa: S704 - the macros escape


_ATTRIBUTES = (
    "inputmode",
    "maxlength",
    "enterkeyhint",
    "accept",
    "capture",
    "step",
    "min",
    "max",
    "placeholder",
)
_COMPONENT_OPTIONS = ("classes", "autocomplete", "spellcheck", "rows")


def _label(field: Field, options: dict[str, Any]) -> str:
    """The label's text; 选填 behind those that may stay empty, unless `mark_optional=False`."""
    text = str(options.pop("label", field.label.text))
    if options.pop("mark_optional", True) and not field.flags.required:
        return text + str(_("（选填）"))
    return text


def _error(field: Field) -> dict[str, Any] | None:
    """The first error, as the error-message component takes it (its own word ends in an English colon)."""
    if not field.errors:
        return None
    hidden = Markup('<span class="govuk-visually-hidden">{}</span>').format(_("错误："))
    return {"html": hidden + escape(str(field.errors[0])), "visuallyHiddenText": ""}


def _params(field: Field, kwargs: dict[str, Any]) -> dict[str, Any]:
    """Parameters that all components share, from `kwargs` (already merged with the field's render_kw)."""
    options = {key.rstrip("_"): value for key, value in kwargs.items() if key not in ("id", "required")}
    heading = bool(options.pop("heading", False))
    size = options.pop("label_size", "l" if heading else "s")
    params: dict[str, Any] = {
        "name": field.name,
        "label": {
            "text": _label(field, options),
            "classes": f"govuk-label--{size}",
            "isPageHeading": heading,
        },
    }
    hint = options.pop("hint", field.description)
    if hint:
        params["hint"] = {"text": str(hint)}
    if error := _error(field):
        params["errorMessage"] = error
    params |= {key: options.pop(key) for key in _COMPONENT_OPTIONS if key in options}
    attributes = options.pop("attributes", {})
    attributes |= {key: options.pop(key) for key in list(options) if _is_attribute(key)}
    if options:
        raise TypeError(f"{field.name}: unknown options {sorted(options)}")
    params["attributes"] = attributes
    return params


def _is_attribute(key: str) -> bool:
    return key in _ATTRIBUTES or key.startswith(("data-", "aria-", "data_", "aria_"))


def _attributes(params: dict[str, Any], *, invalid: bool) -> dict[str, str]:
    pairs = {key.replace("_", "-"): str(value) for key, value in params["attributes"].items()}
    return pairs | ({"aria-invalid": "true"} if invalid else {})


class ControlWidget:
    """One labelled control: text, password, number, select or textarea, as `kind` says."""

    def __init__(self, kind: str, **fixed: Any) -> None:
        self.kind = kind
        self.fixed = fixed

    def __call__(self, field: Field, **kwargs: Any) -> Markup:
        params = {**self.fixed, "id": field.id, **_params(field, kwargs)}
        params["attributes"] = _attributes(params, invalid=bool(field.errors))
        if self.kind == "select":
            params["items"] = _items(field)
        elif self.kind == "textarea":
            # a browser drops one line break right after <textarea>
            text = str(field._value())
            params["value"] = f"\n{text}" if text.startswith("\n") else text
        elif self.kind == "input":
            params["value"] = str(field._value())
        elif self.kind == "password-input":
            params |= {"showPasswordText": _("显示"), "hidePasswordText": _("隐藏")}
        return component(self.kind, params)


class ChoiceWidget:
    """Radios or checkboxes in a fieldset whose legend is the label.

    The first box has the field's own id, so that the error summary's link leads to it.
    """

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def __call__(self, field: Field, **kwargs: Any) -> Markup:
        hints: Mapping[str, object] = kwargs.pop("hints", {})
        dividers: Mapping[str, object] = kwargs.pop("dividers", {})
        params = {"idPrefix": field.id, **_params(field, kwargs)}
        legend = params.pop("label")
        legend["classes"] = legend["classes"].replace("govuk-label", "govuk-fieldset__legend")
        params["fieldset"] = {"legend": legend}
        params["attributes"] = _attributes(params, invalid=False)
        items = _items(field)
        for item in items:
            if hint := hints.get(item["value"]):
                item["hint"] = {"text": str(hint)}
        params["items"] = _divided(items, dividers)
        return component(self.kind, params)


def _divided(items: list[dict[str, Any]], dividers: Mapping[str, object]) -> list[dict[str, Any]]:
    """The choices, with words set before those of the values in `dividers`."""
    rows = []
    for item in items:
        if words := dividers.get(item["value"]):
            rows.append({"divider": str(words)})
        rows.append(item)
    return rows


class TickWidget:
    """One box with its sentence beside it."""

    def __call__(self, field: Field, **kwargs: Any) -> Markup:
        params = {"idPrefix": field.id, **_params(field, {"mark_optional": False, **kwargs})}
        text = params.pop("label")["text"]
        params["attributes"] = _attributes(params, invalid=False)
        params["items"] = [{"value": "y", "text": text, "checked": bool(field.data)}]
        return component("checkboxes", params)


def _items(field: Field) -> list[dict[str, Any]]:
    """The choices; a label is a message id too, so that the words of codes are translated."""
    rows = []
    key = "selected" if isinstance(field.widget, ControlWidget) else "checked"
    for choice in field.iter_choices():
        text = str(choice.value if choice.label is None else choice.label)
        rows.append({"value": str(choice.value), "text": _(text) if text else "", key: bool(choice.selected)})
    return rows
