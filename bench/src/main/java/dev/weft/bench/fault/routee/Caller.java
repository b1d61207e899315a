package dev.weft.bench.fault.routee;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;

/** One connection to a routee, on a virtual thread of its own. */
final class Caller {
  private static final int NO_ID = -1;
  private static final String BODY =
      "a hundred octets or so, as a small answer has them. ".repeat(2);
  private static final int CUT_LENGTH = 4096;

  private final Program program;
  private final Socket socket;
  private long id;
  private int length;

  Caller(Program program, Socket socket) {
    this.program = program;
    this.socket = socket;
  }

  void serve() {
    try (socket) {
      socket.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      OutputStream out = socket.getOutputStream();
      boolean more = true;
      while (more && readRequest(in)) {
        more = id == NO_ID ? answered(out, 200) : answer(out);
      }
    } catch (IOException e) {
      // the other side has gone, as its calls then tell
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean answer(OutputStream out) throws IOException, InterruptedException {
    program.ledger.add(id, program.clock.nanos());
    Behaviour now = program.behaviour;
    boolean chosen = ThreadLocalRandom.current().nextDouble() < now.share();
    switch (chosen ? now.way() : Behaviour.Way.NORMAL) {
      case NORMAL -> work(1);
      case SLOW -> work(now.factor());
      case ERROR -> {
        return answered(out, 500);
      }
      case UNAVAILABLE -> {
        return answered(out, 503);
      }
      case RESET -> {
        socket.setSoLinger(true, 0);
        return false;
      }
      case CUT -> {
        out.write(head(200, CUT_LENGTH) /* and only the beginning of it */);
        out.write(BODY.getBytes(StandardCharsets.US_ASCII));
        return false;
      }
      case CLOSE -> {
        work(1);
        answered(out, 200);
        return false;
      }
    }
    return answered(out, 200);
  }

  /** Work that takes so long, of which only some calls' is done at a time. */
  private void work(int factor) throws InterruptedException {
    program.workers.acquire();
    try {
      var done = new CountDownLatch(1);
      program.clock.schedule(Duration.ofNanos(program.workNanos * factor), done::countDown);
      done.await();
    } finally {
      program.workers.release();
    }
  }

  private boolean answered(OutputStream out, int status) throws IOException {
    byte[] head = head(status, BODY.length());
    byte[] all = java.util.Arrays.copyOf(head, head.length + BODY.length());
    System.arraycopy(BODY.getBytes(StandardCharsets.US_ASCII), 0, all, head.length, BODY.length());
    out.write(all);
    return true;
  }

  private byte[] head(int status, int contentLength) {
    return "HTTP/1.1 %d Said\r\nx-routee: %s\r\ncontent-length: %d\r\n\r\n"
        .formatted(status, program.name, contentLength)
        .getBytes(StandardCharsets.US_ASCII);
  }

  /** Reads a whole request; false where the other side ends the connection. */
  private boolean readRequest(InputStream in) throws IOException {
    id = NO_ID;
    length = 0;
    String line = line(in);
    if (line.isEmpty()) {
      return false;
    }
    for (line = line(in); !line.isEmpty(); line = line(in)) {
      String field = line.toLowerCase(Locale.ROOT);
      if (field.startsWith("x-id:")) {
        id = Long.parseLong(field.substring(5).strip());
      } else if (field.startsWith("content-length:")) {
        length = Integer.parseInt(field.substring(15).strip());
      }
    }
    in.skipNBytes(length);
    return true;
  }

  /** A line without its end; empty at the end of the stream too. */
  private static String line(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (int octet = in.read(); octet >= 0 && octet != '\n'; octet = in.read()) {
      if (octet != '\r') {
        line.append((char) octet);
      }
    }
    return line.toString();
  }
}
