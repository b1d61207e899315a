package dev.weft.agent;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/**
 * Forwards bytes and breaks each connection after a random number of them, in the middle of
 * whatever is under way; until it is told to behave.
 */
final class FlakyProxy implements AutoCloseable {
  private final ServerSocket listener;
  private final int target;
  private final RandomGenerator random;
  private final int mostBytes;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger cuts = new AtomicInteger();
  private volatile boolean cutting = true;

  FlakyProxy(int target, int mostBytes, RandomGenerator random) throws IOException {
    this.target = target;
    this.mostBytes = mostBytes;
    this.random = random;
    listener = new ServerSocket();
    listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  int cuts() {
    return cuts.get();
  }

  void behave() {
    cutting = false;
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket near = listener.accept();
        var far = new Socket(InetAddress.getLoopbackAddress(), target);
        open.add(near);
        open.add(far);
        int budget;
        synchronized (random) {
          budget = random.nextInt(mostBytes);
        }
        Thread.ofVirtual().start(() -> copy(near, far, Integer.MAX_VALUE));
        Thread.ofVirtual().start(() -> copy(far, near, budget));
      } catch (IOException e) {
        // closed, or the registry is away: the caller's connection breaks, which is the point
      }
    }
  }

  private void copy(Socket from, Socket to, int budget) {
    var buffer = new byte[512];
    int left = budget;
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        int passed = cutting ? Math.min(count, left) : count;
        out.write(buffer, 0, passed);
        left -= passed;
        if (cutting && left <= 0) {
          cuts.incrementAndGet();
          to.setSoLinger(true, 0);
          return;
        }
      }
    } catch (IOException e) {
      // the other side broke off
    } finally {
      open.remove(from);
      open.remove(to);
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : open) {
      socket.close();
    }
  }
}
