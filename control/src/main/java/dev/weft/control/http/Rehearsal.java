package dev.weft.control.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.weft.model.time.Clock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;

/**
 * One request to a server that nobody knows of, so that all that serving needs is loaded and linked
 * before the first real one. It is for a core that would be idle while the store is read.
 */
public final class Rehearsal {
  private static final System.Logger LOG = System.getLogger(Rehearsal.class.getName());
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final String ANSWER = "HTTP/1.1 200 ";
  private static final byte[] REQUEST =
      "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".getBytes(US_ASCII);

  private Rehearsal() {}

  /** Starts it on a daemon thread of its own and does not wait; a failure only makes no gain. */
  public static void begin(Clock clock) {
    Thread.ofPlatform().daemon().name("weft-rehearsal").start(() -> run(clock));
  }

  /** The same on the caller's thread; returns whether the request was answered as it should be. */
  public static boolean run(Clock clock) {
    var anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (HttpServer server = HttpServer.start(anyPort, null, new Nothing(), clock);
        var socket = new Socket(anyPort.getAddress(), server.port())) {
      socket.setSoTimeout((int) PATIENCE.toMillis());
      socket.getOutputStream().write(REQUEST);
      return new String(socket.getInputStream().readAllBytes(), US_ASCII).startsWith(ANSWER);
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "the first request will take longer", e);
      return false;
    }
  }

  private static final class Nothing implements Handler {
    private static final byte[] EMPTY = {};

    @Override
    public void handle(Exchange exchange) {
      exchange.send(AnswerHead.of(200).build(), EMPTY);
    }

    @Override
    public boolean isQuick(String method, String path) {
      return false;
    }

    @Override
    public byte[] refusal(int code, String why) {
      return EMPTY;
    }

    @Override
    public byte[] failure(Throwable error) {
      return EMPTY;
    }
  }
}
