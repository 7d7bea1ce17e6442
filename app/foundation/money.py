"""Amounts in the installation's currency, as the reader's language writes them."""

from babel import Locale
from babel.numbers import format_currency, get_currency_name
from flask import Flask, current_app
from flask_babel import get_locale

WHOLE, WITH_CENTS = "#,##0.## ¤", "#,##0.00 ¤"


def init_app(app: Flask, *, currency: str, country: str) -> None:
    """Keep the installation's currency (ISO 4217) and country (ISO 3166)."""
    app.extensions["money"] = (currency, country)


def amount_words(amount: float, *, with_cents: bool = False) -> str:
    """Return an amount with its currency; cents only where there are some, or where asked for."""
    pattern = WITH_CENTS if with_cents else WHOLE
    return str(format_currency(amount, currency_code(), pattern, locale=_locale(), currency_digits=False))


def amount_pattern() -> str:
    """Return how an amount is written with `{amount}` in its place, for a page that counts by itself."""
    return amount_words(0).replace("0", "{amount}")


def currency_code() -> str:
    """Return the currency's code of three letters."""
    code, _country = current_app.extensions["money"]
    return str(code)


def currency_name() -> str:
    """Return what several units of the currency are called: "dirhams marocains"."""
    return str(get_currency_name(currency_code(), count=5, locale=_locale()))


def country_name() -> str:
    """Return the English name of the installation's country, as files for exchange write it."""
    _code, country = current_app.extensions["money"]
    return str(Locale("en").territories.get(country, country))


def _locale() -> Locale:
    return get_locale() or Locale("en")
