"""The sign-in form, the account and the way out. Who is admitted, and what a session is, is the press's."""

from __future__ import annotations

import hmac
import secrets

from aiohttp import web

from stockpress_spiders.sample_press.documents import SESSION_COOKIE, home_of
from stockpress_spiders.sample_press.pages import Pages, View
from stockpress_spiders.sample_press.press import SESSION_LASTS, Press

# Names a browser before it is signed in; the form's CSRF token is bound to it.
VISIT_COOKIE = "press_visit"
REFUSED = "The name or the password is wrong."
STALE_FORM = "The form was too old or not ours. Please try again."


class SignInDesk:
    """The handlers of everything to do with a reader's account."""

    def __init__(self, press: Press, pages: Pages) -> None:
        self._press = press
        self._pages = pages

    def routes(self) -> list[web.RouteDef]:
        """Return the desk's addresses."""
        return [
            web.get("/sign-in", self.form),
            web.post("/sign-in", self.sign_in),
            web.get("/account", self.account),
            web.post("/sign-out", self.sign_out),
        ]

    async def form(self, request: web.Request) -> web.Response:
        """Show the form, or the CAPTCHA in its place."""
        if self._press.switchboard.captcha_on:
            return _page(self._pages.captcha(self._view(request)))
        return self._form(request, 200)

    async def sign_in(self, request: web.Request) -> web.Response:
        """Admit the subscriber; 403 with the form for anybody else and for a form that is not ours."""
        if self._press.switchboard.captcha_on:
            return _page(self._pages.captcha(self._view(request)), 403)
        sent = await request.post()
        if not self._is_ours(request, _text(sent.get("csrf_token"))):
            return self._form(request, 403, STALE_FORM)
        if not self._press.admits(_text(sent.get("username")), _text(sent.get("password"))):
            return self._form(request, 403, REFUSED)
        response = _redirect("/")
        response.set_cookie(
            SESSION_COOKIE,
            self._press.open_session(),
            max_age=int(SESSION_LASTS.total_seconds()),
            httponly=True,
            samesite="Lax",
        )
        return response

    async def account(self, request: web.Request) -> web.Response:
        """Show the account of a reader who is signed in; send others to the form."""
        view = self._view(request)
        if not view.signed_in:
            return _redirect("/sign-in")
        visit = _visit(request)
        return _remember(visit, _page(self._pages.account(view, self._press.form_token(visit))))

    async def sign_out(self, request: web.Request) -> web.Response:
        """End the reader's session."""
        sent = await request.post()
        if not self._is_ours(request, _text(sent.get("csrf_token"))):
            return self._form(request, 403, STALE_FORM)
        self._press.end_session(request.cookies.get(SESSION_COOKIE))
        response = _redirect("/")
        response.del_cookie(SESSION_COOKIE, httponly=True, samesite="Lax")
        return response

    def _form(self, request: web.Request, status: int, error: str | None = None) -> web.Response:
        visit = _visit(request)
        text = self._pages.sign_in(self._view(request), self._press.form_token(visit), error)
        return _remember(visit, _page(text, status))

    def _is_ours(self, request: web.Request, token: str) -> bool:
        visit = request.cookies.get(VISIT_COOKIE)
        return visit is not None and hmac.compare_digest(token.encode(), self._press.form_token(visit).encode())

    def _view(self, request: web.Request) -> View:
        return View(home_of(request), self._press.knows(request.cookies.get(SESSION_COOKIE)))


def _visit(request: web.Request) -> str:
    return request.cookies.get(VISIT_COOKIE) or secrets.token_urlsafe(16)


def _remember(visit: str, response: web.Response) -> web.Response:
    response.set_cookie(VISIT_COOKIE, visit, httponly=True, samesite="Lax")
    return response


def _page(text: str, status: int = 200) -> web.Response:
    headers = {"Cache-Control": "no-store"}
    return web.Response(text=text, status=status, content_type="text/html", headers=headers)


def _redirect(path: str) -> web.Response:
    return web.Response(status=303, headers={"Location": path, "Cache-Control": "no-store"})


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
