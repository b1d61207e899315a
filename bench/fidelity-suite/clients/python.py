"""Python's clients: http.client by Host, the others with the broker as their proxy.

    python.py PORT CLIENT      prints a line for each check: ok NAME, or FAIL NAME: why
"""
import asyncio
import http.client
import sys

PORT = int(sys.argv[1])
PROXY = f"http://127.0.0.1:{PORT}"
URL = "http://origin"
LARGE = b"x" * 3_000_000


def check(name, action):
    try:
        action()
        print("ok", name)
    except Exception as error:  # whatever a client raises is what its user would see
        print("FAIL", name + ":", type(error).__name__, error)


def fails(action):
    try:
        action()
    except Exception:  # each client has its own error for it
        return
    raise AssertionError("a cut answer was taken for whole")


def equal(one, other):
    assert one == other, f"{one!r}, not {other!r}"


def run(get, post, chunks, cookies, interim=False):
    """What every client is asked to do; get and post answer (status, body).

    http.client knows no 1xx but 100, so what is built on it is not asked for others.
    """
    check("get", lambda: equal(get("/echo")[0], 200))
    check("two hundred on one connection", lambda: [equal(get("/echo")[0], 200) for _ in range(200)])
    check("post of 3 MB", lambda: equal(post("/echo", LARGE)[1].count(b'"size": 3000000'), 1))
    check("chunks", lambda: equal(chunks("/echo")[1].count(b'"size": 30'), 1))
    check("10 MB", lambda: equal(len(get("/big/10000000")[1]), 10_000_000))
    if interim:
        check("interim answers", lambda: equal(get("/interim"), (200, b"done")))
    check("trailers are no body", lambda: equal(get("/trailers"), (200, b"ok")))
    check("cut by length", lambda: fails(lambda: get("/cut-length")))
    check("cut in chunks", lambda: fails(lambda: get("/cut-chunked")))
    check("reset", lambda: fails(lambda: get("/reset")))
    check("cookies apart", lambda: equal(cookies("/cookies"), ["a=1, x", "b=2"]))


def parts():
    for _ in range(3):
        yield b"0123456789"


def plain():
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=10)

    def ask(method, path, **more):
        try:
            connection.request(method, path, headers={"Host": "origin"}, **more)
            answer = connection.getresponse()
            return answer.status, answer.read(), answer.msg.get_all("Set-Cookie")
        except Exception:
            connection.close()
            raise

    run(
        lambda path: ask("GET", path)[:2],
        lambda path, body: ask("POST", path, body=body)[:2],
        lambda path: ask("POST", path, body=parts(), encode_chunked=True)[:2],
        lambda path: ask("GET", path)[2],
    )


def urllib3_():
    import urllib3

    pool = urllib3.ProxyManager(PROXY, retries=False, timeout=10)

    def ask(method, path, **more):
        return pool.request(method, URL + path, **more)

    def two(answer):
        return answer.status, answer.data

    run(
        lambda path: two(ask("GET", path)),
        lambda path, body: two(ask("POST", path, body=body)),
        lambda path: two(ask("POST", path, body=parts(), chunked=True)),
        lambda path: ask("GET", path).headers.getlist("Set-Cookie"),
    )


def requests_():
    import requests

    session = requests.Session()
    session.trust_env = False
    session.proxies = {"http": PROXY}

    def two(answer):
        return answer.status_code, answer.content

    run(
        lambda path: two(session.get(URL + path, timeout=10)),
        lambda path, body: two(session.post(URL + path, data=body, timeout=10)),
        lambda path: two(session.post(URL + path, data=parts(), timeout=10)),
        lambda path: session.get(URL + path, timeout=10).raw.headers.getlist("Set-Cookie"),
    )


def httpx_():
    import httpx

    client = httpx.Client(proxy=PROXY, timeout=10, trust_env=False)

    def two(answer):
        return answer.status_code, answer.content

    run(
        lambda path: two(client.get(URL + path)),
        lambda path, body: two(client.post(URL + path, content=body)),
        lambda path: two(client.post(URL + path, content=parts())),
        lambda path: client.get(URL + path).headers.get_list("Set-Cookie"),
        interim=True,
    )


def httpx_h2():
    """HTTP/2 by prior knowledge, by Host: httpx speaks HTTP/1.1 with a proxy."""
    import httpx

    client = httpx.Client(http1=False, http2=True, timeout=10, trust_env=False)
    url = PROXY
    host = {"Host": "origin"}

    def two(answer):
        equal(answer.http_version, "HTTP/2")
        return answer.status_code, answer.content

    run(
        lambda path: two(client.get(url + path, headers=host)),
        lambda path, body: two(client.post(url + path, content=body, headers=host)),
        lambda path: two(client.post(url + path, content=parts(), headers=host)),
        lambda path: client.get(url + path, headers=host).headers.get_list("Set-Cookie"),
        interim=True,
    )


def aiohttp_():
    import aiohttp

    loop = asyncio.new_event_loop()

    async def ask(session, method, path, body):
        async with session.request(method, URL + path, data=body, proxy=PROXY) as answer:
            return answer.status, await answer.read(), answer.headers.getall("Set-Cookie", [])

    async def chunked():
        for part in parts():
            yield part

    async def session():
        return aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(10))

    client = loop.run_until_complete(session())

    def go(method, path, body=None):
        return loop.run_until_complete(ask(client, method, path, body))

    run(
        lambda path: go("GET", path)[:2],
        lambda path, body: go("POST", path, body)[:2],
        lambda path: go("POST", path, chunked())[:2],
        lambda path: go("GET", path)[2],
        interim=True,
    )
    loop.run_until_complete(client.close())


CLIENTS = {
    "http.client": plain,
    "urllib3": urllib3_,
    "requests": requests_,
    "httpx": httpx_,
    "httpx-h2": httpx_h2,
    "aiohttp": aiohttp_,
}
CLIENTS[sys.argv[2]]()
