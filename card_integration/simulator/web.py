"""The HTTP that simulators share: routes to functions, problems as RFC 9457, one small server on loopback."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import orjson
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

Handler = Callable[..., Response]
Route = tuple[str, str, Handler]


LARGEST_WHOLE_NUMBER = 2**53 - 1  # RFC 7493: what every JSON reader keeps exactly


class Problem(Exception):
    """A refusal of the simulator; `extra` holds further members of the problem's body."""

    def __init__(
        self, status: int, code: str, title: str, *, headers: Mapping[str, str] | None = None, **extra: Any
    ) -> None:
        super().__init__(code)
        self.status = status
        self.body = {"type": f"/problems/{code}", "title": title, "status": status, **extra}
        self.headers = dict(headers or {})

    def response(self) -> Response:
        """Return the answer that carries this problem."""
        return Response(
            orjson.dumps(self.body), self.status, self.headers, content_type="application/problem+json"
        )


def json_response(body: Mapping[str, Any], status: int = 200) -> Response:
    """Return `body` as JSON."""
    return Response(orjson.dumps(body), status, content_type="application/json")


def json_body(request: Request) -> dict[str, Any]:
    """Return the request's JSON object; raises `Problem` 400 for anything else."""
    try:
        body = orjson.loads(request.get_data())
    except orjson.JSONDecodeError:
        raise invalid("请求正文不是 JSON") from None
    if not isinstance(body, dict):
        raise invalid("请求正文应为 JSON 对象")
    return body


def text_member(body: Mapping[str, Any], name: str) -> str:
    """Return a member that must be a filled string; raises `Problem` 400."""
    value = body.get(name)
    if not isinstance(value, str) or not value:
        raise invalid(f"{name} 应为非空字符串")
    return value


def whole_number_member(body: Mapping[str, Any], name: str) -> int:
    """Return a member that must be a whole number, which may be written 2.0; raises `Problem` 400."""
    value = body.get(name)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) > LARGEST_WHOLE_NUMBER:
        raise invalid(f"{name} 应为整数")
    return value


def invalid(title: str) -> Problem:
    """Return the problem of a request that is wrong in itself."""
    return Problem(400, "invalid-request", title)


class JsonApp:
    """A WSGI application made of (method, path, function) routes; `observe` sees every request first."""

    def __init__(self, routes: Iterable[Route], observe: Callable[[Request], None]) -> None:
        self._map = Map([Rule(path, methods=[method], endpoint=handler) for method, path, handler in routes])
        self._observe = observe

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        request = Request(environ)
        self._observe(request)
        return self._answer(request)(environ, start_response)

    def _answer(self, request: Request) -> Response:
        try:
            handler, arguments = self._map.bind_to_environ(request.environ).match()
            response: Response = handler(request, **arguments)
        except Problem as problem:
            return problem.response()
        except HTTPException as error:
            return _problem_of(error).response()
        return response


def _problem_of(error: HTTPException) -> Problem:
    """Return what no route took, with the headers that belong to it: `Allow`, for a method."""
    headers = {name: value for name, value in error.get_headers() if name != "Content-Type"}
    return Problem(error.code or 500, error.name.lower().replace(" ", "-"), error.name, headers=headers)


class _QuietHandler(WSGIRequestHandler):
    """Writes no line per request: a path or an error may hold what belongs to a person."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Write nothing."""


def serve(app: WSGIApplication, port: int, name: str) -> None:
    """Serve on 127.0.0.1 until the process ends; port 0 takes a free one, the first line printed names it."""
    server = make_server("127.0.0.1", port, app, threaded=True, request_handler=_QuietHandler)
    print(f"{name} simulator on http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()
