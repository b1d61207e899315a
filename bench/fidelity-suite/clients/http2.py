"""HTTP/2 frame by frame, with h2: what only those who see frames can tell.    http2.py PORT"""
import json
import os
import socket
import sys
import time

import h2.config
import h2.connection
import h2.events
import h2.settings
from wsproto.connection import Connection, ConnectionState, ConnectionType
from wsproto.events import BytesMessage, CloseConnection, Ping, Pong

PORT = int(sys.argv[1])
PATIENCE = 10


class Caller:
    """One connection; what was told is kept for each stream."""

    def __init__(self):
        self.socket = socket.create_connection(("127.0.0.1", PORT), PATIENCE)
        self.h2 = h2.connection.H2Connection(h2.config.H2Configuration(header_encoding="utf-8"))
        self.h2.initiate_connection()
        self.told = []
        self.flush()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def flush(self):
        self.socket.sendall(self.h2.data_to_send())

    def ask(self, method, path, *fields, service="origin", end=True):
        stream = self.h2.get_next_available_stream_id()
        head = [(":method", method), (":scheme", "http"), (":authority", service), (":path", path)]
        self.h2.send_headers(stream, head + list(fields), end_stream=end)
        self.flush()
        return stream

    def turn(self):
        """Reads once, gives windows back."""
        data = self.socket.recv(65536)
        if not data:
            raise ConnectionError("closed")
        events = self.h2.receive_data(data)
        for event in events:
            if isinstance(event, h2.events.DataReceived) and event.flow_controlled_length:
                self.h2.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
        self.told += events
        self.flush()
        return events

    def until(self, stream, *kinds):
        """The first event of these kinds."""
        seen = 0
        while True:
            for event in self.told[seen:]:
                seen += 1
                if isinstance(event, kinds) and getattr(event, "stream_id", None) == stream:
                    return event
            self.turn()

    def whole(self, stream):
        end = self.until(stream, h2.events.StreamEnded, h2.events.StreamReset)
        assert isinstance(end, h2.events.StreamEnded), f"reset with {end.error_code!r}"
        return b"".join(
            event.data
            for event in self.told
            if isinstance(event, h2.events.DataReceived) and event.stream_id == stream
        )

    def send(self, stream, data, end=False):
        while data:
            room = min(self.h2.local_flow_control_window(stream), self.h2.max_outbound_frame_size)
            if not room:
                for event in self.turn():
                    # To h2 a stream that was reset is one with an empty window.
                    if isinstance(event, h2.events.StreamReset) and event.stream_id == stream:
                        raise h2.exceptions.StreamClosedError(stream)
                continue
            self.h2.send_data(stream, data[:room])
            data = data[room:]
            self.flush()
        if end:
            self.h2.end_stream(stream)
            self.flush()


def interim_answers():
    with Caller() as caller:
        stream = caller.ask("GET", "/interim")
        assert caller.whole(stream) == b"done"
        seen = [
            dict(event.headers)[":status"]
            for event in caller.told
            if isinstance(event, h2.events.InformationalResponseReceived)
        ]
    assert seen == ["102", "103", "103"], seen


def cut(path):
    def run():
        with Caller() as caller:
            stream = caller.ask("GET", path)
            end = caller.until(stream, h2.events.StreamEnded, h2.events.StreamReset)
            assert isinstance(end, h2.events.StreamReset), "taken for whole"
            stream = caller.ask("GET", "/echo")
            caller.whole(stream)  # a stream's trouble is not its neighbours'

    return run


def early_answer():
    with Caller() as caller:
        stream = caller.ask("POST", "/early", ("content-length", "50000000"), end=False)
        try:
            caller.send(stream, b"x" * 50_000_000)
        except (h2.exceptions.StreamClosedError, h2.exceptions.ProtocolError):
            pass  # the rest is not wanted
        head = caller.until(stream, h2.events.ResponseReceived)
        assert dict(head.headers)[":status"] == "413"


def trailers_there():
    with Caller() as caller:
        stream = caller.ask("POST", "/echo", end=False)
        caller.h2.send_data(stream, b"ok")
        caller.h2.send_headers(stream, [("x-sum", "42")], end_stream=True)
        caller.flush()
        said = json.loads(caller.whole(stream))
    assert said["trailers"].get("x-sum") == "42", said


def trailers_back():
    with Caller() as caller:
        stream = caller.ask("GET", "/trailers")
        assert dict(caller.until(stream, h2.events.TrailersReceived).headers)["x-sum"] == "42"


def cookies():
    with Caller() as caller:
        stream = caller.ask("GET", "/cookies")
        head = caller.until(stream, h2.events.ResponseReceived)
    seen = [value for name, value in head.headers if name == "set-cookie"]
    assert seen == ["a=1, x", "b=2"], seen


def named_fields():
    with Caller() as caller:
        head = dict(caller.until(caller.ask("GET", "/hops"), h2.events.ResponseReceived).headers)
    assert "x-own" not in head and head["x-kept"] == "2", head


def events_at_once():
    late = []
    with Caller() as caller:
        stream = caller.ask("GET", "/events")
        while len(late) < 10:
            for event in caller.turn():
                if isinstance(event, h2.events.DataReceived) and event.stream_id == stream:
                    late += [
                        time.time() - float(line[6:])
                        for line in event.data.decode().split("\n")
                        if line.startswith("data: ")
                    ]
    late.sort()
    assert late[5] < 0.02, f"median {late[5] * 1000:.1f} ms"


def hundred_at_once():
    with Caller() as caller:
        caller.turn()
        streams = [caller.ask("GET", f"/echo?{i}") for i in range(100)]
        for i, stream in enumerate(streams):
            assert json.loads(caller.whole(stream))["target"] == f"/echo?{i}"


def web_socket():
    """RFC 8441."""
    with Caller() as caller:
        while h2.settings.SettingCodes.ENABLE_CONNECT_PROTOCOL not in caller.h2.remote_settings:
            caller.turn()
        stream = caller.h2.get_next_available_stream_id()
        head = [
            (":method", "CONNECT"),
            (":protocol", "websocket"),
            (":scheme", "http"),
            (":authority", "ws"),
            (":path", "/"),
            ("sec-websocket-version", "13"),
        ]
        caller.h2.send_headers(stream, head)
        caller.flush()
        answer = dict(caller.until(stream, h2.events.ResponseReceived).headers)
        assert answer[":status"] == "200", answer
        socket_ = Connection(ConnectionType.CLIENT)
        message = os.urandom(1 << 20)
        caller.send(stream, socket_.send(Ping(b"there?")))
        caller.send(stream, socket_.send(BytesMessage(message)))
        came, ponged, closed, seen = b"", False, None, 0
        while closed is None:
            for event in caller.told[seen:]:
                seen += 1
                if closed is None and isinstance(event, h2.events.DataReceived):
                    socket_.receive_data(event.data)
                    for inner in socket_.events():
                        came += inner.data if isinstance(inner, BytesMessage) else b""
                        ponged |= isinstance(inner, Pong)
                        closed = inner.code if isinstance(inner, CloseConnection) else closed
            if len(came) == len(message) and socket_.state is ConnectionState.OPEN:
                caller.send(stream, socket_.send(CloseConnection(1000, "enough")))
            if closed is None:
                caller.turn()
    assert came == message and ponged and closed == 1000, (len(came), ponged, closed)


CHECKS = {
    "interim answers": interim_answers,
    "cut by length": cut("/cut-length"),
    "cut in chunks": cut("/cut-chunked"),
    "reset": cut("/reset"),
    "reset of an endless answer": cut("/reset-endless"),
    "early answer to a large upload": early_answer,
    "trailers of a request": trailers_there,
    "trailers of an answer": trailers_back,
    "cookies apart": cookies,
    "fields that Connection names": named_fields,
    "events within milliseconds": events_at_once,
    "a hundred streams at once": hundred_at_once,
    "a WebSocket over HTTP/2 (RFC 8441)": web_socket,
}
for name, check in CHECKS.items():
    try:
        check()
        print("ok", name)
    except Exception as error:  # whatever breaks is a failure
        print("FAIL", name + ":", type(error).__name__, error)
