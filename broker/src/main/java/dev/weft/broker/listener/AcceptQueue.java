package dev.weft.broker.listener;

import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.Socket;
import java.io.IOException;

/**
 * The connections that the kernel has made and nobody has accepted yet. Their callers have sent
 * calls, and closing the socket resets them: so they are accepted first. On epoll only; what comes
 * in the microseconds between the last look and the close is lost.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells its handlers what fails
public final class AcceptQueue {
  private static final System.Logger LOG = System.getLogger(AcceptQueue.class.getName());
  private static final int MOST = 8_192; // more than any queue holds, should callers never cease
  private static final int ADDRESS_BYTES = 26; // as Netty's own accept has it

  private AcceptQueue() {}

  /** Accepts what waits, then closes; from any thread but a loop's, and waits until it is done. */
  public static void emptyAndClose(Channel listening) {
    if (listening instanceof EpollServerSocketChannel epoll && listening.isOpen()) {
      listening.eventLoop().submit(() -> empty(epoll)).awaitUninterruptibly();
    }
    HttpListener.close(listening);
  }

  private static void empty(EpollServerSocketChannel listening) {
    if (!(listening.fd() instanceof Socket socket)) {
      return;
    }
    byte[] address = new byte[ADDRESS_BYTES];
    try {
      for (int i = 0; i < MOST; i++) {
        int accepted = socket.accept(address);
        if (accepted < 0) {
          break;
        }
        listening.pipeline().fireChannelRead(new EpollSocketChannel(accepted));
      }
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "connections that wait are reset: {0}", e.getMessage());
    }
    listening.pipeline().fireChannelReadComplete();
    listening.close(); // at once, as more may have come
  }
}
