package dev.weft.examples.shop;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * The inventory as its callers see it: a connection per question, as its old clients always did.
 * Safe for use by any thread.
 */
final class Stock {
  private static final int CONNECT_MILLIS = (int) TimeUnit.SECONDS.toMillis(2);
  private static final int ANSWER_MILLIS = (int) TimeUnit.SECONDS.toMillis(10);

  private final InetSocketAddress address;

  /**
   * @param address looked up anew for each connection
   */
  Stock(InetSocketAddress address) {
    this.address = address;
  }

  /** Sets goods aside; the answer tells which inventory did. */
  String reserve(Item item) throws CallFailedException {
    return ask("RESERVE " + item.sku() + " " + item.quantity(), "OK ");
  }

  /** Asks whether anybody is there. */
  String ping() throws CallFailedException {
    return ask("PING", "PONG ");
  }

  /** The answer without the word that says that it went well. */
  private String ask(String line, String good) throws CallFailedException {
    String answer;
    try (var socket = new Socket()) {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(ANSWER_MILLIS);
      socket.connect(
          new InetSocketAddress(address.getHostString(), address.getPort()), CONNECT_MILLIS);
      socket.getOutputStream().write((line + "\nQUIT\n").getBytes(StandardCharsets.US_ASCII));
      var reader =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      answer = reader.readLine();
    } catch (IOException e) {
      throw new CallFailedException("inventory could not be asked '" + line + "': " + e, e);
    }
    if (answer == null) {
      throw new CallFailedException("inventory hung up on '" + line + "'");
    }
    if (!answer.startsWith(good)) {
      throw new CallFailedException("inventory answered '" + line + "' with '" + answer + "'");
    }
    return answer.substring(good.length());
  }
}
