"""Given names of people, from the lists of faker, and family names that are written in front."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib import import_module

from stockpress_nlp.name_forms import composed
from stockpress_nlp.wordlists import words

LOCALES = (
    "en_US en_GB en_IE en_IN en_NZ en_KE en_NG en_PK de_DE de_AT de_CH fr_FR fr_CH es_ES es_MX it_IT nl_NL nl_BE"
    " pt_PT pt_BR sv_SE no_NO da_DK fi_FI pl_PL cs_CZ sk_SK hu_HU ro_RO hr_HR sl_SI tr_TR ga_IE id_ID yo_NG zu_ZA"
    " et_EE lt_LT lv_LV ja_JP"
)
NAME = re.compile(r"[^\W\d_]{2,}(?:['-][^\W\d_]+)*")


@cache
def given_names() -> frozenset[str]:
    """Return the given names that begin with a capital and are not more often another word."""
    found = {composed(name) for locale in LOCALES.split() for name in _listed(locale)}
    found |= words("more_given_names") | words("family_first")
    kept = {name for name in found if NAME.fullmatch(name) and name[0].isupper() and name[-1].islower()}
    return frozenset(kept - words("not_given_names"))


def _listed(locale: str) -> Iterable[str]:
    provider = import_module(f"faker.providers.person.{locale}").Provider
    for attribute in dir(provider):
        names = getattr(provider, attribute)
        if not attribute.startswith("first_") or callable(names):
            continue
        if "romanized" in attribute or locale != "ja_JP":
            yield from (name if isinstance(name, str) else name[-1] for name in names)
