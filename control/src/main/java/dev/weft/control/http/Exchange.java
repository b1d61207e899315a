package dev.weft.control.http;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One request and its answer. Belongs to the thread that handles it. */
public final class Exchange {
  private static final int MAX_PARAMETERS = 100;

  /** Answers above this go out at the client's pace. */
  private static final int AT_ONCE_BYTES = 64 * 1024;

  private final Connection connection;
  private final RequestHead head;
  private final byte[] body;
  private @Nullable Map<String, List<String>> query;
  private volatile boolean answered;

  Exchange(Connection connection, RequestHead head, byte[] body) {
    this.connection = connection;
    this.head = head;
    this.body = body;
  }

  /** The method as sent; it may be any word. */
  public String method() {
    return head.method();
  }

  /** The path as sent, from its first slash; nothing in it is decoded. */
  public String path() {
    return head.path();
  }

  /**
   * A parameter of the query, decoded; the first if it is given more than once.
   *
   * @throws IllegalArgumentException if the query cannot be decoded
   */
  public Optional<String> query(String name) {
    if (head.query().isEmpty()) {
      return Optional.empty();
    }
    List<String> values = queries().get(name);
    return values == null ? Optional.empty() : Optional.of(values.getFirst());
  }

  /**
   * All parameters of the query, decoded.
   *
   * @throws IllegalArgumentException if the query cannot be decoded
   */
  public Map<String, List<String>> queries() {
    if (query == null) {
      query =
          head.query().isEmpty()
              ? Map.of()
              : new QueryStringDecoder(
                      head.query(), StandardCharsets.UTF_8, false, MAX_PARAMETERS, true)
                  .parameters();
    }
    return query;
  }

  /** The first value of a header, whose name may be in any case. */
  public @Nullable String header(String name) {
    return head.headers().get(name);
  }

  /** Every value of a header. */
  public List<String> headers(String name) {
    HttpHeaders all = head.headers();
    return all.getAll(name);
  }

  /** The whole body, at most 1 MiB; empty if there is none. Not to be changed. */
  public byte[] body() {
    return body;
  }

  /** Whether the request came by TLS. */
  public boolean secure() {
    return connection.channel().pipeline().get(SslHandler.class) != null;
  }

  /** Whether the client's address is this machine's loopback. */
  public boolean fromLoopback() {
    return connection.channel().remoteAddress() instanceof InetSocketAddress client
        && client.getAddress().isLoopbackAddress();
  }

  /** Whether the answer has begun to leave: it can then only be completed or broken off. */
  public boolean answered() {
    return answered;
  }

  /**
   * Answers.
   *
   * @throws UncheckedIOException if the body is large and the client has gone
   */
  public void send(AnswerHead answer, byte[] content) {
    if (content.length > AT_ONCE_BYTES && !head.isHead() && !connection.onLoop()) {
      stream(answer, content.length, out -> out.write(content));
    } else {
      begin();
      connection.answer(this, answer, content);
    }
  }

  /**
   * Answers with a body that is written as it comes, at the client's pace. Returns when all of it
   * is written or handed over. If the writer throws before anything has left, it can still be
   * answered otherwise.
   *
   * @throws UncheckedIOException if the client has gone
   */
  public void stream(AnswerHead answer, StreamedBody content) {
    stream(answer, AnswerStream.UNKNOWN_LENGTH, content);
  }

  private void stream(AnswerHead answer, long length, StreamedBody content) {
    if (connection.onLoop()) {
      throw new IllegalStateException("an answer cannot be streamed on the event loop");
    }
    var out = new AnswerStream(connection, this, answer, length);
    try {
      content.writeTo(out);
      out.complete();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new InterruptedIOException("the answer was interrupted"));
    }
  }

  /** Breaks the connection off: what has left is not the whole answer. */
  void abort() {
    connection.close();
  }

  RequestHead head() {
    return head;
  }

  void begin() {
    if (answered) {
      throw new IllegalStateException("the request is answered already");
    }
    answered = true;
  }
}
