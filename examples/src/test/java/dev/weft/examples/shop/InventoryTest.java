package dev.weft.examples.shop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InventoryTest {
  private LineService inventory;

  @BeforeEach
  void start() throws IOException {
    inventory = Inventory.start(FakeMesh.anyPort());
  }

  @AfterEach
  void stop() {
    inventory.close();
  }

  @Test
  void reservesAndSaysWhatIsLeft() throws IOException {
    assertThat(say("RESERVE tea 2\nRESERVE tea 3\nRESERVE milk 1\nQUIT\nPING\n"))
        .containsExactly(
            "OK " + inventory.instance() + " reserved 2 tea, 998 left",
            "OK " + inventory.instance() + " reserved 3 tea, 995 left",
            "OK " + inventory.instance() + " reserved 1 milk, 999 left");
  }

  @Test
  void getsALorryLoadWhenTheStockWouldNotDo() throws IOException {
    assertThat(say("RESERVE tea 999\nRESERVE tea 2\nQUIT\n").getLast()).endsWith("999 left");
  }

  @Test
  void answersPingAndTellsWhatItDoesNotUnderstand() throws IOException {
    assertThat(say("PING\r\nHELLO\nRESERVE\nRESERVE tea 0\nSLOW -1\nSLOW 0\nQUIT\n"))
        .containsExactly(
            "PONG " + inventory.instance(),
            "ERR the words here are RESERVE, PING, SLOW and QUIT",
            "ERR say RESERVE, what, and how many: RESERVE tea 2",
            "ERR qty is '0', not a number from 1 to 1000",
            "ERR ms is '-1', not a number from 0 to 60000",
            "OK each answer takes 0 ms more than usual");
  }

  @Test
  void hangsUpOnALineWithoutEnd() throws IOException {
    assertThat(say("PING\n" + "x".repeat(257))).hasSize(1);
  }

  @Test
  void answersWhatItHasReceivedAndHangsUpWhenItStops() throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), inventory.instance().port())) {
      var reader = reader(socket);
      socket.getOutputStream().write("PING\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(reader.readLine()).startsWith("PONG");

      inventory.close();

      assertThat(reader.readLine()).isNull();
    }
  }

  private List<String> say(String lines) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), inventory.instance().port())) {
      socket.getOutputStream().write(lines.getBytes(StandardCharsets.US_ASCII));
      return reader(socket).lines().toList();
    }
  }

  private static BufferedReader reader(Socket socket) throws IOException {
    return new BufferedReader(
        new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
  }
}
