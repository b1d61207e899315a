"""What only raw bytes can ask and see: a list of checks, each a function of the broker's port."""
import json
import socket
import threading
import time

PATIENCE = 10


class Caller:
    """A connection to the broker."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), PATIENCE)
        self.bytes = self.socket.makefile("rb")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, text):
        self.socket.sendall(text if isinstance(text, bytes) else text.encode("latin-1"))
        return self

    def get(self, path, extra=""):
        return self.send(f"GET {path} HTTP/1.1\r\nHost: origin\r\n{extra}\r\n")

    def head(self):
        """Status and header lines of the next answer, 1xx ones too."""
        status = self.bytes.readline().decode("latin-1")
        assert status, "closed before an answer"
        lines = []
        while True:
            line = self.bytes.readline().decode("latin-1")
            assert line.endswith("\r\n"), "cut in a head"
            if line == "\r\n":
                return int(status.split(" ")[1]), lines
            lines.append(line.strip())

    def body(self, lines):
        """The body and the trailer lines; an error where it is cut."""
        low = [line.lower() for line in lines]
        for line in low:
            if line.startswith("content-length:"):
                size = int(line.split(":")[1])
                body = self.bytes.read(size)
                assert len(body) == size, "cut"
                return body, []
        if "transfer-encoding: chunked" in low:
            body = b""
            while True:
                size = self.bytes.readline()
                assert size.endswith(b"\r\n"), "cut"
                if int(size, 16) == 0:
                    break
                body += self.bytes.read(int(size, 16))
                assert self.bytes.read(2) == b"\r\n", "cut"
            trailers = []
            while (line := self.bytes.readline()) != b"\r\n":
                assert line, "cut"
                trailers.append(line.decode("latin-1").strip())
            return body, trailers
        return self.bytes.read(), []

    def answer(self):
        status, lines = self.head()
        while status < 200:
            status, lines = self.head()
        body, trailers = self.body(lines)
        return status, lines, body, trailers


def fails(action, *errors):
    try:
        action()
    except errors as error:
        return error
    raise AssertionError("taken for whole")


def every_1xx_is_forwarded(port):
    with Caller(port).get("/interim") as caller:
        seen = [caller.head()[0] for _ in range(4)]
    assert seen == [102, 103, 103, 200], seen


def half_closed_after_the_request_is_answered(port):
    with Caller(port).get("/later") as caller:
        caller.socket.shutdown(socket.SHUT_WR)
        assert caller.answer()[0] == 200


def cut_by_length_is_seen_as_cut(port):
    with Caller(port).get("/cut-length") as caller:
        fails(caller.answer, AssertionError, ConnectionError)


def cut_in_chunks_is_seen_as_cut(port):
    with Caller(port).get("/cut-chunked") as caller:
        fails(caller.answer, AssertionError, ConnectionError)


def reset_is_passed_on_as_a_reset(port):
    with Caller(port).get("/reset") as caller:
        fails(caller.answer, ConnectionResetError)


def reset_of_an_endless_answer_is_no_clean_end(port):
    with Caller(port).get("/reset-endless") as caller:
        fails(caller.answer, ConnectionResetError, AssertionError)


def early_answer_to_a_large_upload_arrives(port):
    with Caller(port) as caller:
        caller.send("POST /early HTTP/1.1\r\nHost: origin\r\nContent-Length: 50000000\r\n\r\n")

        def upload():
            try:
                for _ in range(50):
                    caller.send(b"x" * 1000000)
            except OSError:
                pass  # the answer has come and the rest is not wanted

        thread = threading.Thread(target=upload, daemon=True)
        thread.start()
        assert caller.answer()[0] == 413
        thread.join(PATIENCE)


def fields_that_connection_names_are_gone_on_the_way_there(port):
    with Caller(port).get("/echo", "Connection: x-own\r\nX-Own: 1\r\nX-Kept: 2\r\n") as caller:
        lines = [line.lower() for line in json.loads(caller.answer()[2])["lines"]]
    assert not any(line.startswith("x-own") for line in lines), lines
    assert "x-kept: 2" in lines, lines


def fields_that_connection_names_are_gone_on_the_way_back(port):
    with Caller(port).get("/hops") as caller:
        lines = [line.lower() for line in caller.answer()[1]]
    assert not any(line.startswith("x-own") for line in lines), lines
    assert "x-kept: 2" in lines, lines


def absolute_form_becomes_origin_form(port):
    with Caller(port).send("GET http://origin/echo?a=b HTTP/1.1\r\nHost: origin\r\n\r\n") as caller:
        assert json.loads(caller.answer()[2])["target"] == "/echo?a=b"


def trailers_of_a_request_arrive(port):
    with Caller(port) as caller:
        caller.send(
            "POST /echo HTTP/1.1\r\nHost: origin\r\nTrailer: X-Sum\r\nTransfer-Encoding: chunked\r\n\r\n"
            "2\r\nok\r\n0\r\nX-Sum: 42\r\n\r\n"
        )
        said = json.loads(caller.answer()[2])
    assert said["trailers"].get("x-sum") == "42", said


def trailers_of_an_answer_arrive(port):
    with Caller(port).get("/trailers") as caller:
        assert [line.lower() for line in caller.answer()[3]] == ["x-sum: 42"]


def an_upgrade_that_is_not_ours_is_ignored(port):
    with Caller(port).get("/echo", "Connection: Upgrade\r\nUpgrade: h2c, foo\r\n") as caller:
        status, _, body, _ = caller.answer()
    assert status == 200
    assert not any(line.lower().startswith("upgrade") for line in json.loads(body)["lines"])


def events_leave_within_milliseconds(port):
    with Caller(port).get("/events") as caller:
        assert caller.head()[0] == 200
        late = []
        while len(late) < 10:
            line = caller.bytes.readline()
            assert line, "ended early"
            if line.startswith(b"data: "):
                late.append(time.time() - float(line[6:]))
    late.sort()
    assert late[4] < 0.02, f"median {late[4] * 1000:.1f} ms"


def set_cookie_lines_stay_apart(port):
    with Caller(port).get("/cookies") as caller:
        lines = caller.answer()[1]
    cookies = [line for line in lines if line.lower().startswith("set-cookie:")]
    assert [line.split(":", 1)[1].strip() for line in cookies] == ["a=1, x", "b=2"], cookies


def a_head_has_a_length_and_no_body(port):
    with Caller(port) as caller:
        caller.send("HEAD /echo HTTP/1.1\r\nHost: origin\r\n\r\n")
        status, lines = caller.head()
        assert status == 200 and any(line.lower().startswith("content-length:") for line in lines)
        caller.get("/echo")
        assert caller.answer()[0] == 200


def continue_is_forwarded(port):
    with Caller(port) as caller:
        caller.send(
            "POST /echo HTTP/1.1\r\nHost: origin\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"
        )
        assert caller.head()[0] == 100
        caller.send("ok")
        assert json.loads(caller.answer()[2])["size"] == 2


def pipelined_requests_are_answered_in_order(port):
    with Caller(port) as caller:
        for i in range(20):
            caller.get(f"/echo?{i}")
        for i in range(20):
            assert json.loads(caller.answer()[2])["target"] == f"/echo?{i}"


def a_caller_that_goes_is_noticed(port):
    for _ in range(20):
        with Caller(port).get("/big/100000000") as caller:
            caller.head()
    with Caller(port).get("/echo") as caller:
        assert caller.answer()[0] == 200


def slow_readers_cost_no_memory(port, rss):
    before = rss()
    callers = [Caller(port).get("/big/50000000") for _ in range(20)]
    most = before
    for _ in range(20):
        time.sleep(0.1)
        most = max(most, rss())
    for caller in callers:
        caller.__exit__()
    grown = (most - before) >> 20
    assert grown < 64, f"grew by {grown} MiB"


def a_gigabyte_costs_no_memory(port, rss):
    """Read in gulps of 16 MiB with a pause between them."""
    size = 1 << 30
    before = most = rss()
    with Caller(port).get(f"/big/{size}") as caller:
        caller.head()
        left = size
        while left:
            part = caller.bytes.read(min(left, 16 << 20))
            assert part, "cut"
            left -= len(part)
            time.sleep(0.02)
            most = max(most, rss())
    grown = (most - before) >> 20
    assert grown < 64, f"grew by {grown} MiB"


def a_slow_upstream_costs_no_memory(port, rss):
    before = rss()
    most = before
    with Caller(port) as caller:
        caller.socket.settimeout(0.2)
        caller.send("POST /slow HTTP/1.1\r\nHost: origin\r\nContent-Length: 1000000000\r\n\r\n")
        part = b"x" * 1000000
        end = time.monotonic() + 3
        while time.monotonic() < end:
            try:
                caller.socket.send(part)
            except TimeoutError:
                pass
            most = max(most, rss())
    grown = (most - before) >> 20
    assert grown < 64, f"grew by {grown} MiB"


CHECKS = [
    every_1xx_is_forwarded,
    half_closed_after_the_request_is_answered,
    cut_by_length_is_seen_as_cut,
    cut_in_chunks_is_seen_as_cut,
    reset_is_passed_on_as_a_reset,
    reset_of_an_endless_answer_is_no_clean_end,
    early_answer_to_a_large_upload_arrives,
    fields_that_connection_names_are_gone_on_the_way_there,
    fields_that_connection_names_are_gone_on_the_way_back,
    absolute_form_becomes_origin_form,
    trailers_of_a_request_arrive,
    trailers_of_an_answer_arrive,
    an_upgrade_that_is_not_ours_is_ignored,
    events_leave_within_milliseconds,
    set_cookie_lines_stay_apart,
    a_head_has_a_length_and_no_body,
    continue_is_forwarded,
    pipelined_requests_are_answered_in_order,
    a_caller_that_goes_is_noticed,
]
MEMORY_CHECKS = [slow_readers_cost_no_memory, a_gigabyte_costs_no_memory, a_slow_upstream_costs_no_memory]
