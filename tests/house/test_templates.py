"""Templates show what their context holds, and ask for nothing else."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

import pytest
from jinja2 import Environment, meta, nodes

from app.main import create_app
from app.settings import ROOT
from app.web.rendering import Context, Fragment, Page, make_templates

assert callable(create_app), "to import it is to define every page"

OTHERS = "govuk_frontend_jinja/"


class AnyAsset(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return name


@pytest.fixture(scope="module")
def environment() -> Environment:
    return make_templates(ROOT / "templates", AnyAsset())


def contexts(of: type[Context] = Context) -> Iterator[type[Context]]:
    """Every page and fragment of the app."""
    for kind in of.__subclasses__():
        if kind.__module__.startswith("app.") and kind not in (Page, Fragment):
            yield kind
        yield from contexts(kind)


def undeclared(environment: Environment, name: str, given: frozenset[str]) -> set[str]:
    """The names that a template, or one that it extends or includes, asks for in vain."""
    assert environment.loader
    source, _, _ = environment.loader.get_source(environment, name)
    tree = environment.parse(source)
    # Blocks see what their file imports and sets outside them.
    given |= {name for node in tree.body for name in bound(node)}
    missing = meta.find_undeclared_variables(tree) - given - set(environment.globals)
    # What is included sees loop variables and the like as well.
    inside = given | {node.name for node in tree.find_all(nodes.Name) if node.ctx != "load"}
    for node in tree.find_all((nodes.Extends, nodes.Include)):
        assert isinstance(node, nodes.Extends | nodes.Include)
        assert isinstance(node.template, nodes.Const), f"{name} includes a file by a variable"
        missing |= undeclared(environment, node.template.value, inside)
    for node in tree.find_all((nodes.FromImport, nodes.Import)):
        assert isinstance(node, nodes.FromImport | nodes.Import)
        assert isinstance(node.template, nodes.Const)
        if not node.template.value.startswith(OTHERS):
            missing |= undeclared(environment, node.template.value, frozenset())
    return missing


def bound(node: nodes.Node) -> set[str]:
    """The names that a statement binds."""
    if isinstance(node, nodes.FromImport):
        return {name if isinstance(name, str) else name[1] for name in node.names}
    if isinstance(node, nodes.Import):
        return {node.target}
    if isinstance(node, nodes.Assign | nodes.AssignBlock):
        return {found.name for found in node.find_all(nodes.Name) if found.ctx == "store"}
    return set()


@pytest.mark.parametrize("context", sorted(set(contexts()), key=str))
def test_a_template_asks_only_for_what_its_context_holds(
    environment: Environment, context: type[Context]
) -> None:
    assert is_dataclass(context)
    given = {field.name for field in fields(context)}
    if issubclass(context, Page):
        given.add("shell")
    assert undeclared(environment, context.template, frozenset(given)) == set()


def test_no_template_goes_round_escaping_or_the_content_security_policy() -> None:
    for file in (ROOT / "templates").rglob("*.html"):
        text = file.read_text()
        # A message is no page of ours: mail programs show it, without any style sheet.
        styles = () if file.parent.name == "emails" else (" style=", "<style")
        for forbidden in ("| safe", "|safe", "autoescape", "hx-on", "js:", *styles):
            assert forbidden not in text, f"{file} holds {forbidden}"
