"""A WebSocket echo server.    ws_origin.py PORT

A text message "count" is answered with how many connections are open, "close N" is answered with a close of that code, "die" with the end of the process's side
of the connection.
"""
import socket
import sys
import threading

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import serve


OPEN = set()
LOCK = threading.Lock()


def echo(connection):
    with LOCK:
        OPEN.add(connection)
    try:
        answer(connection)
    except ConnectionClosed:
        pass  # as the caller or its own message wanted
    finally:
        with LOCK:
            OPEN.discard(connection)


def answer(connection):
    for message in connection:
        if isinstance(message, str) and message.startswith("close "):
            connection.close(int(message[6:]), "as asked")
        elif message == "count":
            connection.send(str(len(OPEN)))
        elif message == "die":
            connection.socket.shutdown(socket.SHUT_RDWR)
        else:
            connection.send(message)


if __name__ == "__main__":
    with serve(echo, "127.0.0.1", int(sys.argv[1]), max_size=None, compression=None) as server:
        server.serve_forever()
