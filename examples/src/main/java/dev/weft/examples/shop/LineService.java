package dev.weft.examples.shop;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A TCP server of ASCII lines: one answer a line, a virtual thread per connection. */
final class LineService implements Running {
  private static final int BACKLOG = 256;
  private static final int IDLE_MILLIS = (int) TimeUnit.MINUTES.toMillis(1);
  private static final int MAX_LINE = 256;
  private static final int STOP_SECONDS = 1;

  private final Instance instance;
  private final ServerSocket listener;
  private final Handler handler;
  private final Pace pace;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  /** Answers one line. */
  interface Handler {
    String answer(Instance self, String line) throws InterruptedException;
  }

  private LineService(String name, ServerSocket listener, Handler handler, Pace pace) {
    this.instance = Instance.ofThisProcess(name, listener.getLocalPort());
    this.listener = listener;
    this.handler = handler;
    this.pace = pace;
  }

  static LineService start(String name, InetSocketAddress listen, Handler handler, Pace pace)
      throws IOException {
    var listener = new ServerSocket();
    listener.setReuseAddress(true);
    listener.bind(listen, BACKLOG);
    var service = new LineService(name, listener, handler, pace);
    Thread.ofPlatform().name("accept-" + name).start(service::accept);
    return service;
  }

  @Override
  public Instance instance() {
    return instance;
  }

  @Override
  public void close() {
    pace.stop();
    try {
      listener.close();
      for (Socket socket : open) {
        socket.shutdownInput(); // it answers the line that it has, then finds no other
      }
      threads.shutdown();
      if (!threads.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
        threads.shutdownNow();
      }
    } catch (IOException e) {
      System.err.println(instance + " did not close well: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listener.accept();
        threads.execute(() -> converse(socket));
      }
    } catch (IOException | RejectedExecutionException e) {
      if (!listener.isClosed()) {
        System.err.println(instance + " accepts no more connections: " + e);
      }
    }
  }

  private void converse(Socket accepted) {
    open.add(accepted);
    try (accepted) {
      accepted.setTcpNoDelay(true);
      accepted.setSoTimeout(IDLE_MILLIS);
      var in = new BufferedInputStream(accepted.getInputStream());
      for (String line = readLine(in);
          line != null && !line.strip().equals("QUIT");
          line = readLine(in)) {
        String answer = handler.answer(instance, line) + "\n";
        accepted.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
      }
    } catch (SocketException e) {
      // the caller has gone: nobody is left to tell
    } catch (IOException e) {
      System.err.println(instance + " hung up: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(accepted);
    }
  }

  /** The next line, or null at the end. */
  private static @Nullable String readLine(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (int b = in.read(); b != -1; b = in.read()) {
      if (b == '\n') {
        return line.toString();
      }
      if (line.length() == MAX_LINE) {
        throw new IOException("a line is longer than " + MAX_LINE + " characters");
      }
      line.append((char) b);
    }
    return null;
  }
}
