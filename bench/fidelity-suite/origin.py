"""An origin that behaves as a path says, byte for byte; one thread a connection.

    origin.py PORT

Paths: /echo what came, as JSON; /interim three 1xx; /later after 0.3 s; /cut-length and /cut-chunked an
answer cut short; /reset and /reset-endless a reset within the body, with a length and without; /early
413 before the body is read; /trailers; /cookies; /hops fields that Connection names; /events one a tenth
of a second, with the time it was written at; /big/N octets; /slow a body read at a quarter of a megabyte
a second; /page a page for a browser, which says at /report what it saw, and /reported tells.
"""
import json
import socket
import struct
import sys
import threading
import time


# A browser's page: a WebSocket with the service ws and an EventSource, both through the broker.
PAGE = """<!doctype html><script>
const said = {};
const tell = (name, what) => {
  if (name in said) return;
  said[name] = what;
  fetch('/report?' + name + '=' + encodeURIComponent(what));
};
const socket = new WebSocket('ws://ws.localhost:' + location.port + '/');
socket.onopen = () => socket.send('from a page');
socket.onmessage = (event) => tell('websocket', event.data);
socket.onerror = () => tell('websocket', 'error');
const events = new EventSource('/events');
let seen = 0;
events.onmessage = () => ++seen === 5 && (events.close(), tell('events', seen));
events.onerror = () => tell('events', 'error after ' + seen);
</script>"""
REPORTED = {}


class Gone(Exception):
    """The other side ended the connection."""


class Origin(threading.Thread):
    """One connection."""

    def __init__(self, peer):
        super().__init__(daemon=True)
        self.socket = peer
        self.bytes = peer.makefile("rb")

    def run(self):
        try:
            while self.serve():
                pass
        except (OSError, Gone, ValueError):
            pass
        finally:
            self.socket.close()

    def line(self):
        line = self.bytes.readline()
        if not line.endswith(b"\r\n"):
            raise Gone
        return line[:-2].decode("latin-1")

    def body(self, fields, take):
        if fields.get("transfer-encoding", "").lower() == "chunked":
            while True:
                size = int(self.line().split(";")[0], 16)
                if size == 0:
                    break
                take(self.bytes.read(size))
                self.line()
            trailers = {}
            while line := self.line():
                name, _, value = line.partition(":")
                trailers[name.lower()] = value.strip()
            return trailers
        left = int(fields.get("content-length", "0"))
        while left:
            part = self.bytes.read(min(left, 65536))
            if not part:
                raise Gone
            left -= len(part)
            take(part)
        return {}

    def send(self, text):
        self.socket.sendall(text.encode("latin-1") if isinstance(text, str) else text)

    def plain(self, body, extra="", status="200 OK"):
        self.send(f"HTTP/1.1 {status}\r\n{extra}Content-Length: {len(body)}\r\n\r\n{body}")
        return True

    def serve(self):
        method, asked, _ = self.line().split(" ")
        target = asked.removeprefix("http://origin")  # as a proxy's caller asks, without a broker
        lines = []
        while line := self.line():
            lines.append(line)
        fields = {}
        for line in lines:
            name, _, value = line.partition(":")
            fields[name.lower()] = value.strip()
        if target == "/early":
            self.plain("too large", "Connection: close\r\n", "413 Content Too Large")
            self.socket.shutdown(socket.SHUT_WR)
            while self.socket.recv(65536):
                pass
            return False
        if "100-continue" in fields.get("expect", ""):
            self.send("HTTP/1.1 100 Continue\r\n\r\n")
        size = 0

        def take(part):
            nonlocal size
            size += len(part)
            if target == "/slow":
                time.sleep(len(part) / 262144)

        trailers = self.body(fields, take)
        return self.answer(method, target, asked, lines, size, trailers)

    def answer(self, method, target, asked, lines, size, trailers):
        if target == "/page":
            return self.plain(PAGE, "Content-Type: text/html\r\n")
        if target.startswith("/report?"):
            name, _, value = target[8:].partition("=")
            REPORTED[name] = value
            return self.plain("thanks")
        if target == "/reported":
            return self.plain(json.dumps(REPORTED))
        if target == "/interim":
            for status in ("102 Processing", "103 Early Hints", "103 Early Hints"):
                self.send(f"HTTP/1.1 {status}\r\nLink: </a>\r\n\r\n")
                time.sleep(0.02)
            return self.plain("done")
        if target == "/later":
            time.sleep(0.3)
            return self.plain("later")
        if target == "/cut-length":
            self.send("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + "x" * 50000)
            return False
        if target == "/cut-chunked":
            self.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nC350\r\n" + "x" * 50000)
            return False
        if target in ("/reset", "/reset-endless"):
            length = "Content-Length: 100000\r\n" if target == "/reset" else ""
            self.send(f"HTTP/1.1 200 OK\r\n{length}\r\n" + "x" * 50000)
            time.sleep(0.2)
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            return False
        if target == "/trailers":
            self.send(
                "HTTP/1.1 200 OK\r\nTrailer: X-Sum\r\nTransfer-Encoding: chunked\r\n\r\n"
                "2\r\nok\r\n0\r\nX-Sum: 42\r\n\r\n"
            )
            return True
        if target == "/cookies":
            return self.plain("ok", "Set-Cookie: a=1, x\r\nSet-Cookie: b=2\r\n")
        if target == "/hops":
            return self.plain("ok", "Connection: x-own, keep-alive\r\nX-Own: 1\r\nX-Kept: 2\r\n")
        if target == "/events":
            self.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n")
            for _ in range(10):
                self.send(f"data: {time.time()}\n\n")
                time.sleep(0.1)
            return False
        if target.startswith("/big/"):
            left = int(target[5:])
            self.send(f"HTTP/1.1 200 OK\r\nContent-Length: {left}\r\n\r\n")
            part = b"x" * 65536
            while left:
                self.send(part[:left])
                left -= min(left, len(part))
            return True
        said = {
            "method": method,
            "target": asked,
            "lines": lines,
            "size": size,
            "trailers": trailers,
        }
        if method == "HEAD":
            self.send(f"HTTP/1.1 200 OK\r\nContent-Length: {len(json.dumps(said))}\r\n\r\n")
            return True
        return self.plain(json.dumps(said), "Content-Type: application/json\r\n")


def main():
    server = socket.create_server(("127.0.0.1", int(sys.argv[1])), backlog=512)
    while True:
        peer, _ = server.accept()
        peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        Origin(peer).start()


if __name__ == "__main__":
    main()
