package dev.weft.control.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/** A client that sends what it is told to, well-formed or not. */
public final class RawClient implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 5_000;

  private final Socket socket = new Socket();
  private final InputStream in;
  private final StringBuilder chunked = new StringBuilder();

  public RawClient(int port) throws IOException {
    this(port, 0);
  }

  /**
   * @param receiveBytes of the socket's buffer; 0 for the system's choice
   */
  public RawClient(int port, int receiveBytes) throws IOException {
    if (receiveBytes > 0) {
      socket.setReceiveBufferSize(receiveBytes);
    }
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    socket.setSoTimeout(PATIENCE_MILLIS);
    in = new BufferedInputStream(socket.getInputStream());
  }

  public RawClient send(String text) throws IOException {
    return send(text.getBytes(ISO_8859_1));
  }

  public RawClient send(byte[] bytes) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(bytes);
    out.flush();
    return this;
  }

  /** Sends a block again and again until the server closes or it was sent often enough. */
  public void flood(byte[] block, int times) {
    try {
      for (int i = 0; i < times; i++) {
        send(block);
      }
    } catch (IOException e) {
      // the server has had enough, which is what callers look at next
    }
  }

  public InputStream in() {
    return in;
  }

  /** Everything up to the end of the stream, or to a reset. */
  public String readToEnd() throws IOException {
    var text = new StringBuilder();
    byte[] buffer = new byte[8192];
    while (true) {
      int count;
      try {
        count = in.read(buffer);
      } catch (java.net.SocketException e) {
        return text.toString();
      }
      if (count < 0) {
        return text.toString();
      }
      text.append(new String(buffer, 0, count, ISO_8859_1));
    }
  }

  /** A line without its end. */
  public String readLine() throws IOException {
    String line = readUntil("\r\n");
    return line.substring(0, line.length() - 2);
  }

  /** A line of a chunked body, wherever its chunks begin; without white space round it. */
  public String readChunkedLine() throws IOException {
    while (chunked.indexOf("\n") < 0) {
      int length = Integer.parseInt(readLine(), 16);
      if (length == 0) {
        throw new IOException("the answer has ended");
      }
      chunked.append(new String(in.readNBytes(length), ISO_8859_1));
      readLine();
    }
    int end = chunked.indexOf("\n");
    String line = chunked.substring(0, end);
    chunked.delete(0, end + 1);
    return line.strip();
  }

  /** The head of an answer, with the empty line. */
  public String readAnswerHead() throws IOException {
    return readUntil("\r\n\r\n");
  }

  /** One answer that says its length: the head and the body. */
  public String readAnswer() throws IOException {
    String head = readAnswerHead();
    int at = head.indexOf("Content-Length: ");
    if (at < 0) {
      return head;
    }
    int length = Integer.parseInt(head.substring(at + 16, head.indexOf("\r\n", at)));
    return head + new String(in.readNBytes(length), ISO_8859_1);
  }

  private String readUntil(String end) throws IOException {
    var text = new StringBuilder();
    while (text.length() < end.length() || text.indexOf(end, text.length() - end.length()) < 0) {
      int c = in.read();
      if (c < 0) {
        throw new IOException("closed after: " + text);
      }
      text.append((char) c);
    }
    return text.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
