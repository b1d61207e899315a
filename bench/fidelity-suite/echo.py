"""An echo of WebSocket messages, with permessage-deflate; port as its argument."""

import asyncio
import sys

from websockets.asyncio.server import serve
from websockets.exceptions import ConnectionClosed


async def echo(connection):
    try:
        async for message in connection:
            await connection.send(message)
    except ConnectionClosed:
        pass  # how it was closed is the suite's to judge


async def main():
    async with serve(echo, "127.0.0.1", int(sys.argv[1]), max_size=64 << 20) as server:
        await server.serve_forever()


asyncio.run(main())
