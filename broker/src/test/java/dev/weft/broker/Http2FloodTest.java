package dev.weft.broker;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Callers that make work and want nothing: each is cut off, and a neighbour is served. */
class Http2FloodTest {
  private static final int ENHANCE_YOUR_CALM = 11;
  private static final int PROTOCOL_ERROR = 1;
  private static final int MOST = 200_000;
  private static final int INITIAL_WINDOW_SIZE = 4;
  private static final long MOST_HELD_BYTES = 32L << 20; // what a collector leaves lying about

  private BrokerFixture mesh;
  private RawRoutee routee;

  @BeforeEach
  void start() throws IOException {
    mesh = new BrokerFixture();
    routee = RawRoutee.answering("hello");
    mesh.put(
        MeshFixture.service("orders")
            .routee("orders-1", routee.port())
            .eject(MeshFixture.NEVER_EJECT)
            .build());
  }

  @AfterEach
  void stop() throws IOException {
    mesh.close();
    routee.close();
  }

  private interface Flood {
    void send(Http2Wire wire, int round) throws IOException;
  }

  /** Sends until it is cut off; returns after how many rounds the broker had closed. */
  private int flood(Flood flood, int... errors) throws IOException {
    long before = used();
    try (Http2Wire wire = Http2Wire.caller(mesh.broker.port())) {
      int round = 0;
      try {
        while (round < MOST) {
          flood.send(wire, round);
          round++;
        }
      } catch (IOException e) {
        // closed while we were sending
      }
      int error = wire.untilClosed();
      assertThat(round).as("rounds until it was cut off").isLessThan(MOST);
      if (error >= 0) { // a reset may overtake it
        assertThat(errors).contains(error);
      }
      assertThat(used() - before).as("bytes held").isLessThan(MOST_HELD_BYTES);
      assertThat(mesh.get("orders").body()).as("a neighbour").isEqualTo("hello");
      return round;
    }
  }

  @Test
  void cutsOffRapidResets() throws IOException {
    flood(
        (wire, round) -> wire.get(2 * round + 1, "orders").reset(2 * round + 1, 8),
        ENHANCE_YOUR_CALM);
  }

  @Test
  void cutsOffWhoeverMakesTheBrokerReset() throws IOException {
    flood(
        (wire, round) -> {
          wire.request(2 * round + 1, false, "POST", "orders", "/");
          wire.send(Http2Wire.WINDOW_UPDATE, 0, 2 * round + 1, new byte[4]);
        },
        ENHANCE_YOUR_CALM);
  }

  @Test
  void cutsOffFloodsOfContinuations() throws IOException {
    flood(
        (wire, round) -> {
          if (round == 0) {
            wire.send(Http2Wire.HEADERS, 0, 1, Http2Wire.block(":method: GET", ":scheme: http"));
          }
          wire.send(Http2Wire.CONTINUATION, 0, 1, new byte[0]);
        },
        ENHANCE_YOUR_CALM,
        PROTOCOL_ERROR);
  }

  @Test
  void cutsOffFloodsOfEmptyData() throws IOException {
    flood(
        (wire, round) -> {
          if (round == 0) {
            wire.request(1, false, "POST", "orders", "/");
          }
          wire.data(1, false, "");
        },
        ENHANCE_YOUR_CALM);
  }

  @Test
  void cutsOffFloodsOfPings() throws IOException {
    flood((wire, round) -> wire.send(Http2Wire.PING, 0, 0, new byte[8]), ENHANCE_YOUR_CALM);
  }

  @Test
  void cutsOffFloodsOfSettings() throws IOException {
    flood((wire, round) -> wire.send(Http2Wire.SETTINGS, 0, 0, new byte[0]), ENHANCE_YOUR_CALM);
  }

  @Test
  void cutsOffFloodsOfWindowUpdates() throws IOException {
    byte[] one = ByteBuffer.allocate(4).putInt(1).array();
    flood((wire, round) -> wire.send(Http2Wire.WINDOW_UPDATE, 0, 0, one), ENHANCE_YOUR_CALM);
  }

  /** A byte's room at a time, so that each byte of the answer costs a frame (CVE-2019-9511). */
  @Test
  void cutsOffWhoeverTakesAnAnswerByteByByte() throws IOException {
    try (RawRoutee large = RawRoutee.answering("x".repeat(1 << 20))) {
      mesh.put(MeshFixture.service("orders").routee("orders-1", large.port()).build());
      byte[] one = ByteBuffer.allocate(4).putInt(1).array();
      try (Http2Wire wire = Http2Wire.caller(mesh.broker.port(), INITIAL_WINDOW_SIZE, 1)) {
        wire.get(1, "orders");
        Thread.ofVirtual().start(wire::untilClosed);
        int round = 0;
        try {
          for (; round < MOST; round++) {
            wire.send(Http2Wire.WINDOW_UPDATE, 0, 1, one);
          }
        } catch (IOException e) {
          // closed while we were sending
        }
        assertThat(round).as("rounds until it was cut off").isLessThan(MOST);
      }
    }
  }

  /** As simple callers do: at each frame they say that there is room for as much, twice. */
  @Test
  void servesACallerThatTakesMuchAndSaysAtEachFrameThatThereIsRoom() throws IOException {
    int parts = 150;
    String part = "x".repeat(1 << 20);
    try (var large =
            new RawRoutee((head, in, out, socket) -> {
              long length = (long) parts * part.length();
              out.write(
                  ("HTTP/1.1 200 X\r\nContent-Length: " + length + "\r\n\r\n").getBytes(US_ASCII));
              for (int i = 0; i < parts; i++) {
                out.write(part.getBytes(US_ASCII));
              }
              return true;
            });
        Http2Wire wire = Http2Wire.caller(mesh.broker.port(), INITIAL_WINDOW_SIZE, 1 << 20)) {
      mesh.put(MeshFixture.service("orders").routee("orders-1", large.port()).build());
      wire.get(1, "orders");
      long taken = 0;
      Http2Wire.Frame frame = wire.read();
      while (!frame.ends()) {
        assertThat(frame.type()).isNotIn(Http2Wire.RST_STREAM, Http2Wire.GOAWAY);
        if (frame.type() == Http2Wire.DATA) {
          int bytes = frame.payload().length;
          taken += bytes;
          byte[] more = ByteBuffer.allocate(4).putInt(bytes).array();
          wire.send(Http2Wire.WINDOW_UPDATE, 0, 0, more).send(Http2Wire.WINDOW_UPDATE, 0, 1, more);
        }
        frame = wire.read();
      }
      assertThat(taken + frame.payload().length).isEqualTo((long) parts * part.length());
    }
  }

  @Test
  void servesACallerThatCancelsNowAndThen() throws IOException {
    try (Http2Wire wire = Http2Wire.caller(mesh.broker.port())) {
      for (int i = 0; i < 3_000; i++) {
        int stream = 4 * i + 1;
        if (i % 3 == 0) {
          wire.get(stream, "orders").reset(stream, 8);
        }
        assertThat(wire.get(stream + 2, "orders").message(stream + 2).text()).isEqualTo("hello");
      }
    }
  }

  @Test
  void holdsLittleOfWhatNobodyReads() throws IOException {
    long before = used();
    try (Http2Wire wire = Http2Wire.caller(mesh.broker.port(), INITIAL_WINDOW_SIZE, 0)) {
      // One byte each names 4,000 bytes from the table: a bomb, with answers that cannot leave.
      byte[] first =
          concat(
              Http2Wire.block(":method: GET", ":scheme: http", ":authority: nobody", ":path: /"),
              new byte[] {0x40, 1, 'x'},
              length(3_900),
              "y".repeat(3_900).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      wire.send(Http2Wire.HEADERS, 5, 1, first);
      int streams = 100;
      for (int i = 1; i < streams; i++) {
        byte[] indexed = new byte[14];
        java.util.Arrays.fill(indexed, (byte) (0x80 | 62));
        wire.send(
            Http2Wire.HEADERS,
            5,
            2 * i + 1,
            concat(
                Http2Wire.block(":method: GET", ":scheme: http", ":authority: nobody", ":path: /"),
                indexed));
      }
      for (int answers = 0; answers < streams; ) {
        Http2Wire.Frame frame = wire.read();
        if (frame.type() == Http2Wire.HEADERS) {
          assertThat(wire.fields(frame)).contains(":status: 404");
          answers++;
        }
      }
      assertThat(used() - before).isLessThan(MOST_HELD_BYTES);
      assertThat(mesh.get("orders").body()).isEqualTo("hello");
    }
  }

  private static long used() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static byte[] length(int bytes) {
    int rest = bytes - 127;
    return new byte[] {127, (byte) ((rest & 127) | 128), (byte) (rest >> 7)};
  }

  private static byte[] concat(byte[]... parts) {
    var out = new java.io.ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
