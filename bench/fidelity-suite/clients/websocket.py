"""WebSockets through the broker: messages, fragments, pings, closes.    websocket.py PORT"""
import os
import socket
import sys
import time

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

PORT = int(sys.argv[1])


def opened():
    to = socket.create_connection(("127.0.0.1", PORT), 10)
    return connect("ws://ws/", sock=to, max_size=None, compression=None, close_timeout=2)


def echoes(message):
    def run():
        with opened() as connection:
            connection.send(message)
            assert connection.recv(timeout=20) == message, "another message came back"

    return run


def fragments():
    with opened() as connection:
        connection.send([b"a" * 1000, b"", b"b" * 70000, b"c"])
        assert connection.recv(timeout=10) == b"a" * 1000 + b"b" * 70000 + b"c"


def pings():
    with opened() as connection:
        for _ in range(10):
            assert connection.ping().wait(5), "no pong"


def closes(code):
    def run():
        with opened() as connection:
            connection.send(f"close {code}")
            try:
                connection.recv(timeout=5)
            except ConnectionClosed as closed:
                assert closed.rcvd and closed.rcvd.code == code, closed
                return
            raise AssertionError("not closed")

    return run


def dies():
    with opened() as connection:
        began = time.monotonic()
        connection.send("die")
        try:
            connection.recv(timeout=5)
        except ConnectionClosed:
            took = time.monotonic() - began
            assert took < 1, f"after {took:.1f} s"
            return
        raise AssertionError("the caller was not told")


def caller_dies():
    with opened() as watcher:

        def count():
            watcher.send("count")
            return int(watcher.recv(timeout=5))

        before = count()
        dying = opened()
        assert count() == before + 1
        dying.socket.shutdown(socket.SHUT_RDWR)
        end = time.monotonic() + 1
        while count() != before:
            assert time.monotonic() < end, "the routee was not told within 1 s"


CHECKS = {
    "text": echoes("grüße"),
    "empty": echoes(""),
    "binary": echoes(os.urandom(1000)),
    "sizes around the length's forms": lambda: [
        echoes(b"x" * size)() for size in (125, 126, 127, 65535, 65536, 65537)
    ],
    "16 MiB": echoes(os.urandom(16 << 20)),
    "fragments": fragments,
    "pings": pings,
    "close 1000": closes(1000),
    "close 1001": closes(1001),
    "close 3000": closes(3000),
    "close 4999": closes(4999),
    "a dead routee is told at once": dies,
    "a dead caller is told at once": caller_dies,
}
for name, check in CHECKS.items():
    try:
        check()
        print("ok", name)
    except Exception as error:  # whatever the client raises is what its user would see
        print("FAIL", name + ":", type(error).__name__, error)
